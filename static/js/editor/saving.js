// Keeps the draft on the server while one writes; publishes; loses nothing when that fails.
import { send } from "../http.js";
import { toastError } from "../toast.js";
import { showErrors } from "./draft.js";

const SOON = 1200;
const AGAIN = 8000;

export function startSaving(draft) {
  const { form, words } = draft;
  const place = form.querySelector("[data-saved-at]");
  const publishes = draft.status === "published";
  let timer = 0;
  let running = null;
  let dirty = false;

  const say = (text) => {
    place.textContent = text;
  };
  const clock = () =>
    new Date().toLocaleTimeString(document.documentElement.lang, {
      hour: "2-digit",
      minute: "2-digit",
    });

  async function write() {
    dirty = false;
    say(words.saving);
    const sent = draft.payload();
    const isNew = !draft.id;
    const note = isNew
      ? await send("POST", "/api/v1/notes", sent)
      : await send("PUT", `/api/v1/notes/${draft.id}`, { ...sent, revision: draft.revision });
    draft.id = note.public_id;
    draft.revision = note.revision;
    draft.forget();
    if (isNew) {
      // A button is named "action": the property is the button, the attribute the address.
      form.setAttribute("action", `/notes/${draft.id}/edit`);
      history.replaceState(history.state, "", form.getAttribute("action"));
    }
    if (!dirty) showErrors(form, {});
    say(`${words.saved} ${clock()}`);
  }

  // One write at a time; whatever came meanwhile is written after it.
  async function save() {
    clearTimeout(timer);
    while (running) await running.catch(() => {});
    if (draft.isEmpty() && !draft.id) return;
    running = write();
    try {
      await running;
    } finally {
      running = null;
    }
  }

  function failed(error) {
    dirty = true;
    draft.keep();
    if (error instanceof TypeError || error.status >= 500) {
      say(words.kept);
      timer = setTimeout(soon, AGAIN);
      return;
    }
    say(words.wrong);
    if (error.code === "edit_conflict") askWhich(error);
    else showErrors(form, named(error));
  }

  function askWhich(error) {
    const problem = form.querySelector("[data-problem]");
    const again = document.createElement("a");
    again.href = location.href;
    again.className = "link strong";
    again.textContent = ` ${words.conflictLoad}`;
    again.addEventListener("click", () => draft.forget());
    problem.replaceChildren(error.message, again);
    problem.hidden = false;
    problem.scrollIntoView({ block: "center" });
  }

  function soon() {
    if (publishes) return;
    save().catch(failed);
  }

  draft.addEventListener("change", () => {
    dirty = true;
    draft.keep();
    clearTimeout(timer);
    timer = setTimeout(soon, SOON);
  });

  async function submit(button) {
    button.setAttribute("aria-busy", "true");
    try {
      await draft.uploading;
      await save();
      if (button.value === "publish") await send("PUT", `/api/v1/notes/${draft.id}/publication`);
      if (button.value === "publish" || publishes) location.assign(`/notes/${draft.id}`);
    } catch (error) {
      failed(error);
      if (error instanceof TypeError) toastError(error);
      form.querySelector(".is-wrong, [data-problem]:not([hidden])")?.scrollIntoView({ block: "center" });
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.dataset.ask && !confirm(button.dataset.ask)) {
      event.preventDefault();
      return;
    }
    if (button && "native" in button.dataset) {
      draft.forget();
      return;
    }
    event.preventDefault();
    submit(button ?? form.querySelector("[name=action]"));
  });

  return { save };
}

function named(error) {
  return Object.keys(error.errors).length ? error.errors : { "": [error.message] };
}
