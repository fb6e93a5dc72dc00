// The cart's number on shared pages: asked for only where a readable cookie says there is a cart.
import { cookie, send } from "./http.js";

const places = [...document.querySelectorAll("[data-cart-count]")];

export async function refreshCartCount() {
  if (!places.length || !cookie("has_cart")) return;
  try {
    const { count } = await send("GET", "/api/v1/cart/count");
    for (const place of places) {
      place.textContent = count || "";
      place.hidden = !count;
    }
  } catch {
    // A badge is not worth a message.
  }
}

refreshCartCount();
document.addEventListener("cart:changed", refreshCartCount);
