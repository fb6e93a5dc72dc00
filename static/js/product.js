// The buy box: the price follows the chosen variant, the stepper counts.
import "./countdown.js";
import { mount } from "./mount.js";

mount("[data-buy]", (form) => {
  const box = form.closest(".buy-box");
  const price = box.querySelector("[data-price] .price");
  const sale = box.querySelector("[data-sale]");
  form.addEventListener("change", (event) => {
    const variant = event.target.closest(".variant");
    const words = variant?.querySelector("[data-words]");
    if (!variant) return;
    if (words && price) {
      const was = variant.querySelector("[data-was-words]")?.cloneNode(true);
      price.replaceChildren(words.textContent, ...(was ? [" ", was] : []));
    }
    if (sale) {
      sale.hidden = !event.target.dataset.until;
      sale.querySelector("[data-sale-until]").textContent = event.target.dataset.until ?? "";
      sale.querySelector("[data-sale-mark]").textContent = event.target.dataset.mark ?? "";
    }
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
