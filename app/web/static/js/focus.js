// Focus is never lost when a part of the page is replaced: it goes to what stands in the same
// place, else to the heading of the part, else to the part itself.

let lost = null;

const told = (element) => ({
  id: element.id,
  href: element.getAttribute("href"),
  name: element.getAttribute("name"),
  value: element.getAttribute("value"),
});

const isSame = (element, was) =>
  (was.id && element.id === was.id) ||
  (was.href && element.getAttribute("href") === was.href) ||
  (was.name &&
    element.getAttribute("name") === was.name &&
    element.getAttribute("value") === was.value);

document.addEventListener("htmx:beforeSwap", (event) => {
  const active = document.activeElement;
  const isInside = active !== document.body && event.detail.target?.contains(active);
  lost = isInside ? told(active) : null;
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!lost || document.activeElement !== document.body) return;
  const part = event.target;
  const reachable = [...part.querySelectorAll("a[href], button, input, select, textarea, summary")];
  const again = reachable.find((element) => isSame(element, lost) && !element.disabled);
  lost = null;
  if (again) return again.focus();
  const heading = part.querySelector("[data-error-summary], h1, h2, h3") ?? part;
  if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
});
