// "Buy now" in a note opens a sheet over it: what it costs, where it goes, one button. Without a
// session, or where anything fails, the link leads where it leads.
let sheet;

function dialog(title, close) {
  if (sheet?.isConnected) return sheet;
  sheet = document.createElement("dialog");
  sheet.className = "dialog quick-sheet";
  sheet.dataset.locks = "";
  sheet.ariaLabel = title;
  sheet.innerHTML =
    '<div class="dialog-head"><h2></h2><button class="icon-button" type="button" data-close>×</button></div><div></div>';
  sheet.querySelector("h2").textContent = title;
  sheet.querySelector("[data-close]").ariaLabel = close;
  document.body.append(sheet);
  return sheet;
}

async function ask(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

// Whatever is chosen, the sheet says anew what it costs.
document.addEventListener("change", async (event) => {
  const form = event.target.closest("[data-quick]");
  if (!form) return;
  const kept = ["sku", "quantity", "provider", "address"];
  const chosen = new URLSearchParams([...new FormData(form)].filter(([name]) => kept.includes(name)));
  const address = `${form.dataset.quick}?${chosen}`;
  const place = form.parentElement;
  try {
    place.innerHTML = await ask(address);
    place.querySelector(`[name="${CSS.escape(event.target.name)}"]`)?.focus();
  } catch {
    location.assign(address);
  }
});

// The sheet in the card of a dot, for whoever is signed in: the button comes with the card.
export async function fill(card) {
  const link = card.querySelector("a[data-buy-now]");
  if (!link) return;
  const place = document.createElement("div");
  place.className = "note-tag-sheet";
  try {
    place.innerHTML = await ask(link.href);
  } catch {
    return; // "Buy now" stays, and leads there.
  }
  if (!link.isConnected) return;
  link.replaceWith(place);
  place.querySelector("[type=submit]")?.focus();
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-buy-now]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const body = await ask(link.href);
    link.closest(".note-tag-card")?.close();
    const shown = dialog(link.textContent.trim(), link.dataset.close);
    shown.lastElementChild.innerHTML = body;
    shown.showModal();
    shown.querySelector("[type=submit]")?.focus();
  } catch {
    location.assign(link.href);
  }
});
