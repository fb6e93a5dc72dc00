// Runs before anything is painted: no flash of the other theme.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  let choice = "";
  try {
    choice = localStorage.getItem("theme") || "";
  } catch {
    // Storage is closed to us: the system's choice stands.
  }
  if (choice === "dark" || choice === "light") root.dataset.theme = choice;
})();
