// Lists: an address without empty filters, and every row of a page chosen by one box.

const emptyNames = (data) => [...data.keys()].filter((name) => data.get(name) === "");

document.addEventListener("formdata", (event) => {
  if (!event.target.matches("[data-tidy]")) return;
  for (const name of emptyNames(event.formData)) event.formData.delete(name);
});
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches("[data-tidy]")) return;
  for (const name of emptyNames(event.detail.formData)) event.detail.formData.delete(name);
});

const picks = (list) => [...list.querySelectorAll("[data-pick]")];
const offerAll = (root) => {
  for (const head of root.querySelectorAll(".pick-head")) {
    if (head.querySelector("input")) continue;
    const [words] = head.children;
    const box = document.createElement("input");
    box.type = "checkbox";
    box.dataset.pickAll = "";
    const label = document.createElement("label");
    label.className = "pick";
    words.textContent = "Choose all on this page";
    label.append(words, box);
    head.append(label);
  }
};
document.addEventListener("change", (event) => {
  const list = event.target.closest(".list");
  if (!list) return;
  const all = list.querySelector("[data-pick-all]");
  if (event.target === all) for (const box of picks(list)) box.checked = all.checked;
  else if (all && event.target.matches("[data-pick]")) {
    const chosen = picks(list).filter((box) => box.checked).length;
    all.checked = chosen === picks(list).length;
    all.indeterminate = chosen > 0 && !all.checked;
  }
});
document.addEventListener("htmx:load", (event) => offerAll(event.target));
offerAll(document);
