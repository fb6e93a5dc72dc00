"""The piece of a text in which the searched words stand, with the words marked; safe HTML."""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from feed.search import words

# Characters around the first words that stand there; a Latin letter takes half the room.
BEFORE, WIDE = 10, 44


def snippet(text: str, query: Sequence[str], *, wide: int = WIDE) -> SafeString:
    """The piece around the most words; empty where none stands in the text."""
    flat = " ".join(text.split())
    spans = places(flat, query)
    if not spans:
        return SafeString("")
    first = _best(spans, wide)
    start = _back(flat, first, BEFORE)
    end = _forth(flat, start, wide)
    inner = marked(flat[start:end], query)
    return SafeString(f"{'…' if start else ''}{inner}{'…' if end < len(flat) else ''}")


def marked(text: str, query: Sequence[str]) -> SafeString:
    """The whole text, escaped, with <mark> around the words of the query."""
    pieces, end = [], 0
    for start, stop in places(text, query):
        pieces += [escape(text[end:start]), f"<mark>{escape(text[start:stop])}</mark>"]
        end = stop
    return SafeString("".join([*pieces, escape(text[end:])]))


def places(text: str, query: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand, in order and without overlap."""
    folded, origin = _folded(text)
    spans = []
    for word in query:
        for match in _pattern(word).finditer(folded):
            spans.append((origin[match.start()], origin[match.end() - 1] + 1))
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    if words.is_han(word):
        return re.compile(re.escape(word))
    return re.compile(rf"(?<![a-z0-9]){_stem(word)}(?:e?s)?(?![a-z0-9])")


def _stem(word: str) -> str:
    """What a word and its plural share, as words.singular sees it."""
    if word.endswith("y") and len(word) > 3:
        return f"{word[:-1]}(?:y|ie)"
    return re.sub("fe?$", "(?:fe?|ve)", re.escape(word))


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place of the one that it comes from."""
    if text.isascii():
        return text.lower(), range(len(text))
    table = {ord(char): _folded_character(char) for char in set(text)}
    folded = text.translate(table)
    if all(len(part) == 1 for part in table.values()):
        return folded, range(len(text))
    origin = [place for place, char in enumerate(text) for _part in table[ord(char)]]
    return folded, origin


@lru_cache(maxsize=8192)
def _folded_character(char: str) -> str:
    return words.folded(char)


def _best(spans: list[tuple[int, int]], wide: int) -> int:
    """The start of the window that holds the most of them."""
    held = [sum(start <= other[0] < start + wide for other in spans) for start, _stop in spans]
    return spans[held.index(max(held))][0]


def _back(text: str, place: int, room: float) -> int:
    while place > 0 and room > 0:
        place -= 1
        room -= _width(text[place])
    # Not in the middle of a Latin word.
    while place > 0 and text[place - 1].isascii() and text[place - 1].isalnum():
        place -= 1
    return place


def _forth(text: str, place: int, room: float) -> int:
    latin = text[place : place + int(2 * room)]
    if latin.isascii():
        return place + len(latin)
    while place < len(text) and room > 0:
        room -= _width(text[place])
        place += 1
    return place


def _width(char: str) -> float:
    return 0.5 if char.isascii() else 1.0
