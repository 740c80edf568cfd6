// How the surface looks: a choice is seen at once and sent in the background; without this script
// the same form is sent and the page comes back looking so.

const root = document.documentElement;
// All choices of this page: each is sent with those before it, one after the other, so that of two
// quick ones neither is answered by a cookie without the other.
const choices = {};
let underWay = Promise.resolve();

const keep = async (form) => {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(choices)) body.set(name, value);
  try {
    await fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
  } catch {
    // It looks so until the next page; the choice can be made again.
  }
};

const show = (name, value) => {
  if (name === "scheme" && value === "system") delete root.dataset.scheme;
  else root.dataset[name] = value;
};

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-preference]");
  const chosen = event.submitter;
  if (!form || !chosen) return;
  event.preventDefault();
  delete form.dataset.sent;
  show(chosen.name, chosen.value);
  const others = form.querySelectorAll(`button[name="${chosen.name}"]`);
  for (const button of others) {
    if (button.ariaPressed) button.ariaPressed = String(button === chosen);
    // A button that folds gives way to the one that unfolds, and hands it the focus.
    else if (button !== chosen && document.activeElement === document.body) button.focus();
  }
  choices[chosen.name] = chosen.value;
  underWay = underWay.then(() => keep(form));
});
