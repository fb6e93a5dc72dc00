// Topics as chips with suggestions, and the channel that follows from them.
import { send } from "../http.js";

const WAIT = 250;

export function startTopics(draft) {
  const { form, words } = draft;
  const input = draft.field("topics");
  const chips = form.querySelector("[data-topic-chips]");
  const options = form.querySelector("[data-topic-suggestions]");
  const channel = draft.field("channel");
  const hint = form.querySelector("[data-channel-suggestion]");
  const most = Number(words.mostTopics);
  let timer = 0;
  let seen = "";

  input.value = "";

  function add(raw) {
    const names = raw.split(/[\s,，、#＃]+/u).filter(Boolean);
    for (const name of names) {
      const isThere = draft.topics.some((topic) => topic.toLowerCase() === name.toLowerCase());
      if (!isThere && draft.topics.length < most) draft.topics.push(name);
    }
    input.value = "";
    options.hidden = true;
    if (names.length) draft.changed();
  }

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (["Enter", ",", " "].includes(event.key) && input.value.trim()) {
      event.preventDefault();
      add(input.value);
    } else if (event.key === "Enter") {
      event.preventDefault();
    } else if (event.key === "Backspace" && !input.value && draft.topics.length) {
      draft.topics.pop();
      draft.changed();
    } else if (event.key === "ArrowDown") {
      options.querySelector("button")?.focus();
    } else if (event.key === "Escape") options.hidden = true;
  });
  input.addEventListener("change", () => add(input.value));
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, WAIT);
  });

  async function suggest() {
    const q = input.value.trim();
    const rows = q ? await send("GET", `/api/v1/topics?q=${encodeURIComponent(q)}`).catch(() => []) : [];
    options.replaceChildren(
      ...rows.map((topic) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.role = "option";
        button.className = "suggestion";
        button.textContent = `#${topic.name}`;
        // Before the field loses the focus and takes what was half typed for a topic.
        button.addEventListener("pointerdown", (event) => event.preventDefault());
        button.addEventListener("click", () => {
          add(topic.name);
          input.focus();
        });
        item.append(button);
        return item;
      }),
    );
    options.hidden = !rows.length;
  }

  async function suggestChannel() {
    const asked = JSON.stringify([draft.topics, draft.tags.map((tag) => tag.product)]);
    if (channel.value || asked === seen) return;
    seen = asked;
    const [topics, products] = JSON.parse(asked).map((each) => encodeURIComponent(each.join(",")));
    if (!topics && !products) return;
    const path = `/api/v1/channels/suggestion?topics=${topics}&products=${products}`;
    const answer = await send("GET", path).catch(() => ({}));
    const option = [...channel.options].find((each) => each.value && each.value === answer.channel);
    hint.hidden = !option;
    if (!option) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = option.textContent;
    button.addEventListener("click", () => {
      channel.value = option.value;
      hint.hidden = true;
      draft.changed();
    });
    hint.replaceChildren(`${words.suggested} `, button);
  }

  draft.addEventListener("paint", () => {
    chips.replaceChildren(
      ...draft.topics.map((name) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "chip chip-solid";
        button.textContent = `#${name} ×`;
        button.setAttribute("aria-label", `${words.wordsRemove}: #${name}`);
        button.addEventListener("click", () => {
          draft.topics = draft.topics.filter((each) => each !== name);
          draft.changed();
        });
        item.append(button);
        return item;
      }),
    );
    if (channel.value) hint.hidden = true;
  });
  draft.addEventListener("change", suggestChannel);
}
