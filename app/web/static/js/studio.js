// The brand studio: a change is kept at once, and the page beside takes the new look.

const frame = () => document.querySelector("[data-preview] iframe");

// The picker and the field beside it say the same; whoever has no script types the colour.
for (const pick of document.querySelectorAll("[data-mirrors]")) {
  const field = document.getElementById(pick.dataset.mirrors);
  pick.hidden = false;
  pick.addEventListener("input", () => {
    field.value = pick.value;
  });
  pick.addEventListener("change", () => field.dispatchEvent(new Event("change", { bubbles: true })));
  field.addEventListener("change", () => {
    if (/^#[0-9a-f]{6}$/i.test(field.value)) pick.value = field.value;
  });
}

// Another sheet beside the old one, which goes once the new one is there: nothing flashes.
const restyle = (page, at) => {
  const old = page.querySelector('link[rel="stylesheet"][href*="/previews/"]');
  if (!old) return false;
  const sheet = old.cloneNode();
  sheet.href = `${at}/theme.css`;
  sheet.addEventListener("load", () => old.remove());
  old.after(sheet);
  return true;
};

const show = (outcome) => {
  const shown = frame();
  const at = outcome.dataset.at;
  if (!shown || !at || shown.dataset.at === at) return;
  const before = shown.dataset.at;
  shown.dataset.at = at;
  for (const link of document.querySelectorAll(".preview-foot a")) {
    link.setAttribute("href", link.getAttribute("href").replace(before, at));
  }
  const page = shown.contentDocument;
  if ("styleAlone" in outcome.dataset && page && restyle(page, at)) return;
  shown.src = shown.getAttribute("src").replace(before, at);
};

document.addEventListener("htmx:afterSettle", () => {
  const outcome = document.querySelector("[data-outcome]");
  if (outcome) show(outcome);
});
