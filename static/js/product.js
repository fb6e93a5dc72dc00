// The buy box: the price follows the chosen variant, the stepper counts.
import { mount } from "./mount.js";

mount("[data-buy]", (form) => {
  const price = form.closest(".buy-box").querySelector("[data-price] .price");
  form.addEventListener("change", (event) => {
    const words = event.target.closest(".variant")?.querySelector("[data-words]");
    if (words && price) price.textContent = words.textContent;
  });
});

mount("[data-stepper]", (stepper) => {
  const input = stepper.querySelector("input");
  stepper.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    const wanted = (Number(input.value) || 0) + Number(button.dataset.step);
    input.value = Math.min(Number(input.max), Math.max(Number(input.min), wanted));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
});
