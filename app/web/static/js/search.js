// The results below the search box: walked with the arrows, left with Escape. `keys.js` leads to
// the box; without either it is a form with an address of its own.

const box = () => document.querySelector("[data-finder]");
const place = () => document.querySelector("[data-finder-results]");
const hits = () => [...place().querySelectorAll("a")];

// Other systems' people press another key than the one that is written on the box.
const key = document.querySelector(".finder-key");
if (key && /Mac|iP/.test(navigator.platform)) key.textContent = "⌘ K";

const step = (event, by) => {
  const places = [box(), ...hits()];
  const at = places.indexOf(document.activeElement);
  if (at < 0 || places.length < 2) return;
  event.preventDefault();
  places[(at + by + places.length) % places.length].focus();
};

const leave = (event) => {
  const input = box();
  if (input.hasAttribute("data-finder-page")) return;
  const isEmpty = !input.value && !place().hasChildNodes();
  if (document.activeElement !== input) input.focus();
  else if (isEmpty) input.blur();
  input.value = "";
  place().replaceChildren();
  event.preventDefault();
};

document.addEventListener("keydown", (event) => {
  const input = box();
  if (!input || !(event.target === input || place().contains(event.target))) return;
  if (event.key === "ArrowDown") step(event, 1);
  else if (event.key === "ArrowUp") step(event, -1);
  else if (event.key === "Escape") leave(event);
});
