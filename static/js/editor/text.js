// Counts a title and a body exactly as notes/text.py does; tests hold both to one table.
const MOST_MARKS = 10;
const MARK = /[\p{Mn}\p{Mc}\p{Me}\u200c\u200d\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/u;
const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;

const isFlag = (char) => char >= "\u{1f1e6}" && char <= "\u{1f1ff}";

function characters(text) {
  const firsts = [];
  let marks = 0;
  let isJoined = false;
  let flagOpen = false;
  for (const char of text.normalize("NFC")) {
    const extend = firsts.length && (MARK.test(char) || isJoined || (flagOpen && isFlag(char)));
    isJoined = char === "\u200d";
    if (extend && marks < MOST_MARKS) {
      marks += 1;
      flagOpen = false;
      continue;
    }
    firsts.push(char);
    marks = 0;
    flagOpen = isFlag(char);
  }
  return firsts;
}

export const cleaned = (text) =>
  text.replace(/\r\n?/g, "\n").replaceAll("\t", " ").replace(INVISIBLE, "").normalize("NFC").trim();

export const cleanedLine = (text) => cleaned(text).split(/\s+/u).filter(Boolean).join(" ");

export function titleUnits(title) {
  const halves = characters(title).reduce((sum, char) => sum + (char < "\x80" ? 1 : 2), 0);
  return Math.ceil(halves / 2);
}

export const bodyLength = (body) => characters(body).length;
