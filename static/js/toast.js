// Says what was done; with undo where it can be undone.

const region = document.getElementById("toasts");
const STAYS = 5000;

function show(element) {
  // In the top layer, so that it stands over an open dialog.
  if (region.showPopover) {
    if (region.matches(":popover-open")) region.hidePopover();
    region.showPopover();
  }
  setTimeout(() => dismiss(element), STAYS);
}

function dismiss(element) {
  element.remove();
  if (!region.children.length && region.matches(":popover-open")) region.hidePopover();
}

export function toast(text, { undo, bad = false } = {}) {
  const element = document.createElement("div");
  element.className = bad ? "toast toast-bad" : "toast";
  element.append(text);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = region.dataset.undo;
    button.addEventListener("click", () => {
      dismiss(element);
      undo();
    });
    element.append(button);
  }
  region.append(element);
  show(element);
}

// A Problem has words of its own; whatever else failed gets ours.
export function toastError(error) {
  const offline = error instanceof TypeError;
  const text = offline ? region.dataset.offline : error.message || region.dataset.failed;
  toast(text, { bad: true });
}

for (const element of region.querySelectorAll("[data-toast]")) show(element);
