// The editor: takes the form over that works without it.
import { toast } from "../toast.js";
import { Draft } from "./draft.js";
import { startPictures } from "./pictures.js";
import { startSaving } from "./saving.js";
import { startStage } from "./stage.js";
import { startTags } from "./tags.js";
import { bodyLength, cleaned, cleanedLine, titleUnits } from "./text.js";
import { startTopics } from "./topics.js";

const form = document.getElementById("editor");
const draft = new Draft(form, JSON.parse(document.getElementById("editor-state").textContent));
const recovered = !form.querySelector("[data-errors]") && draft.recover();

startTopics(draft);
const pictures = startPictures(draft);
const tags = startTags(draft);
startStage(draft, pictures, tags);
startSaving(draft);

const counted = {
  title: [(text) => titleUnits(cleanedLine(text)), Number(draft.words.mostTitle)],
  body: [(text) => bodyLength(cleaned(text)), Number(draft.words.mostBody)],
};

function count() {
  for (const [name, [length, most]] of Object.entries(counted)) {
    const place = form.querySelector(`[data-counter="${name}"]`);
    const now = length(draft.field(name).value);
    place.textContent = `${now}/${most}`;
    place.classList.toggle("is-over", now > most);
  }
}

for (const field of draft.writables) {
  field.addEventListener("input", () => {
    count();
    draft.changed();
  });
}
// Enter in a one-line field is no wish to publish.
draft.field("title").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) event.preventDefault();
});

count();
draft.painted();
form.classList.add("is-live");
if (recovered) {
  toast(draft.words.left);
  draft.changed();
}
