"""What people may write in a note, and how long it is; pure. The editor in JS counts alike."""

import re
import unicodedata
from functools import lru_cache

TITLE_UNITS = 20
BODY_CHARACTERS = 1000
# Marks, joiners and skin tones belong to the character before them; a pile of them does not.
MOST_MARKS = 10
_JOINER = "\u200d"
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
# What turns the reading direction round, or is no character at all.
_REFUSED = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\uffff]"
)
_TOPIC = re.compile(r"#([\w·&-]{1,40})")


class Unwritable(ValueError):
    """The text holds control characters, or characters that reverse what follows."""


def cleaned(text: str) -> str:
    """Bring a text of several lines into the one form that is stored: NFC, plain line ends.

    :raises Unwritable: if it holds what nobody can see or type
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = _INVISIBLE.sub("", text)
    if _REFUSED.search(text):
        raise Unwritable
    return unicodedata.normalize("NFC", text).strip()


def cleaned_line(text: str) -> str:
    """The same for one line: line ends and runs of blanks become one blank."""
    return " ".join(cleaned(text).split())


def title_units(title: str) -> int:
    """Xiaohongshu's count: a non-ASCII character is 1, two ASCII characters are 1, rounded up."""
    return (sum(1 if char < "\x80" else 2 for char in _characters(title)) + 1) // 2


def body_length(body: str) -> int:
    """Characters as a reader sees them."""
    return len(_characters(body))


def topic_key(name: str) -> str:
    """The form under which a topic is one and the same; empty if the name names nothing."""
    folded = unicodedata.normalize("NFKC", name).strip().lstrip("#\uff03").casefold()
    return unicodedata.normalize("NFC", folded) if _is_topic(folded) else ""


def topic_name(name: str) -> str:
    """A topic as its first author wrote it, without the '#'."""
    return unicodedata.normalize("NFC", name).strip().lstrip("#\uff03")


def topics_in(body: str) -> list[str]:
    """The #topics of a text in their order, each once."""
    return list(dict.fromkeys(match[1] for match in _TOPIC.finditer(body)))


def split_topics(body: str) -> list[tuple[str, str]]:
    """Cut a text into (text, name of the topic or '') pieces, for links."""
    pieces, end = [], 0
    for match in _TOPIC.finditer(body):
        pieces += [(body[end : match.start()], ""), (match[0], match[1])]
        end = match.end()
    return [*pieces, (body[end:], "")]


def language_of(text: str) -> str:
    """The language that a text is mostly in, of the two that the site speaks; '' for no letters."""
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return ""
    han = sum("\u3400" <= char <= "\u9fff" for char in letters)
    return "zh-hans" if han * 4 >= len(letters) else "en"


def _is_topic(name: str) -> bool:
    return 0 < len(name) <= 40 and re.fullmatch(r"[\w·&-]+", name) is not None


def _characters(text: str) -> list[str]:
    """The first code point of each character that a reader sees."""
    firsts: list[str] = []
    marks, is_joined, flag_open = 0, False, False
    for char in unicodedata.normalize("NFC", text):
        extends = bool(firsts) and (_is_mark(char) or is_joined or (flag_open and _is_flag(char)))
        is_joined = char == _JOINER
        if extends and marks < MOST_MARKS:
            marks, flag_open = marks + 1, False
            continue
        firsts.append(char)
        marks, flag_open = 0, _is_flag(char)
    return firsts


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


@lru_cache(maxsize=4096)
def _is_mark(char: str) -> bool:
    """Joiners, combining marks, variation selectors, skin tones and the tags of flags."""
    if char < "\u0300":
        return False
    return (
        char in "\u200c\u200d"
        or unicodedata.category(char) in {"Mn", "Mc", "Me"}
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )
