// Colours and places that only data- attributes know, for browsers whose attr() is text alone.
import { mount } from "./mount.js";

const typed = CSS.supports("left", "calc(attr(data-x type(<number>), 5) * 1%)");

if (!typed) {
  mount("img[data-colour]", (image) => {
    image.style.backgroundColor = image.dataset.colour;
  });
  mount(".tag-dot", (dot) => {
    dot.style.setProperty("--x", dot.dataset.x);
    dot.style.setProperty("--y", dot.dataset.y);
  });
  mount(".carousel-slide[data-width]", (slide) => {
    slide.style.setProperty("--ratio", slide.dataset.width / slide.dataset.height);
  });
}
