// What a page gains where script runs; every task is possible without it.

const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});

// A summary of errors takes focus after a swap; on a whole page its `autofocus` does it.
document.addEventListener("htmx:afterSettle", (event) => {
  event.target.querySelector("[data-error-summary]")?.focus();
});

// Buttons that only script can serve show themselves.
const revealCopyButtons = (root) => {
  for (const button of root.querySelectorAll("[data-copy]")) button.toggleAttribute("data-ready", Boolean(navigator.clipboard));
};
document.addEventListener("htmx:load", (event) => revealCopyButtons(event.target));
revealCopyButtons(document);

const said = document.createElement("div");
said.className = "visually-hidden";
said.setAttribute("role", "status");
document.body.append(said);

const COPIED_SHOWN_MS = 2000;
const copy = async (button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.dataset.copied = "";
  said.textContent = "Copied";
  setTimeout(() => {
    delete button.dataset.copied;
    said.textContent = "";
  }, COPIED_SHOWN_MS);
};

// Browsers without command/commandfor still get their dialogs.
const commands = {
  "show-modal": (dialog) => dialog.showModal(),
  close: (dialog) => dialog.close(),
};
const runCommand = (button) => {
  if ("commandForElement" in HTMLButtonElement.prototype) return;
  const target = document.getElementById(button.getAttribute("commandfor"));
  commands[button.getAttribute("command")]?.(target);
};

const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
};

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("[data-menu]"));
  const button = event.target.closest("[data-copy], [commandfor]");
  if (button?.matches("[data-copy]")) copy(button);
  else if (button) runCommand(button);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A form that moves something is sent once: a second press within a moment is held back.
const HELD_BACK_MS = 4000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  else if (form.method === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, HELD_BACK_MS);
  }
});
