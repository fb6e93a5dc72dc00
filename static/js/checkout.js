// Folds the fields of a new address away while a saved one is chosen, and sends a form once.
const fields = document.querySelector(".new-address");
const choices = document.querySelectorAll('input[type="radio"][name="address"]');

function fold() {
  const chosen = [...choices].find((choice) => choice.checked);
  fields.classList.toggle("js-folds", Boolean(chosen) && chosen.value !== "new");
}

for (const choice of choices) {
  choice.addEventListener("change", fold);
}

const form = document.querySelector(".checkout-page form");
form?.addEventListener("submit", (event) => {
  if (form.ariaBusy === "true") {
    event.preventDefault();
    return;
  }
  form.ariaBusy = "true";
  form.querySelector("[type=submit]").ariaBusy = "true";
});
// Coming back by the browser's button, the form may be sent again: its key gives the same answer.
window.addEventListener("pageshow", () => {
  if (form) {
    form.ariaBusy = "false";
    form.querySelector("[type=submit]").ariaBusy = "false";
  }
});
