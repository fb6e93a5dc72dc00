// A note, alone or over the feed: like, save, share, hide, report, and tags on its pictures.
import "./comments.js";
import "./people.js";
import { fill } from "./quick.js";
import { logIn, send } from "./http.js";
import { mount } from "./mount.js";
import { toast, toastError } from "./toast.js";

const api = (element, act) => `/api/v1/notes/${element.closest("#note").dataset.note}/${act}`;

function failed(error) {
  if (error.status === 401 || error.status === 403) logIn();
  else toastError(error);
}

const short = (count, word) =>
  count
    ? new Intl.NumberFormat(document.documentElement.lang, {
        notation: count < 10000 && !/^zh/.test(document.documentElement.lang) ? "standard" : "compact",
        maximumFractionDigits: 1,
      }).format(count)
    : word;

async function mark(form) {
  const button = form.querySelector("[data-mark]");
  const shown = button.querySelector("[data-count]");
  const on = button.getAttribute("aria-pressed") !== "true";
  const paint = (isOn, count) => {
    button.setAttribute("aria-pressed", String(isOn));
    shown.dataset.count = count;
    shown.textContent = short(count, shown.dataset.word);
  };
  const before = Number(shown.dataset.count);
  paint(on, Math.max(0, before + (on ? 1 : -1)));
  try {
    const counts = await send(on ? "PUT" : "DELETE", api(form, button.dataset.mark));
    paint(on, counts[`${button.dataset.mark}s`]);
    follow(form, button.dataset.mark, on, counts);
  } catch (error) {
    paint(!on, before);
    failed(error);
  }
}

// The card below the overlay tells the same.
function follow(form, kind, on, counts) {
  if (kind !== "like") return;
  const id = CSS.escape(form.closest("#note").dataset.note);
  for (const like of document.querySelectorAll(`.card[data-note="${id}"] .card-like`)) {
    like.setAttribute("aria-pressed", String(on));
    const shown = like.querySelector("[data-count]");
    if (!shown) continue;
    shown.dataset.count = counts.likes;
    shown.textContent = short(counts.likes, like.ariaLabel);
  }
}

async function copy(button) {
  const address = new URL(button.dataset.copy, location.href).href;
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    const field = button.closest("#note").querySelector("[data-link]");
    field.select();
    document.execCommand("copy");
  }
  button.closest("dialog")?.close();
  button.closest("[popover]")?.hidePopover();
  toast(button.dataset.done);
  if (button.closest("#note").querySelector(".comment-form")) {
    send("PUT", api(button, "share")).catch(() => {});
  }
}

async function hide(button) {
  const note = button.closest("#note");
  const path = api(button, "hide");
  const card = document.querySelector(`.card[data-note="${CSS.escape(note.dataset.note)}"]`);
  button.closest("[popover]").hidePopover();
  try {
    await send("PUT", path, { reason: button.dataset.hideNote });
  } catch (error) {
    failed(error);
    return;
  }
  if (card) card.hidden = true;
  toast(button.dataset.done, {
    undo: () =>
      send("DELETE", path).then(() => {
        if (card) card.hidden = false;
        toast(button.dataset.undone);
      }, toastError),
  });
}

async function report(form) {
  const { reason, text } = form.elements;
  try {
    await send("POST", api(form, "report"), { reason: reason.value, text: text.value });
    form.closest("dialog").close();
    toast(form.dataset.done);
  } catch (error) {
    failed(error);
  }
}

function openMenu(button) {
  const menu = document.getElementById(button.dataset.menu);
  menu.showPopover();
  const box = button.getBoundingClientRect();
  menu.style.inset = "auto";
  menu.style.left = `${Math.max(12, Math.min(box.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 12))}px`;
  menu.style.top = `${Math.min(box.bottom + 6, innerHeight - menu.offsetHeight - 12)}px`;
}

// A dot opens the product's card, and for who is signed in the sheet to buy it; the same row
// stands in the list for who cannot see dots.
function openTag(dot) {
  const note = dot.closest("#note");
  const row = note.querySelector(`#tag-${CSS.escape(dot.dataset.tag)}`);
  const card = note.querySelector("#note-tag");
  if (!row) return false;
  card.replaceChildren(...row.cloneNode(true).children);
  card.showModal();
  if (note.querySelector(".comment-form")) fill(card);
  return true;
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("button, a");
  if (!target?.closest("#note")) return;
  if (target.dataset.copy) copy(target);
  else if (target.dataset.hideNote) hide(target);
  else if (target.dataset.menu) openMenu(target);
  else if (target.matches(".tag-dot") && !event.ctrlKey && !event.metaKey && openTag(target)) {
    event.preventDefault();
  } else if (target.matches('a.act[href="#comments"]')) {
    event.preventDefault();
    target.closest("#note").querySelector("#comments").scrollIntoView({ behavior: "smooth" });
  } else if ("systemShare" in target.dataset) {
    const { title } = target.closest("#note").dataset;
    navigator.share({ title, url: location.href }).catch(() => {});
    send("PUT", api(target, "share")).catch(() => {});
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("#note")) return;
  if (form.matches(".act-form")) {
    event.preventDefault();
    mark(form);
  } else if (form.matches("[data-report-form]")) {
    event.preventDefault();
    report(form);
  }
});

mount("[data-system-share]", (button) => {
  button.hidden = !navigator.share;
});
mount("#note [data-link]", (field) => {
  field.value = new URL(field.value, location.href).href;
  field.addEventListener("focus", () => field.select());
});

// Dots lie on the picture, and the picture lies inside its slide with space around it.
mount("#note .carousel-slide[data-width]", (slide) => {
  const dots = [...slide.querySelectorAll(".tag-dot")];
  if (!dots.length) return;
  const ratio = slide.dataset.width / slide.dataset.height;
  new ResizeObserver(([{ contentRect: box }]) => {
    const width = Math.min(box.width, box.height * ratio);
    const height = width / ratio;
    for (const dot of dots) {
      const left = (box.width - width) / 2 + (dot.dataset.x / 1000) * width;
      const top = (box.height - height) / 2 + (dot.dataset.y / 1000) * height;
      dot.style.left = `${left}px`;
      dot.style.top = `${top}px`;
      // A dot near the right edge shows its name to the left.
      dot.classList.toggle("is-mirrored", left > box.width * 0.6);
    }
  }).observe(slide);
});
