// Pictures: dropped, pasted or chosen; sent with progress; put in order by drag and by keyboard.
import { csrfToken, send } from "../http.js";

const AT_ONCE = 2;
const POLL = 700;

export function startPictures(draft) {
  const { form, words } = draft;
  const list = form.querySelector("[data-slides]");
  const drop = form.querySelector("[data-drop]");
  const input = form.querySelector("[data-files]");
  const complaint = form.querySelector("[data-refused]");
  const most = Number(words.mostSlides);
  const queue = [];
  const waiting = new Set();
  let active = 0;
  let dragged = null;

  function complain(text) {
    complaint.textContent = [complaint.textContent, text].filter(Boolean).join(" ");
    complaint.hidden = false;
  }

  function add(files) {
    complaint.textContent = "";
    complaint.hidden = true;
    for (const file of files) {
      if (!file.type.startsWith("image/")) {
        complain(`${file.name} ${words.noPicture}.`);
      } else if (draft.slides.length >= most) {
        complain(`${words.tooMany} ${file.name}.`);
      } else {
        const url = URL.createObjectURL(file);
        const slide = { upload: "", name: file.name, alt: "", status: "sending", progress: 0, url, file };
        draft.slides.push(slide);
        draft.here ??= slide;
        queue.push(slide);
      }
    }
    draft.painted();
    pump();
  }

  function pump() {
    while (active < AT_ONCE && queue.length) {
      active += 1;
      const done = transfer(queue.shift()).finally(() => {
        active -= 1;
        waiting.delete(done);
        pump();
      });
      waiting.add(done);
    }
    draft.uploading = Promise.allSettled([...waiting]).then(() => (queue.length || active ? draft.uploading : null));
  }

  async function transfer(slide) {
    try {
      const upload = await post(slide.file, (share) => {
        slide.progress = share;
        draft.painted();
      });
      slide.upload = upload.id;
      slide.status = upload.status;
      draft.changed();
      watch(slide);
    } catch (error) {
      refuse(slide, error.message || words.offline);
    }
  }

  function refuse(slide, reason) {
    slide.status = "refused";
    slide.error = reason;
    complain(`${slide.name}: ${reason}`);
    draft.slides = draft.slides.filter((each) => each !== slide);
    if (draft.here === slide) draft.here = draft.slides[0] ?? null;
    draft.changed();
  }

  // The worker decodes it; until then one's own file is the preview.
  async function watch(slide) {
    while (slide.status === "received" && draft.slides.includes(slide)) {
      await new Promise((resolve) => setTimeout(resolve, POLL));
      let upload;
      try {
        upload = await send("GET", `/api/v1/uploads/${slide.upload}`);
      } catch {
        continue;
      }
      if (upload.status === "refused") {
        refuse(slide, upload.error.message);
      } else if (upload.status === "ready") {
        const webp = upload.picture.renditions.filter((each) => each.format === "webp");
        slide.status = "ready";
        slide.kept = webp[Math.floor(webp.length / 2)]?.url ?? "";
        draft.painted();
      }
    }
  }

  function move(slide, step) {
    const from = draft.slides.indexOf(slide);
    const to = from + step;
    if (to < 0 || to >= draft.slides.length) return;
    draft.slides.splice(to, 0, ...draft.slides.splice(from, 1));
    draft.here = slide;
    draft.changed();
    list.children[to]?.querySelector("button")?.focus();
  }

  function remove(slide) {
    const index = draft.slides.indexOf(slide);
    draft.slides.splice(index, 1);
    for (const tag of draft.tags) if (tag.upload === slide.upload) tag.upload = "";
    draft.here = draft.slides[Math.min(index, draft.slides.length - 1)] ?? null;
    draft.changed();
  }

  function row(slide, index) {
    const item = document.createElement("li");
    item.className = "thumb";
    item.draggable = true;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "thumb-button";
    button.setAttribute("aria-pressed", String(slide === draft.here));
    button.setAttribute("aria-label", `${words.wordsPicture} ${index + 1}: ${slide.alt || slide.name}`);
    const image = new Image(72, 96);
    image.src = slide.url || slide.kept || "";
    image.alt = "";
    button.append(image);
    if (index === 0) button.append(mark(words.wordsCover, "thumb-cover"));
    if (slide.status === "sending") {
      const bar = document.createElement("progress");
      bar.max = 1;
      bar.value = slide.progress;
      button.append(bar);
    } else if (slide.status === "received") button.append(mark(words.processing, "thumb-wait"));
    button.addEventListener("click", () => {
      draft.here = slide;
      draft.painted();
    });
    button.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step && event.altKey) {
        event.preventDefault();
        move(slide, step);
      } else if (step) list.children[index + step]?.querySelector("button").focus();
      else if (event.key === "Delete") remove(slide);
    });
    item.addEventListener("dragstart", () => {
      dragged = slide;
    });
    item.addEventListener("dragover", (event) => {
      if (dragged) event.preventDefault();
    });
    item.addEventListener("drop", (event) => {
      if (!dragged || dragged === slide) return;
      event.preventDefault();
      event.stopPropagation();
      move(dragged, draft.slides.indexOf(slide) - draft.slides.indexOf(dragged));
      dragged = null;
    });
    item.append(button);
    return item;
  }

  let painted = "";
  function paint() {
    const look = JSON.stringify([draft.slides, draft.slides.indexOf(draft.here)]);
    if (look === painted) return;
    painted = look;
    const focused = [...list.children].findIndex((item) => item.contains(document.activeElement));
    list.className = "thumbs";
    list.replaceChildren(...draft.slides.map(row));
    list.children[focused]?.querySelector("button").focus();
    form.querySelector("[data-slide-count]").textContent = draft.slides.length;
    drop.classList.toggle("is-small", draft.slides.length > 0);
  }
  draft.addEventListener("paint", paint);

  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });
  for (const name of ["dragover", "dragenter"]) {
    form.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.add("is-over");
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) drop.classList.remove("is-over");
  });
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    drop.classList.remove("is-over");
    add([...event.dataTransfer.files]);
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) add(files);
  });
  return { move, remove };
}

function mark(text, cls) {
  const made = document.createElement("span");
  made.className = cls;
  made.textContent = text;
  return made;
}

async function post(file, progressed) {
  const token = await csrfToken();
  const body = new FormData();
  body.append("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/uploads");
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => progressed(event.loaded / event.total));
    request.addEventListener("load", () => {
      const answer = request.response ?? {};
      if (request.status < 300) resolve(answer);
      else reject(new Error(answer.errors?.file?.[0] || answer.detail || ""));
    });
    request.addEventListener("error", () => reject(new Error("")));
    request.send(body);
  });
}
