// [data-carousel]: a track of slides with arrows, swipe (the browser's own), keys, dots and zoom.
import { mount } from "./mount.js";

mount("[data-carousel]", (carousel) => {
  const track = carousel.querySelector(".carousel-track");
  const slides = [...track.querySelectorAll(".carousel-slide")];
  const arrows = [...carousel.querySelectorAll(".carousel-arrow")];
  const dots = [...carousel.querySelectorAll(".carousel-dots i")];
  const count = carousel.querySelector(".carousel-count");
  let here = 0;

  const paint = () => {
    dots.forEach((dot, index) => dot.classList.toggle("is-here", index === here));
    if (count) count.textContent = `${here + 1}/${slides.length}`;
    for (const arrow of arrows) {
      const next = here + Number(arrow.dataset.step);
      arrow.disabled = next < 0 || next >= slides.length;
    }
    carousel.dispatchEvent(new CustomEvent("carousel:moved", { detail: here, bubbles: true }));
  };

  const go = (index) => {
    const target = Math.max(0, Math.min(slides.length - 1, index));
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    track.scrollTo({ left: target * track.clientWidth, behavior: calm ? "auto" : "smooth" });
  };

  track.addEventListener("scroll", () => {
    const index = Math.round(track.scrollLeft / Math.max(1, track.clientWidth));
    if (index === here) return;
    here = index;
    paint();
  });
  for (const arrow of arrows) {
    arrow.addEventListener("click", () => go(here + Number(arrow.dataset.step)));
  }
  carousel.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.target.closest("input, textarea")) return;
    event.preventDefault();
    go(here + step);
  });
  track.addEventListener("dblclick", zoom);
  track.addEventListener("pointermove", follow);
  paint();
});

// Twice as large about the point that was pressed twice; the pointer then moves the picture.
function zoom(event) {
  const image = event.target.closest("img");
  if (!image) return;
  image.classList.toggle("zoomed");
  follow(event);
}

function follow(event) {
  const image = event.target.closest("img.zoomed");
  if (!image) return;
  const box = image.closest(".carousel-slide").getBoundingClientRect();
  image.style.setProperty("--at-x", `${((event.clientX - box.left) / box.width) * 100}%`);
  image.style.setProperty("--at-y", `${((event.clientY - box.top) / box.height) * 100}%`);
}
