// The picture that is being worked on: its description, its place, and tags that lie on it.

const STEP = 20;

export function startStage(draft, pictures, tags) {
  const { form, words } = draft;
  const stage = form.querySelector("[data-stage]");
  const image = stage.querySelector("[data-stage-image]");
  const hint = stage.querySelector("[data-stage-hint]");
  const frame = document.createElement("div");
  frame.className = "stage-frame";
  image.replaceWith(frame);
  frame.append(image);

  const alt = document.createElement("input");
  alt.className = "input";
  alt.maxLength = 200;
  alt.placeholder = words.wordsAlt;
  alt.setAttribute("aria-label", words.wordsAlt);
  const tools = document.createElement("div");
  tools.className = "stage-tools";
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-small";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  const earlier = button(words.wordsEarlier, () => pictures.move(draft.here, -1));
  const later = button(words.wordsLater, () => pictures.move(draft.here, 1));
  const remove = button(words.wordsRemove, () => pictures.remove(draft.here));
  tools.append(earlier, later, remove);
  stage.append(alt, tools);

  alt.addEventListener("input", () => {
    draft.here.alt = alt.value;
    draft.changed();
  });
  image.addEventListener("click", (event) => {
    const box = image.getBoundingClientRect();
    const per = (at, size) => Math.max(0, Math.min(1000, Math.round((at / size) * 1000)));
    tags.ask(draft.here, {
      x: per(event.clientX - box.left, box.width),
      y: per(event.clientY - box.top, box.height),
    });
  });

  function dot(tag) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "tag-dot stage-dot";
    made.dataset.product = tag.product;
    made.textContent = tag.title;
    made.style.left = `${tag.x / 10}%`;
    made.style.top = `${tag.y / 10}%`;
    const place = (x, y) => {
      tag.x = Math.max(0, Math.min(1000, x));
      tag.y = Math.max(0, Math.min(1000, y));
      made.style.left = `${tag.x / 10}%`;
      made.style.top = `${tag.y / 10}%`;
    };
    made.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (step) {
        event.preventDefault();
        place(tag.x + step[0] * STEP, tag.y + step[1] * STEP);
        draft.changed();
      } else if (event.key === "Delete") {
        tag.upload = "";
        draft.changed();
      }
    });
    made.addEventListener("pointerdown", (down) => {
      made.setPointerCapture(down.pointerId);
      const box = frame.getBoundingClientRect();
      const follow = (event) =>
        place(
          Math.round(((event.clientX - box.left) / box.width) * 1000),
          Math.round(((event.clientY - box.top) / box.height) * 1000),
        );
      made.addEventListener("pointermove", follow);
      made.addEventListener(
        "pointerup",
        () => {
          made.removeEventListener("pointermove", follow);
          draft.changed();
        },
        { once: true },
      );
    });
    return made;
  }

  function paint() {
    const slide = draft.here;
    stage.hidden = !slide;
    if (!slide) return;
    const url = slide.url || slide.kept || "";
    if (image.getAttribute("src") !== url) image.src = url;
    image.alt = slide.alt || slide.name;
    if (document.activeElement !== alt) alt.value = slide.alt;
    earlier.disabled = draft.slides[0] === slide;
    later.disabled = draft.slides.at(-1) === slide;
    const focused = document.activeElement?.dataset?.product;
    for (const old of frame.querySelectorAll(".stage-dot")) old.remove();
    const placed = draft.tags.filter((tag) => slide.upload && tag.upload === slide.upload);
    frame.append(...placed.map(dot));
    if (focused) frame.querySelector(`[data-product="${CSS.escape(focused)}"]`)?.focus();
    hint.hidden = placed.length > 0;
  }
  draft.addEventListener("paint", paint);
}
