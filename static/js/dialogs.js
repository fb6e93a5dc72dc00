// Dialogs open by data-open="id", close by data-close, a click beside them, or Esc.
// The element's own showModal() keeps the focus inside, and gives it back.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    opener.closest("[popover]")?.hidePopover();
    document.getElementById(opener.dataset.open)?.showModal();
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  const dialog = event.target;
  if (dialog instanceof HTMLDialogElement && dialog.classList.contains("dialog")) {
    const box = dialog.getBoundingClientRect();
    const inside =
      event.clientX >= box.left &&
      event.clientX <= box.right &&
      event.clientY >= box.top &&
      event.clientY <= box.bottom;
    if (!inside) dialog.close();
  }
});
