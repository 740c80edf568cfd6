// Keys of the surface. A link or button names its own in `data-keys`; single characters can be
// switched off and never act while somebody types.

const root = document.documentElement;
const THEN_MS = 1500;
let first = "";
let timer = 0;

const isTyping = (at) => at.closest?.("input, textarea, select, [contenteditable], [role=textbox]");

// Only what can be seen in the topmost layer answers.
const layer = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;

const keyed = (keys) => {
  const found = [...document.querySelectorAll(`[data-keys="${CSS.escape(keys)}"]`)];
  return found.find((each) => each.checkVisibility()) ?? found[0];
};

const search = () => {
  const isFree = document.dispatchEvent(
    new CustomEvent("guildhall:search", { bubbles: true, cancelable: true }),
  );
  if (!isFree) return true;
  const box = [...document.querySelectorAll("[data-search]")].find((each) => each.checkVisibility());
  if (!box) return false;
  if (box.matches("a")) box.click();
  else {
    box.focus();
    box.select?.();
  }
  return true;
};

// Lines of tables and lists, by their first link.
const LINES = "main .table tbody tr, main .link-list > li";
const lines = () =>
  [...document.querySelectorAll(LINES)].filter((line) => line.querySelector("a[href]"));

const step = (by) => {
  const all = lines();
  if (!all.length) return false;
  const at = document.querySelector("[data-shown]") ?? document.activeElement;
  const now = all.findIndex((line) => line.contains(at));
  const next = now < 0 ? (by > 0 ? 0 : all.length - 1) : now + by;
  const link = all[next]?.querySelector("a[href]");
  if (!link) return true;
  all[next].scrollIntoView({ block: "nearest" });
  if (document.getElementById("drawer")?.open) link.click();
  else link.focus();
  return true;
};

const press = (keys) => {
  const target = keyed(keys);
  if (!target) return false;
  target.click();
  return true;
};

const SINGLE = { "/": search, j: () => step(1), k: () => step(-1) };

const act = (key) => {
  const pair = first ? `${first} ${key}` : "";
  first = "";
  clearTimeout(timer);
  if (pair) return press(pair);
  const open = layer();
  const isOver = open !== document;
  if (isOver && !(open.id === "drawer" && (key === "j" || key === "k"))) return false;
  if (key === "g") {
    first = "g";
    timer = setTimeout(() => (first = ""), THEN_MS);
    return true;
  }
  return SINGLE[key] ? SINGLE[key]() : press(key);
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const isHeld = event.ctrlKey || event.metaKey;
  if (isHeld && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    if (search()) event.preventDefault();
    return;
  }
  if (isHeld || event.altKey || root.dataset.keys === "off" || isTyping(event.target)) return;
  if (event.key.length !== 1) return;
  if (act(event.key)) event.preventDefault();
});
