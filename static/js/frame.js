// What every page has: everything else is loaded by the page that needs it.
import "./dialogs.js";
import "./preferences.js";
import "./keys.js";
import "./search.js";
import "./place.js";
import "./overlay.js";
import "./attention.js";
import "./cards.js";
import "./carousel.js";
import "./cart-count.js";
import { csrfToken } from "./http.js";
import { toast, toastError } from "./toast.js";

const words = document.getElementById("toasts").dataset;
let token = "";

// htmx waits for the token before it sends anything that changes something.
document.addEventListener("htmx:confirm", (event) => {
  const { verb, issueRequest, question } = event.detail;
  if (verb === "get") return;
  event.preventDefault();
  if (question && !confirm(question)) return;
  csrfToken().then((fetched) => {
    token = fetched;
    issueRequest(true);
  }, toastError);
});
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
});
document.addEventListener("htmx:sendError", () => toast(words.offline, { bad: true }));
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) toast(words.failed, { bad: true });
});
