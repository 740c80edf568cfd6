// Shows a link's page in the drawer at the right edge, under the link's own address. The link does
// the same as a whole page without this script, with a held key, and when anything goes wrong.

const drawer = document.getElementById("drawer");
const KEPT_MS = 10000;
const WAITS_MS = 80;
const here = () => location.pathname + location.search;

// The address of the page below, whatever the drawer shows; HTMX may move it.
let below = here();
let opener = null;
let returnTo = null;
let depth = 0;
let kept = { href: "", at: 0, answer: null };
// What is opened next may be asked for before the event of the closing comes.
let isShut = true;

// Asked ahead, a conversation is not noted as read.
const ask = async (href, ahead = {}) => {
  const headers = { "HX-Request": "true", "HX-Target": "drawer", ...ahead };
  const response = await fetch(href, { headers, credentials: "same-origin" });
  const isPart = response.ok && response.status !== 204 && !response.redirected;
  return isPart ? response.text() : "";
};

// What was asked for a moment ago, in memory only and for one use; or asked now.
const answerTo = async (href) => {
  const isAhead = kept.href === href && performance.now() - kept.at < KEPT_MS;
  const { answer } = kept;
  kept = { href: "", at: 0, answer: null };
  if (!isAhead) return ask(href);
  const html = await answer;
  if (html.includes('id="messages"')) ask(href).catch(() => {});
  return html;
};

// Both pages may have notes or messages: an id is the drawer's for as long as it shows one.
const lent = new Map();
const borrowIds = () => {
  for (const { id } of drawer.querySelectorAll("[id]")) {
    for (const other of document.querySelectorAll(`[id="${CSS.escape(id)}"]`)) {
      if (drawer.contains(other)) continue;
      lent.set(other, id);
      other.removeAttribute("id");
    }
  }
};
const returnIds = () => {
  for (const [element, id] of lent) element.id = id;
  lent.clear();
};

const fill = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  drawer.replaceChildren(...page.body.childNodes);
  borrowIds();
  window.htmx?.process(drawer);
  const heading = drawer.querySelector("h1") ?? drawer.querySelector(".drawer-body");
  if (heading.localName === "h1") heading.tabIndex = -1;
  isShut = false;
  if (!drawer.open) drawer.showModal();
  heading.focus();
};

// What was asked for last is shown, and nothing that comes after the drawer was closed.
let asked = 0;
const forget = () => {
  asked += 1;
  document.documentElement.toggleAttribute("data-waits", false);
};

const load = async (href) => {
  const own = ++asked;
  document.documentElement.toggleAttribute("data-waits", true);
  try {
    const html = await answerTo(href);
    if (own !== asked) return null;
    if (!html.includes('id="drawer-name"')) return false;
    fill(html);
    return true;
  } catch {
    return false;
  } finally {
    if (own === asked) document.documentElement.toggleAttribute("data-waits", false);
  }
};

// The line that is shown over the list stays to be seen in it.
const mark = (link, wasOpen) => {
  opener?.removeAttribute("data-shown");
  const menu = link.closest("details[data-menu]");
  const active = document.activeElement;
  returnTo = wasOpen || active === document.body ? link : active;
  if (menu) {
    menu.open = false;
    returnTo = menu.querySelector("summary");
  }
  opener = link;
  opener.setAttribute("data-shown", "");
};

const open = async (link) => {
  const { pathname, search } = new URL(link.href);
  const href = pathname + search;
  const isWithin = drawer.contains(link);
  const wasOpen = drawer.open;
  if (!isWithin) mark(link, wasOpen);
  const isShown = await load(href);
  if (isShown === null) return;
  if (!isShown) return location.assign(link.href);
  // Stepping through a list takes one step back, however many were looked at.
  if (wasOpen && !isWithin) history.replaceState({ ...history.state, drawer: href }, "", href);
  else {
    depth = wasOpen ? depth + 1 : 1;
    history.pushState({ drawer: href, below, depth }, "", href);
  }
};

// A part of the page that is shown: there at once, without a place in the history.
const goTo = (event, link) => {
  const part = drawer.querySelector(link.hash);
  if (!part) return;
  event.preventDefault();
  const fold = part.closest("details");
  if (fold) fold.open = true;
  part.scrollIntoView();
  const field = part.querySelector("a[href], button, input:not([type=hidden]), textarea, select");
  (field ?? part).focus();
};

// What HTMX changed within the drawer is a step of the drawer's, not of the page below.
const moved = ({ type }) => {
  if (!drawer.open) below = here();
  else {
    if (type === "htmx:pushedIntoHistory") depth += 1;
    history.replaceState({ ...history.state, drawer: here(), below, depth }, "", here());
  }
};

const returnFocus = () => {
  opener?.removeAttribute("data-shown");
  const links = [...document.querySelectorAll("a[data-drawer]")];
  const again = returnTo?.isConnected ? returnTo : links.find((link) => link.href === opener?.href);
  (again ?? document.getElementById("content"))?.focus();
};

const shut = () => {
  isShut = true;
  forget();
  drawer.close();
};

const close = () => {
  if (history.state?.drawer && history.state.below === below) history.go(-history.state.depth);
  else shut();
};

const isPlain = (event) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

const linkOf = (event) => event.target.closest?.("a[data-drawer]");

const prepare = (event) => {
  const link = linkOf(event);
  if (!link || document.documentElement.dataset.preloading === "off") return;
  const { pathname, search } = new URL(link.href);
  const href = pathname + search;
  setTimeout(() => {
    const isStillMeant = link.matches(":hover, :focus-visible");
    if (!isStillMeant || (kept.href === href && performance.now() - kept.at < KEPT_MS)) return;
    kept = { href, at: performance.now(), answer: ask(href, { "HX-Preloaded": "true" }) };
    kept.answer.catch(() => {});
  }, WAITS_MS);
};

const begin = () => {
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-drawer-close]")) return close();
    const link = linkOf(event);
    const within = event.target.closest?.("a[href^='#']");
    if (within && drawer.contains(within)) return goTo(event, within);
    if (!link || !isPlain(event) || event.defaultPrevented) return;
    event.preventDefault();
    open(link);
  });
  document.addEventListener("pointerover", prepare);
  document.addEventListener("focusin", prepare);
  drawer.addEventListener("cancel", (event) => {
    if (event.target !== drawer) return;
    event.preventDefault();
    close();
  });
  drawer.addEventListener("close", (event) => {
    if (event.target !== drawer) return;
    if (!isShut) forget();
    if (drawer.open) return;
    drawer.replaceChildren();
    returnIds();
    returnFocus();
  });
  // Before HTMX's own: a step back to the page below only closes, and reloads nothing.
  window.addEventListener("popstate", (event) => {
    const shown = event.state?.drawer;
    if (here() === below) {
      forget();
      if (!drawer.open) return;
      event.stopImmediatePropagation();
      shut();
    } else if (shown && event.state.below === below) {
      event.stopImmediatePropagation();
      depth = event.state.depth;
      load(shown);
    } else if (shown || drawer.open || !event.state) {
      event.stopImmediatePropagation();
      location.reload();
    }
  });
  document.addEventListener("htmx:pushedIntoHistory", moved);
  document.addEventListener("htmx:replacedInHistory", moved);
};

if (drawer) begin();
