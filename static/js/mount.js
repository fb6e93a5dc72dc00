// Gives elements their behaviour, those that are there and those that come by htmx or overlay.

const mounts = [];
const done = new WeakMap();

function run(mount, root) {
  const own = root.matches?.(mount.selector) ? [root] : [];
  for (const element of [...own, ...root.querySelectorAll(mount.selector)]) {
    const seen = done.get(element) ?? new Set();
    if (seen.has(mount)) continue;
    done.set(element, seen.add(mount));
    mount.start(element);
  }
}

export function mount(selector, start) {
  const made = { selector, start };
  mounts.push(made);
  run(made, document);
}

export function mountAll(root) {
  for (const each of mounts) run(each, root);
}

document.addEventListener("htmx:load", (event) => mountAll(event.detail.elt));
