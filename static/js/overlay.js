// A note over the page it was found on: its own address, Esc and Back return to the same place.
import { mountAll } from "./mount.js";
import { toast } from "./toast.js";

const dialog = document.getElementById("overlay");
const body = dialog.querySelector(".overlay-body");
const under = { title: document.title, opener: null };
let wanted = "";

async function load(address) {
  const response = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!response.ok) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

// The modules that a fragment names give life to what is in it.
async function fill(page) {
  const note = page.querySelector("#note");
  if (!note) throw new Error("no note");
  body.replaceChildren(document.adoptNode(note));
  const modules = (note.dataset.modules || "").split(/\s+/).filter(Boolean);
  await Promise.all(modules.map((address) => import(address)));
  window.htmx?.process(note);
  mountAll(note);
  document.title = note.dataset.title || under.title;
  dialog.setAttribute("aria-label", note.dataset.title || dialog.ariaLabel);
  body.scrollTop = 0;
}

async function show(address) {
  wanted = address;
  if (!dialog.open) {
    under.title = document.title;
    under.opener = document.activeElement;
    dialog.showModal();
  }
  body.replaceChildren(dialog.querySelector("template").content.cloneNode(true));
  body.focus({ preventScroll: true });
  try {
    const page = await load(address);
    if (wanted === address && dialog.open) await fill(page);
  } catch {
    if (wanted !== address) return;
    toast(dialog.dataset.failed, { bad: true });
    history.back();
  }
}

function hide() {
  wanted = "";
  if (!dialog.open) return;
  body.replaceChildren();
  dialog.close();
  document.title = under.title;
  under.opener?.focus({ preventScroll: true });
}

export function open(address) {
  const depth = (history.state?.depth ?? 0) + 1;
  history.pushState({ overlay: address, depth }, "", address);
  show(address);
}

function isPlain(event) {
  return !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-overlay]");
  if (!link || !isPlain(event) || event.defaultPrevented) return;
  // On a note's own page there is no feed to come back to.
  if (document.querySelector("main #note")) return;
  event.preventDefault();
  open(link.getAttribute("href"));
});

dialog.querySelector("[data-overlay-close]").addEventListener("click", () => leave());
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  leave();
});
// A browser may close the dialog by itself, asked twice in a row: the address follows.
dialog.addEventListener("close", () => {
  if (!dialog.open && history.state?.overlay) leave();
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) leave();
});

// Back to where the feed was, over as many notes as were opened one from another.
function leave() {
  const depth = history.state?.depth ?? 1;
  history.go(-depth);
}

window.addEventListener("popstate", (event) => {
  if (event.state?.overlay) show(event.state.overlay);
  else hide();
});
