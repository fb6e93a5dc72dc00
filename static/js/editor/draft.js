// The document while it is written: what is on the page, what is sent, what this browser keeps.

export class Draft extends EventTarget {
  constructor(form, state) {
    super();
    this.form = form;
    this.words = form.dataset;
    this.id = state.id;
    this.revision = state.revision;
    this.status = state.status;
    this.slides = state.slides;
    this.tags = state.tags;
    this.topics = state.topics;
    this.here = this.slides[0] ?? null;
  }

  field(name) {
    return this.form.elements.namedItem(name);
  }

  // Something was changed by hand: paint it, keep it, save it soon.
  changed() {
    this.dispatchEvent(new Event("paint"));
    this.dispatchEvent(new Event("change"));
  }

  // Something came in from outside that need not be saved.
  painted() {
    this.dispatchEvent(new Event("paint"));
  }

  usable() {
    return this.slides.filter((slide) => slide.upload && slide.status !== "refused");
  }

  payload() {
    const slides = this.usable();
    const place = (tag) => slides.findIndex((slide) => tag.upload && slide.upload === tag.upload);
    return {
      title: this.field("title").value,
      body: this.field("body").value,
      channel: this.field("channel").value,
      visibility: this.field("visibility").value,
      slides: slides.map(({ upload, alt }) => ({ upload, alt })),
      tags: this.tags.map((tag) => {
        const slide = place(tag);
        const { product, relation } = tag;
        if (slide < 0) return { product, relation, slide: null, x: null, y: null };
        return { product, relation, slide, x: tag.x, y: tag.y };
      }),
      topics: this.topics,
      verdict: this.verdict(),
    };
  }

  // One point a line; what is no number goes as it is typed, for the server to refuse.
  verdict() {
    const said = {};
    for (const field of this.form.querySelectorAll("[data-verdict]")) {
      said[field.name] = field.value.split("\n").map((line) => line.trim()).filter(Boolean);
    }
    const weeks = this.field("used_weeks").value.trim();
    const paid = this.field("price_paid").value.trim().replace(",", ".");
    said.used_weeks = /^\d+$/.test(weeks) ? Number(weeks) : weeks || null;
    said.price_paid = /^\d+(\.\d{1,2})?$/.test(paid) ? Math.round(Number(paid) * 100) : paid || null;
    return said;
  }

  get writables() {
    const fields = this.form.querySelectorAll("[data-verdict], [name=used_weeks], [name=price_paid]");
    return ["title", "body", "channel", "visibility"].map((name) => this.field(name)).concat(...fields);
  }

  isEmpty() {
    const sent = this.payload();
    return !(sent.title || sent.body || sent.slides.length || sent.tags.length);
  }

  get drawer() {
    return `note:${this.id || "new"}`;
  }

  keep() {
    const words = Object.fromEntries(this.writables.map(({ name, value }) => [name, value]));
    const kept = { revision: this.revision, words };
    const rows = this.usable().map((slide) => ({ ...slide, url: slide.kept ?? slide.url }));
    Object.assign(kept, { slides: rows, tags: this.tags, topics: this.topics });
    try {
      localStorage.setItem(this.drawer, JSON.stringify(kept));
    } catch {
      // A closed or full storage: the server is the place where drafts live.
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.drawer);
      localStorage.removeItem("note:new");
    } catch {
      // Nothing was kept.
    }
  }

  // Take back what this browser kept of the same revision. True if there was something.
  recover() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.drawer));
    } catch {
      return false;
    }
    if (!kept || kept.revision !== this.revision) return false;
    for (const [name, value] of Object.entries(kept.words)) this.field(name).value = value;
    this.slides = kept.slides;
    this.tags = kept.tags;
    this.topics = kept.topics;
    this.here = this.slides[0] ?? null;
    return true;
  }
}

// Errors stand at their field; the first one comes into sight.
export function showErrors(form, errors) {
  const problem = form.querySelector("[data-problem]");
  const loose = [];
  for (const field of form.querySelectorAll("[data-field]")) {
    const place = field.querySelector("[data-error]");
    if (place) {
      place.textContent = "";
      place.hidden = true;
    }
    field.classList.remove("is-wrong");
  }
  for (const [path, messages] of Object.entries(errors)) {
    const field = form.querySelector(`[data-field="${CSS.escape(path.split(".")[0])}"]`);
    const place = field?.querySelector("[data-error]");
    if (!place) {
      loose.push(...messages);
      continue;
    }
    place.textContent = [place.textContent, ...messages].filter(Boolean).join(" ");
    place.hidden = false;
    field.classList.add("is-wrong");
  }
  problem.textContent = loose.join(" ");
  problem.hidden = !loose.length;
}
