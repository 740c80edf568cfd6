// Tells somebody in time that their session is about to end, and leaves when it has ended.

const WARNED_MS = 120_000;
const CHECKED_MS = 1_000;
const LATE_MS = 3_000; // the server has ended it by then, so the page that follows is the sign-in
const NOTED_MS = 60_000; // the server notes at most once a minute that somebody is there

const dialog = document.getElementById("session-end");
const form = dialog.querySelector("form");
const close = dialog.querySelector("[data-close]");
const left = dialog.querySelector("[data-left]");
const others = new BroadcastChannel("session-end");
const idle = Number(dialog.dataset.idle) * 1_000;
let idleAt = 0;
let lastAt = 0;
let isPutAway = false;

// A page that came from a form cannot be asked for again.
const leave = () => location.assign(dialog.dataset.leadsTo ?? location.pathname + location.search);

const take = (ends) => {
  ({ idleAt, lastAt } = ends);
  if (dialog.open && Math.min(idleAt, lastAt) - Date.now() > WARNED_MS) dialog.close();
};

// Whatever is done in one window counts for all of them.
const begin = (idleMs, lastMs) => {
  const ends = { idleAt: Date.now() + idleMs, lastAt: Date.now() + lastMs };
  take(ends);
  others.postMessage(ends);
};
others.addEventListener("message", (event) => take(event.data));

const words = (ms) => {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const rest = String(seconds % 60).padStart(2, "0");
  return `${Math.floor(seconds / 60)}:${rest}`;
};

const check = () => {
  const ms = Math.min(idleAt, lastAt) - Date.now();
  if (ms < -LATE_MS) return void leave();
  if (ms > WARNED_MS) return;
  left.textContent = words(ms);
  const isLast = lastAt <= idleAt;
  if (dialog.open || (isLast && isPutAway)) return;
  for (const [name, shown] of [["[data-idle-words]", !isLast], ["[data-last-words]", isLast]])
    dialog.querySelector(name).hidden = !shown;
  form.hidden = isLast;
  close.hidden = !isLast;
  dialog.showModal();
};

close.addEventListener("click", () => {
  isPutAway = true;
  dialog.close();
});

// Escape is an answer too: somebody is there.
dialog.addEventListener("cancel", (event) => {
  isPutAway = true;
  if (form.hidden) return;
  event.preventDefault();
  form.requestSubmit();
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const asked = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } };
  const answer = await fetch(form.action, asked);
  if (!answer.ok || answer.redirected) return void leave();
  const ends = await answer.json();
  begin(ends.idle * 1_000, ends.last * 1_000);
  dialog.close();
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) begin(Math.max(idleAt - Date.now(), idle - NOTED_MS), lastAt - Date.now());
});

begin(idle, Number(dialog.dataset.last) * 1_000);
setInterval(check, CHECKED_MS);
document.addEventListener("visibilitychange", check);
