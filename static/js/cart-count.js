// The cart's number on shared pages: asked for only where a readable cookie says there is a cart.
import { cookie, send } from "./http.js";

const places = [...document.querySelectorAll("[data-cart-count]")];

export async function refreshCartCount() {
  if (!places.length || !cookie("has_cart")) return;
  try {
    const session = await send("GET", "/api/v1/session");
    for (const place of places) {
      place.textContent = session.cart_count || "";
      place.hidden = !session.cart_count;
    }
  } catch {
    // A badge is not worth a message.
  }
}

refreshCartCount();
document.addEventListener("cart:changed", refreshCartCount);
