"""Texts cut into words, the same way for what is searched and for who searches; pure.

Chinese is split with rjieba, other scripts at everything that is no letter or digit. English
plurals lose their ending. No stop words: of a common word only the best notes are ranked.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from types import ModuleType

LONGEST_QUERY = 80
# Words of a query that are looked up.
MOST_WORDS = 12
_LONGEST_WORD = 40
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_RUNS = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
# Knives, shelves, leaves, loaves, calves.
_OF_F = ("ives", "elves", "eaves", "oaves", "alves")


def folded(text: str) -> str:
    """One form for all that read alike: width, case and accents do not count."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", kept)


def cleaned(text: str) -> str:
    """A query as it is shown and remembered: visible characters, one blank between."""
    seen = (char if unicodedata.category(char)[0] != "C" else " " for char in text)
    return " ".join("".join(seen).split())[:LONGEST_QUERY].strip()


def key_of(text: str) -> str:
    """The form under which two searches are the same; empty if the text holds no word."""
    runs = folded(cleaned(text))
    return " ".join(runs.split())[:LONGEST_QUERY] if _RUNS.search(runs) else ""


def is_han(text: str) -> bool:
    return bool(_IS_HAN.search(text))


def in_document(text: str) -> list[str]:
    """The words of a text in order; a long Chinese word is followed by the words within it."""
    return _words(text, _parts)


def in_query(text: str) -> list[str]:
    """The words that are looked up, each once."""
    return list(dict.fromkeys(_words(text, _whole)))[:MOST_WORDS]


def characters(text: str) -> list[str]:
    """The Chinese characters one by one: a name is found by a single one of them."""
    return list(dict.fromkeys(_IS_HAN.findall(folded(text))))


def _words(text: str, split) -> list[str]:
    found: list[str] = []
    for run in _RUNS.findall(folded(text)):
        found += split(run) if _IS_HAN.match(run) else [singular(run)]
    return [word[:_LONGEST_WORD] for word in found]


def _parts(run: str) -> Iterable[str]:
    return _splitter().cut_for_search(run)


def _whole(run: str) -> Iterable[str]:
    return _splitter().cut(run)


def singular(word: str) -> str:
    """An English word without the ending of its plural; anything else as it is."""
    if len(word) < 4 or not word.isascii() or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(_OF_F):
        return f"{word[:-3]}f{'e' if word.endswith('ives') else ''}"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is")) else word[:-1]


@cache
def _splitter() -> ModuleType:
    """Its dictionary takes 30 MB, so only a process that splits Chinese loads it."""
    return import_module("rjieba")
