// Colours and places that only data- attributes know, for browsers whose attr() is text alone.
import { mount } from "./mount.js";

const typed = CSS.supports("left", "calc(attr(data-x type(<number>), 5) * 1%)");

if (!typed) {
  mount("img[data-colour]", (image) => {
    image.style.backgroundColor = image.dataset.colour;
  });
  mount("[data-x][data-y]", (dot) => {
    dot.style.left = `${dot.dataset.x / 10}%`;
    dot.style.top = `${dot.dataset.y / 10}%`;
  });
}
