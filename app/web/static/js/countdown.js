// Time left ticks on where the page is looked at for a while; the server said it first. It changes
// once a minute, in the last hour once a second, and never more than once a minute for whoever
// wants less motion.

const HOUR = 3600;
const DAYS_FROM = 48 * HOUR;
const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
const places = [...document.querySelectorAll("[data-seconds]")];
const begun = performance.now();

const words = (seconds) => {
  const minutes = Math.floor(seconds / 60);
  if (seconds >= DAYS_FROM) return `${Math.floor(seconds / 86400)} days`;
  if (seconds >= HOUR) return `${Math.floor(seconds / HOUR)} h ${minutes % 60} min`;
  if (isCalm.matches) return minutes ? `${minutes} min` : "under a minute";
  return `${minutes}:${String(Math.floor(seconds % 60)).padStart(2, "0")} min`;
};

const tell = () => {
  const gone = (performance.now() - begun) / 1000;
  let least = Infinity;
  for (const place of places) {
    const left = Math.max(0, place.dataset.seconds - gone);
    least = Math.min(least, left || Infinity);
    const said = words(left);
    if (place.textContent !== said) place.textContent = said;
  }
  if (least === Infinity) return;
  setTimeout(tell, least < HOUR && !isCalm.matches ? 1000 : 60_000);
};

if (places.length) tell();
