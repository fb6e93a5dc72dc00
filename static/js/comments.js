// Comments: written without leaving the page, answered, taken away; nothing typed is lost.
import { csrfToken, logIn, send } from "./http.js";
import { mount, mountAll } from "./mount.js";
import { toast, toastError } from "./toast.js";

const token = () => crypto.randomUUID?.() ?? String(Math.random()).slice(2);

mount(".comment-form", (form) => {
  form.elements.token.value = token();
  const box = form.elements.text;
  const wake = () => form.classList.toggle("is-open", Boolean(box.value) || form.matches(":focus-within"));
  form.addEventListener("focusin", wake);
  form.addEventListener("focusout", () => setTimeout(wake, 150));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  wake();
});

function answer(form, id, name) {
  form.elements.answers.value = id;
  const line = form.querySelector(".comment-to");
  line.hidden = !id;
  const words = line.querySelector("[data-to]");
  words.textContent = `${words.dataset.to} ${name}`;
  form.elements.text.focus();
}

function fail(form, text) {
  const place = form.querySelector("#comment-error");
  place.textContent = text;
  place.hidden = !text;
}

async function write(form) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { "HX-Request": "true", "X-CSRFToken": await csrfToken() },
      body: new FormData(form),
    });
    if (response.redirected || response.status === 401) return logIn();
    const text = await response.text();
    if (response.ok) show(form, text);
    else if ((response.headers.get("Content-Type") || "").startsWith("text/plain")) fail(form, text);
    else toast(document.getElementById("toasts").dataset.failed, { bad: true });
  } catch (error) {
    toastError(error);
  } finally {
    delete form.dataset.busy;
  }
}

function show(form, html) {
  const note = form.closest("#note");
  const item = new DOMParser().parseFromString(html, "text/html").querySelector("li");
  const known = document.getElementById(item.id);
  const answered = document.getElementById(`c-${form.elements.answers.value}`);
  const thread = answered?.closest(".comment:not(.comment-reply)");
  const list = thread ? thread.querySelector(".comment-replies") : note.querySelector("#comment-list");
  known?.remove();
  if (thread) list.append(item);
  else list.prepend(item);
  window.htmx?.process(item);
  mountAll(item);
  if (!known) count(note, 1);
  form.elements.text.value = "";
  form.elements.token.value = token();
  answer(form, "", "");
  fail(form, "");
  form.elements.text.blur();
  item.scrollIntoView({ block: "center", behavior: "smooth" });
  toast(form.dataset.done);
}

function count(note, step) {
  const shown = note.querySelector("#comments-title [data-count]");
  shown.dataset.count = Math.max(0, Number(shown.dataset.count) + step);
  if (shown.dataset.count < 1000) shown.textContent = shown.dataset.count;
}

async function withdraw(button) {
  const item = button.closest(".comment");
  try {
    await send("DELETE", button.dataset.withdraw);
    count(item.closest("#note"), -1 - item.querySelectorAll(".comment-reply").length);
    item.remove();
  } catch (error) {
    toastError(error);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-answer], [data-answer-none], [data-withdraw]");
  if (!button) return;
  const form = button.closest("#note").querySelector(".comment-form");
  if (button.dataset.withdraw) withdraw(button);
  else answer(form, button.dataset.answer ?? "", button.dataset.name ?? "");
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".comment-form")) return;
  event.preventDefault();
  write(event.target);
});
// The link that opened the replies has done its work.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && "once" in event.target.dataset) event.target.remove();
});
