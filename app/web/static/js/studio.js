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

// Page, width and scheme: the links do it by themselves where there is no script.
const choose = (section, link) => {
  const { token, value } = link.dataset;
  const shown = section.querySelector("iframe");
  for (const each of link.closest("ul").querySelectorAll("a")) each.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  section.dataset[token === "scheme" ? "schemeShown" : token] = value;
  const { page, device, schemeShown: scheme } = section.dataset;
  section.querySelector(".preview-stage").className = `preview-stage preview-${device}`;
  const address = new URL(location);
  for (const [name, chosen] of Object.entries({ page, device, scheme })) {
    address.searchParams.set(name, chosen);
  }
  history.replaceState(history.state, "", address);
  if (token === "page" || (token === "scheme" && page !== "mail")) {
    const at = shown.dataset.at;
    shown.src = page === "mail" ? `${at}/mail` : `${at}/pages/${page}?scheme=${scheme}`;
  }
  if (token === "page") shown.title = `Preview: ${link.textContent}`;
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-preview] [data-token]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  choose(link.closest("[data-preview]"), link);
});

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
