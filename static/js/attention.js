// What was shown and read, told in small beacons: signed page tokens say what a page held.
// Where the page carries none, as with notes on a profile, one is asked for what it shows.
// A card counts as shown at half its height for a second; a faster pass is a scroll-past.

const SHOWN_MS = 1000;
const SKIPPED_MS = 120;
const ENDPOINT = "/api/v1/attention";
const KEPT = "attention";
const pages = new Map(); // token as it stands in the page → { token, queue, sent }
const cards = new WeakMap(); // card → its page and since when it is in sight
let opened = null; // the card opened last, and its page
let reading = null;

class Page {
  constructor(mark, token) {
    this.mark = mark;
    this.sent = new Set();
    this.queue = [];
    this.ready = "";
    token.then((found) => {
      this.ready = found;
      // Under its bound token it is the same page: nothing is told twice.
      if (found) pages.set(found, this);
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

// The token of a page that visitors share, of notes listed elsewhere, or of one note.
async function bind(asked) {
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

function tokenOf(mark) {
  if (mark.startsWith("p.")) return Promise.resolve(mark);
  return bind(mark.startsWith("l.") ? { list: mark } : { note: mark });
}

function pageOf(mark) {
  if (!pages.has(mark)) pages.set(mark, new Page(mark, tokenOf(mark)));
  return pages.get(mark);
}

// Cards on a page without a mark: of one person, or under a topic.
function listPage(source, notes) {
  const page = new Page("", bind({ source, notes }));
  pages.set(`${source}:${notes.join()}`, page);
  return page;
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
  const source = feed.closest("[data-source]")?.dataset.source;
  const unmarked = [];
  let page = null;
  for (const each of feed.children) {
    if (each.dataset.page) page = pageOf(each.dataset.page);
    else if (!each.dataset.note || cards.has(each)) continue;
    else if (page) begin(each, page);
    else if (source) unmarked.push(each);
  }
  if (!unmarked.length) return;
  page = listPage(source, unmarked.map((each) => each.dataset.note));
  for (const each of unmarked) begin(each, page);
}

function begin(card, page) {
  cards.set(card, { page, since: 0, timer: 0, isShown: false });
  sight.observe(card);
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
  opened = { note: card.dataset.note, page: known.page };
  keep(card.dataset.note, known.page);
  known.page.flush();
});

document.addEventListener("click", (event) => {
  if (reading && event.target.closest("[data-product]")) reading.page.note(reading.note, "product_click");
});

// The way by which a note was met goes with the reader to the note's own page.
function keep(note, page) {
  const mark = page.ready || page.mark;
  if (!mark) return;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ note, mark, isTold: Boolean(page.ready) }));
  } catch {
    // Without storage the note counts as met directly.
  }
}

// It leads there once: who loads the note again, or comes back later, comes directly.
function takeKept() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT) || "null");
    sessionStorage.removeItem(KEPT);
    return found;
  } catch {
    return null;
  }
}

function wayTo(note) {
  const kept = takeKept();
  if (opened?.note === note) return opened.page;
  if (kept?.note !== note) return pageOf(note);
  const page = pageOf(kept.mark);
  // The page before has told this; only the rest is news.
  if (kept.isTold) page.sent.add(`${note}:impression`).add(`${note}:open`);
  return page;
}

function startReading() {
  const note = document.querySelector("#note[data-note]");
  if (note?.dataset.note === reading?.note) return;
  stopReading();
  if (!note) return;
  reading = { note: note.dataset.note, page: wayTo(note.dataset.note), seconds: 0, since: now() };
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
