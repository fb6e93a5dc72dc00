// Counts down to the moment of a <time data-countdown>; at the end it stays at nought.
import { mount } from "./mount.js";

const two = (number) => String(number).padStart(2, "0");

mount("time[data-countdown]", (element) => {
  const end = Date.parse(element.dateTime);
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const days = Math.floor(left / 86400);
    const clock = [Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60].map(two).join(":");
    element.textContent = `${element.dataset.countdown} ${days ? `${days} d ` : ""}${clock}`;
    if (!left || !element.isConnected) clearInterval(timer);
  };
  const timer = setInterval(tick, 1000);
  tick();
});
