// Follow and block, wherever a button says [data-follow], [data-follow-topic] or [data-block].
import { logIn, send } from "./http.js";
import { toastError } from "./toast.js";

const isRefused = (error) => error.status === 401 || error.status === 403;

const address = ({ follow, followTopic }) =>
  follow ? `/api/v1/users/${follow}/follow` : `/api/v1/topics/${encodeURIComponent(followTopic)}/follow`;

async function follow(button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  const paint = (isOn) => {
    button.setAttribute("aria-pressed", String(isOn));
    button.classList.toggle("button-primary", !isOn);
    button.textContent = isOn ? button.dataset.on : button.dataset.off;
  };
  paint(on);
  try {
    await send(on ? "PUT" : "DELETE", address(button.dataset));
  } catch (error) {
    paint(!on);
    if (isRefused(error)) logIn();
    else toastError(error);
  }
}

async function block(button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  if (on && !confirm(button.dataset.ask)) return;
  try {
    await send(on ? "PUT" : "DELETE", `/api/v1/users/${button.dataset.block}/block`);
    if (button.hasAttribute("aria-pressed")) location.reload();
    else location.assign("/");
  } catch (error) {
    if (isRefused(error)) logIn();
    else toastError(error);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-follow], [data-follow-topic], [data-block]");
  if (!button) return;
  if (button.dataset.block) block(button);
  else follow(button);
});
