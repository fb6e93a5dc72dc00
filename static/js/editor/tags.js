// Products: searched, tagged, put at a place, and what readers will be told about each.
import { send } from "../http.js";

const WAIT = 200;

export function startTags(draft) {
  const { form, words } = draft;
  const list = form.querySelector("[data-tags]");
  const input = form.querySelector("[data-product-q]");
  const found = form.querySelector("[data-product-found]");
  const relations = form.querySelector("[data-relations]");
  let place = null;
  let timer = 0;
  let asked = 0;

  const told = { gifted: "labelSponsored", paid: "labelSponsored", own_brand: "labelSponsored" };
  const label = (relation) =>
    words[told[relation] ?? (relation === "affiliate" ? "labelAffiliate" : "labelNone")];

  const price = (product) =>
    new Intl.NumberFormat(document.documentElement.lang, {
      style: "currency",
      currency: product.currency,
      currencyDisplay: "narrowSymbol",
    }).format(product.price_from / 100);

  async function search() {
    const mine = ++asked;
    const q = encodeURIComponent(input.value.trim());
    const answer = await send("GET", `/api/v1/products?q=${q}&limit=8`).catch(() => ({ results: [] }));
    if (mine !== asked) return;
    const tagged = new Set(draft.tags.map((tag) => tag.product));
    const rows = answer.results.filter((product) => !tagged.has(product.public_id));
    found.replaceChildren(...rows.map(option));
    if (!rows.length) {
      const none = document.createElement("li");
      none.className = "secondary";
      none.textContent = words.wordsNone;
      found.append(none);
    }
    open(true);
  }

  function open(isOpen) {
    found.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
  }

  function option(product) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.role = "option";
    button.className = "suggestion";
    if (product.picture_url) {
      const image = new Image(40, 40);
      image.src = product.picture_url;
      image.alt = "";
      button.append(image);
    }
    const text = document.createElement("span");
    text.className = "grow one-line";
    text.textContent = product.title;
    const cost = document.createElement("span");
    cost.className = "secondary numbers";
    cost.textContent = price(product);
    button.append(text, cost);
    button.addEventListener("click", () => choose(product));
    item.append(button);
    return item;
  }

  function choose(product) {
    const spot = place ?? { upload: "", x: null, y: null };
    place = null;
    draft.tags.push({
      product: product.public_id,
      title: product.title,
      price: price(product),
      error: "",
      relation: "bought",
      ...spot,
    });
    input.value = "";
    open(false);
    draft.changed();
    list.lastElementChild?.querySelector("select")?.focus();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, WAIT);
  });
  input.addEventListener("focus", () => {
    if (found.hidden) search();
  });
  form.querySelector(".product-search").addEventListener("keydown", (event) => {
    const options = [...found.querySelectorAll("button")];
    const at = options.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      (options[at + step] ?? input).focus();
    } else if (event.key === "Escape") {
      open(false);
      place = null;
    } else if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      options[0]?.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".product-search, [data-stage-image]")) open(false);
  });

  function row(tag) {
    const item = document.createElement("li");
    item.className = "tag-row";
    const head = document.createElement("p");
    head.className = "tag-row-head";
    const title = document.createElement("span");
    title.className = "strong one-line grow";
    title.textContent = tag.title;
    const cost = document.createElement("span");
    cost.className = "secondary numbers";
    cost.textContent = tag.price;
    const remove = small("×", () => {
      draft.tags = draft.tags.filter((each) => each !== tag);
      draft.changed();
    });
    remove.setAttribute("aria-label", `${words.wordsRemove}: ${tag.title}`);
    head.append(title, cost, remove);
    const select = document.createElement("select");
    select.setAttribute("aria-label", `${words.wordsRelation} ${tag.title}`);
    select.append(relations.content.cloneNode(true));
    select.value = tag.relation;
    const seen = document.createElement("span");
    seen.className = "tag-row-label small secondary";
    seen.textContent = label(tag.relation);
    select.addEventListener("change", () => {
      tag.relation = select.value;
      seen.textContent = label(tag.relation);
      draft.changed();
    });
    const where = small(tag.upload ? words.wordsPlaced : words.wordsPlace, () => {
      if (!draft.here?.upload) return;
      if (tag.upload) draft.here = draft.slides.find((slide) => slide.upload === tag.upload) ?? draft.here;
      else Object.assign(tag, { upload: draft.here.upload, x: 500, y: 500 });
      draft.changed();
      form.querySelector(`.stage-dot[data-product="${CSS.escape(tag.product)}"]`)?.focus();
    });
    where.disabled = !draft.here?.upload;
    const foot = document.createElement("p");
    foot.className = "tag-row-foot";
    foot.append(seen, where);
    item.append(head, select, foot);
    if (tag.error) {
      const wrong = document.createElement("p");
      wrong.className = "field-error";
      wrong.textContent = tag.error;
      item.append(wrong);
    }
    return item;
  }

  let painted = "";
  draft.addEventListener("paint", () => {
    const look = JSON.stringify([draft.tags, draft.here?.upload]);
    if (look === painted) return;
    painted = look;
    const rows = [...list.children];
    const at = rows.findIndex((item) => item.contains(document.activeElement));
    const kind = document.activeElement?.tagName;
    list.replaceChildren(...draft.tags.map(row));
    if (at >= 0 && kind === "SELECT") list.children[at]?.querySelector("select").focus();
  });

  return {
    ask(slide, spot) {
      place = slide?.upload ? { upload: slide.upload, ...spot } : null;
      input.focus();
      search();
    },
  };
}

function small(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-small button-quiet";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
