// A page that was fetched before it was opened is shown as it was then; when that is a while ago it
// is asked for again, so that nobody decides by an old balance.
const STALE_MS = 10000;
const [entry] = performance.getEntriesByType("navigation");
const age = Date.now() - Number(document.documentElement.dataset.made);
if (entry?.deliveryType === "navigational-prefetch" && age > STALE_MS) location.reload();
