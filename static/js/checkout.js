// Folds the fields of a new address away while a saved one is chosen, asks for the sum anew when
// something changes it, and sends the form once.
const form = document.querySelector("[data-checkout]");
const fields = document.querySelector(".new-address");
const PRICED = /^(address|country|province|coupon-.+)$/;
let asked = 0;

function fold() {
  const choices = [...form.querySelectorAll('input[type="radio"][name="address"]')];
  const chosen = choices.find((choice) => choice.checked);
  fields.classList.toggle("js-folds", Boolean(chosen) && chosen.value !== "new");
}

async function priceAgain() {
  const mine = ++asked;
  const body = new FormData(form);
  body.set("act", "refresh");
  const answer = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // A later change has asked already: its answer is the one that counts.
  if (mine !== asked || !page.getElementById("sum")) return;
  const focused = document.activeElement?.id;
  for (const id of ["parcels", "sum"]) {
    document.getElementById(id).replaceWith(page.getElementById(id));
  }
  if (focused) document.getElementById(focused)?.focus();
}

form?.addEventListener("change", (event) => {
  if (event.target.name === "address") fold();
  if (PRICED.test(event.target.name)) priceAgain().catch(() => {});
});

function busy(is) {
  form.ariaBusy = String(is);
  form.querySelector("#sum [type=submit]").ariaBusy = String(is);
}

form?.addEventListener("submit", (event) => {
  if (form.ariaBusy === "true") event.preventDefault();
  else busy(true);
});
// Coming back by the browser's button, the form may be sent again: its key gives the same answer.
window.addEventListener("pageshow", () => form && busy(false));
