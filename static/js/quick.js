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
  sheet.addEventListener("change", () => again(sheet.querySelector("[data-quick]")));
  document.body.append(sheet);
  return sheet;
}

async function ask(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

async function again(form) {
  const chosen = new URLSearchParams({ sku: form.sku.value, address: form.address?.value ?? "" });
  const focused = document.activeElement?.name;
  sheet.lastElementChild.innerHTML = await ask(`${form.dataset.quick}?${chosen}`);
  if (focused) sheet.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
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
