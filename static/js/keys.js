// One key each: / search, J K walk, L like, S save, C comment, ? the list. Esc is the dialog's own.
import { keysAreOn } from "./preferences.js";

const isTyping = (element) =>
  element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName);

function openNote() {
  return document.querySelector("#overlay[open] #note") ?? document.querySelector("main #note");
}

function cards() {
  return [...document.querySelectorAll("main .card")].filter((card) => card.offsetParent);
}

function walk(step) {
  if (openNote()) {
    const arrow = openNote().querySelector(`.carousel-arrow[data-step="${step}"]`);
    arrow?.click();
    return;
  }
  const all = cards();
  const here = all.indexOf(document.activeElement?.closest(".card"));
  const next = all[Math.max(0, Math.min(all.length - 1, here + step))];
  next?.querySelector(".card-link").focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

function act(name) {
  const place = openNote() ?? document.activeElement?.closest(".card");
  const target = place?.querySelector(`[data-act="${name}"]`);
  if (!target) return;
  if (name === "comment") target.focus();
  target.click();
}

const ACTS = {
  "/": () => document.getElementById("q")?.focus(),
  j: () => walk(1),
  k: () => walk(-1),
  l: () => act("like"),
  s: () => act("save"),
  c: () => act("comment"),
  "?": () => document.getElementById("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (!keysAreOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(event.target)) return;
  const modal = document.querySelector("dialog[open]");
  if (modal && modal.id !== "overlay") return;
  const run = ACTS[event.key] ?? ACTS[event.key.toLowerCase()];
  if (!run) return;
  event.preventDefault();
  run();
});
