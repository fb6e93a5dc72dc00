// What was shown and read, told in small beacons: signed page tokens say what a page held.
// Where the page carries none, as with notes on a profile, one is asked for what it shows.
// A card counts as shown at half its height for a second; a faster pass is a scroll-past.

const SHOWN_MS = 1000;
const SKIPPED_MS = 120;
const ENDPOINT = "/api/v1/attention";
const KEPT = "attention";
const pages = new Map(); // token as it stands in the page → { token, queue, sent }
const cards = new WeakMap(); // card → its page and since when it is in sight
let reading = null;

class Page {
  constructor(mark) {
    this.sent = new Set();
    this.queue = [];
    this.token = mark.startsWith("p.") ? Promise.resolve(mark) : bind(mark);
    this.ready = "";
    this.token.then((token) => {
      this.ready = token;
      // Under its bound token it is the same page: nothing is told twice.
      if (token) pages.set(token, this);
    });
  }

  note(note, kind, seconds = 0) {
    const key = `${note}:${kind}`;
    if (this.sent.has(key)) return;
    this.sent.add(key);
    this.queue.push(seconds ? { note, kind, seconds: Math.round(seconds * 10) / 10 } : { note, kind });
  }

  flush() {
    if (!this.ready || !this.queue.length) return;
    const body = JSON.stringify({ token: this.ready, events: this.queue.splice(0, 100) });
    navigator.sendBeacon(ENDPOINT, new Blob([body], { type: "text/plain" }));
  }
}

// The token of a page that visitors share, or of a note that was opened by its address.
async function bind(mark) {
  const asked = mark.startsWith("l.") ? { list: mark } : { note: mark };
  try {
    const response = await fetch(`${ENDPOINT}/token`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(asked),
    });
    return response.ok ? (await response.json()).token : "";
  } catch {
    return "";
  }
}

function pageOf(mark) {
  if (!pages.has(mark)) pages.set(mark, new Page(mark));
  return pages.get(mark);
}

const sight = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting, time } of seen) {
      const card = cards.get(target);
      if (isIntersecting && !card.since) appear(target, card, time);
      else if (!isIntersecting && card.since) disappear(target, card, time);
    }
  },
  { threshold: 0.5 },
);

function appear(target, card, time) {
  card.since = time;
  card.timer = setTimeout(() => {
    card.isShown = true;
    card.page.note(target.dataset.note, "impression");
  }, SHOWN_MS);
}

function disappear(target, card, time) {
  clearTimeout(card.timer);
  const passed = time - card.since;
  card.since = 0;
  if (!card.isShown && passed > SKIPPED_MS) card.page.note(target.dataset.note, "skip");
}

// Every card belongs to the page whose mark stands before it.
function watch(feed) {
  let page = null;
  for (const each of feed.children) {
    if (each.dataset.page) page = pageOf(each.dataset.page);
    else if (page && each.dataset.note && !cards.has(each)) {
      cards.set(each, { page, since: 0, timer: 0, isShown: false });
      sight.observe(each);
    }
  }
}

for (const feed of document.querySelectorAll("[data-feed]")) {
  watch(feed);
  new MutationObserver(() => watch(feed)).observe(feed, { childList: true });
}

// A card that is opened: the overlay or a page of its own is read on this page's token.
document.addEventListener("click", (event) => {
  const card = event.target.closest("[data-note]");
  const known = card && cards.get(card);
  if (!known || !event.target.closest("a.card-link")) return;
  known.page.note(card.dataset.note, "impression");
  known.page.note(card.dataset.note, "open");
  keep(card.dataset.note, known.page.ready);
  known.page.flush();
});

document.addEventListener("click", (event) => {
  if (reading && event.target.closest("[data-product]")) reading.page.note(reading.note, "product_click");
});

// The way by which a note was met goes with the reader to the note's own page.
function keep(note, token) {
  if (!token) return;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ note, token }));
  } catch {
    // Without storage the note counts as met directly.
  }
}

function kept(note) {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT) || "null");
    return found?.note === note ? found.token : "";
  } catch {
    return "";
  }
}

function startReading() {
  const note = document.querySelector("#note[data-note]");
  if (note?.dataset.note === reading?.note) return;
  stopReading();
  if (!note) return;
  const mark = kept(note.dataset.note) || note.dataset.note;
  reading = { note: note.dataset.note, page: pageOf(mark), seconds: 0, since: now() };
  reading.page.note(reading.note, "impression");
}

function now() {
  return document.visibilityState === "visible" ? performance.now() : 0;
}

function pause() {
  if (reading?.since) reading.seconds += (performance.now() - reading.since) / 1000;
  if (reading) reading.since = 0;
}

function stopReading() {
  if (!reading) return;
  pause();
  reading.page.note(reading.note, "dwell", Math.min(reading.seconds, 3600));
  reading.page.flush();
  reading = null;
}

startReading();
new MutationObserver(startReading).observe(document.body, { childList: true, subtree: true });

function flushAll() {
  for (const page of pages.values()) page.flush();
}

setInterval(flushAll, 4000);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    if (reading && !reading.since) reading.since = performance.now();
    return;
  }
  pause();
  flushAll();
});
window.addEventListener("pagehide", () => {
  stopReading();
  flushAll();
});
