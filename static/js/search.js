// The search field: suggestions while typing, walked by arrow keys; without script a plain form.
import { send } from "./http.js";
import { mount } from "./mount.js";

const WAIT = 120;
const PATH = "/api/v1/search/suggestions";
const ICONS = { history: "clock", trend: "up", topic: "hash", product: "tag", store: "store", user: "me" };

mount("form[data-suggest]", (form) => {
  const input = form.querySelector("input[type=search]");
  const list = form.querySelector(".suggestions");
  const words = form.dataset;
  let typed = input.value;
  let chosen = -1;
  let timer = 0;
  let asked = 0;

  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function icon(kind) {
    const source = form.querySelector(`[data-icon="${ICONS[kind] ?? "search"}"]`);
    return source?.content.cloneNode(true) ?? "";
  }

  function row({ kind, text, url }, place) {
    const line = document.createElement("div");
    const link = document.createElement("a");
    line.className = "suggestion-row";
    line.id = `suggestion-${place}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.setAttribute("aria-label", text);
    line.dataset.text = text;
    link.href = url;
    link.tabIndex = -1;
    const name = document.createElement("span");
    name.className = "one-line";
    name.textContent = text;
    link.append(icon(kind), name);
    line.append(link);
    if (kind === "history") line.append(forgetting(text));
    return line;
  }

  function forgetting(text) {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.setAttribute("aria-label", `${words.forget}: ${text}`);
    button.textContent = "×";
    button.addEventListener("click", async () => {
      await send("DELETE", `/api/v1/search/history?q=${encodeURIComponent(text)}`).catch(() => {});
      ask();
    });
    return button;
  }

  function title(text, clears) {
    const head = document.createElement("div");
    head.className = "suggestions-title";
    head.setAttribute("role", "presentation");
    head.append(text);
    if (!clears) return head;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.forgetAll;
    button.addEventListener("click", async () => {
      await send("DELETE", "/api/v1/search/history").catch(() => {});
      ask();
    });
    head.append(button);
    return head;
  }

  function paint({ suggestions, trending }) {
    const isEmpty = !input.value.trim();
    const parts = [];
    if (isEmpty && suggestions.length) parts.push(title(words.own, true));
    parts.push(...suggestions.map(row));
    if (trending.length) parts.push(title(words.rising, false));
    parts.push(...trending.map((each, place) => row(each, suggestions.length + place)));
    list.replaceChildren(...parts);
    chosen = -1;
    list.hidden = !options().length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const mine = ++asked;
    const q = input.value.trim();
    const answer = await send("GET", `${PATH}?q=${encodeURIComponent(q)}`).catch(() => null);
    if (!answer || mine !== asked || document.activeElement !== input) return;
    paint(answer);
  }

  function choose(step) {
    const all = options();
    if (!all.length) return;
    all[chosen]?.classList.remove("is-chosen");
    all[chosen]?.setAttribute("aria-selected", "false");
    // One place between the last and the first is the field itself, with what was typed.
    chosen = ((chosen + 1 + step + all.length + 1) % (all.length + 1)) - 1;
    const here = all[chosen];
    input.value = here ? here.dataset.text : typed;
    if (!here) return input.removeAttribute("aria-activedescendant");
    here.classList.add("is-chosen");
    here.setAttribute("aria-selected", "true");
    here.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", here.id);
  }

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("focus", () => {
    typed = input.value;
    ask();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      input.value = typed;
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(options()[chosen].querySelector("a").href);
    }
  });
  // A press on a line must not take the focus away before it is a click.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
});
