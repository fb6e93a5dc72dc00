// Cards in a feed: their numbers for those who hear the page, likes, and the menu.
import { logIn, send } from "./http.js";
import { mount } from "./mount.js";
import { toast, toastError } from "./toast.js";

const menu = document.getElementById("card-menu");
let chosen = null;

// What the reader likes comes with each load of cards: `data-liked` on the feed, or on a mark in it.
function layOn(feed, marks) {
  for (const mark of marks) {
    const liked = new Set((mark.dataset.liked || "").split(" "));
    for (const card of feed.querySelectorAll(":scope > .card")) {
      if (liked.has(card.dataset.note)) press(card.querySelector(".card-like"), true, false);
    }
  }
}

mount("[data-feed]", (feed) => {
  const seen = new WeakSet();
  const number = () => {
    const cards = feed.querySelectorAll(":scope > .card");
    const size = feed.querySelector(":scope > .more") ? -1 : cards.length;
    cards.forEach((card, index) => {
      card.setAttribute("aria-posinset", index + 1);
      card.setAttribute("aria-setsize", size);
      card.dataset.position = index;
    });
    const marks = [feed, ...feed.querySelectorAll("[data-liked]")].filter((each) => !seen.has(each));
    marks.forEach((mark) => seen.add(mark));
    layOn(feed, marks);
  };
  number();
  new MutationObserver(number).observe(feed, { childList: true });
});

export function press(button, on, counts = true) {
  if (!button) return;
  button.setAttribute("aria-pressed", String(on));
  const shown = button.querySelector("[data-count]");
  if (!shown || !counts) return;
  const count = Math.max(0, Number(shown.dataset.count) + (on ? 1 : -1));
  shown.dataset.count = count;
  if (count < 1000) shown.textContent = count || button.ariaLabel;
}

async function like(button, id) {
  const on = button.getAttribute("aria-pressed") !== "true";
  press(button, on);
  try {
    await send(on ? "PUT" : "DELETE", `/api/v1/notes/${id}/like`);
  } catch (error) {
    press(button, !on);
    if (error.status === 401 || error.status === 403) logIn();
    else toastError(error);
  }
}

function openMenu(card, opener) {
  chosen = card;
  menu.showPopover();
  const box = opener.getBoundingClientRect();
  const left = Math.min(box.left, innerWidth - menu.offsetWidth - 12);
  const below = box.bottom + 6;
  const fits = below + menu.offsetHeight < innerHeight - 12;
  menu.style.left = `${Math.max(12, left)}px`;
  menu.style.top = `${fits ? below : Math.max(12, box.top - menu.offsetHeight - 6)}px`;
  menu.style.right = menu.style.bottom = "auto";
}

async function hide(card, reason) {
  try {
    await send("PUT", `/api/v1/notes/${card.dataset.note}/hide`, { reason });
  } catch (error) {
    if (error.status === 401 || error.status === 403) logIn();
    else toastError(error);
    return;
  }
  const gone = document.getElementById("card-gone").content.cloneNode(true);
  gone.querySelector("p").textContent = menu.dataset.hidden;
  card.append(gone);
  card.querySelector("[data-unhide]").focus();
}

async function report(card, reason) {
  try {
    await send("POST", `/api/v1/notes/${card.dataset.note}/report`, { reason });
    toast(menu.dataset.reported);
  } catch (error) {
    if (error.status === 401 || error.status === 403) logIn();
    else toastError(error);
  }
}

async function unhide(card) {
  try {
    await send("DELETE", `/api/v1/notes/${card.dataset.note}/hide`);
    card.querySelector(".card-gone").remove();
    card.querySelector(".card-link").focus();
    toast(menu.dataset.restored);
  } catch (error) {
    toastError(error);
  }
}

function element(tag, text, cls = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (cls) made.className = cls;
  return made;
}

// What led to the card, in words, and every term of its score for this reader.
async function explain(card) {
  const reasons = document.querySelector("[data-why-reasons]");
  const list = document.querySelector("[data-why-terms]");
  reasons.replaceChildren();
  list.replaceChildren();
  document.getElementById("why").showModal();
  try {
    const found = await send("GET", `/api/v1/notes/${card.dataset.note}/why`);
    reasons.replaceChildren(...found.reasons.map((reason) => element("li", reason)));
    for (const { name, figure, meaning } of found.terms) {
      list.append(element("dt", name), element("dd", figure, "why-figure"));
      list.append(element("dd", meaning, "secondary"));
    }
  } catch (error) {
    toastError(error);
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-report-card]")) {
    report(chosen, new FormData(event.target).get("reason"));
  }
});

document.addEventListener("click", (event) => {
  const card = event.target.closest(".card");
  const button = event.target.closest("button");
  if (!button) return;
  if (card && button.matches(".card-like")) like(button, card.dataset.note);
  if (card && button.matches("[data-card-menu]") && menu) openMenu(card, button);
  if (card && button.matches("[data-unhide]")) unhide(card);
  if (!menu?.contains(button)) return;
  menu.hidePopover();
  if (button.dataset.hide) hide(chosen, button.dataset.hide);
  if (button.matches("[data-report]")) document.getElementById("report").showModal();
  if (button.matches("[data-why]")) explain(chosen);
});
