// Theme, language, shortcuts: kept in this browser.

const root = document.documentElement;
const buttons = [...document.querySelectorAll("[data-theme-choice]")];
const dark = matchMedia("(prefers-color-scheme: dark)");

function keep(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    // Nothing is kept in a closed storage; this page still changes.
  }
}

function paint() {
  const choice = root.dataset.theme || "";
  for (const button of buttons) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
  const isDark = choice ? choice === "dark" : dark.matches;
  document.querySelector("meta[name=theme-color]").content = isDark ? "#0e0e10" : "#ffffff";
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    const choice = button.dataset.themeChoice;
    if (choice) root.dataset.theme = choice;
    else delete root.dataset.theme;
    keep("theme", choice);
    paint();
  });
}
dark.addEventListener("change", paint);
paint();

for (const link of document.querySelectorAll("[data-lang]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.cookie = `lang=${link.dataset.lang}; path=/; max-age=31536000; samesite=lax`;
    const here = new URL(location.href);
    here.searchParams.delete("lang");
    location.replace(here);
  });
}

const keysSwitch = document.querySelector("[data-keys-switch]");

export function keysAreOn() {
  return keysSwitch?.checked ?? false;
}

if (keysSwitch) {
  try {
    keysSwitch.checked = localStorage.getItem("keys") !== "off";
  } catch {
    keysSwitch.checked = true;
  }
  keysSwitch.addEventListener("change", () => keep("keys", keysSwitch.checked ? "" : "off"));
}
