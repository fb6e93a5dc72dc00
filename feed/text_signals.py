"""What a text promises before anybody has read it: honest cues, promotion, substance."""

import re
import tomllib
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from types import ModuleType

from feed.weights import weight

LEXICON = Path(__file__).parent / "lexicon" / "cues.toml"
HONEST = ("contrast", "weakness", "not_for_whom", "alternative", "context")
PROMOTION = "promotion"
_ASKS = re.compile(
    r"[?？]|[吗呢么]\s*$|请问|求问|怎么|多少|哪里|是不是|能不能|有没有"
    r"|^(?:how|what|where|which|who|why|when|does|do|is|are|can|could|would|did)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Family:
    chinese: tuple[str, ...]
    pattern: re.Pattern[str] | None


def prior(text: str, told: Collection[str] = ()) -> float:
    """A: authenticity − promotion, each saturating; between −0.20 and +0.12.

    :param told: the cue families that the note's verdict blocks say, in whatever words
    """
    found = cues(text)
    enough = weight("CUES_ENOUGH")
    honest = sum(1 for family in HONEST if found.get(family) or family in told)
    pushed = len(found.get(PROMOTION, ()))
    authentic = weight("PRIOR_AUTHENTIC") * min(honest, enough) / enough
    return authentic - weight("PRIOR_PROMOTION") * min(pushed, enough) / enough


def cues(text: str) -> dict[str, set[str]]:
    """The distinct cues of each family that stand in the text."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    found = {name: _found(family, folded) for name, family in _lexicon().items()}
    chinese = set().union(*(hits for hits, _english in found.values()))
    ends = _word_ends(folded) if chinese else set()
    whole = {phrase for phrase in chinese if _stands_whole(phrase, folded, ends)}
    kept = {name: (hits & whole) | english for name, (hits, english) in found.items()}
    return {name: hits for name, hits in kept.items() if hits}


def substance(text: str, *, is_answer_to_author: bool = False) -> float:
    """c of a comment by its own text; what others make of it is added by `heard`."""
    distinct = len(letters(text))
    if distinct < weight("SUBSTANCE_LEAST"):
        return 0.0
    asks = is_answer_to_author or bool(_ASKS.search(text.strip()))
    tells = any(cues(text).get(family) for family in HONEST)
    return (
        weight("SUBSTANCE_ASKS") * asks
        + weight("SUBSTANCE_CONTEXT") * tells
        + weight("SUBSTANCE_LENGTH") * min(1.0, distinct / weight("SUBSTANCE_FULL"))
    )


def letters(text: str) -> set[str]:
    """The distinct letters and digits; emoji and punctuation are none."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return {char for char in folded if unicodedata.category(char)[0] in "LN"}


def _found(family: Family, text: str) -> tuple[set[str], set[str]]:
    """The Chinese phrases that are somewhere in the text, and what the patterns match."""
    chinese = {phrase for phrase in family.chinese if phrase in text}
    if family.pattern is None:
        return chinese, set()
    return chinese, {match.group() for match in family.pattern.finditer(text)}


def _word_ends(text: str) -> set[int]:
    """Where words begin and end."""
    return {0, *accumulate(len(word) for word in _splitter().cut(text))}


@cache
def _splitter() -> ModuleType:
    """Its dictionary takes 30 MB, so only a process that splits Chinese loads it."""
    return import_module("rjieba")


def _stands_whole(phrase: str, text: str, ends: set[int]) -> bool:
    """Whether the phrase is there, beginning and ending where words do."""
    at = text.find(phrase)
    while at >= 0:
        if at in ends and at + len(phrase) in ends:
            return True
        at = text.find(phrase, at + 1)
    return False


@cache
def _lexicon() -> dict[str, Family]:
    families = tomllib.loads(LEXICON.read_text(encoding="utf-8"))
    return {name: _family(entry) for name, entry in families.items()}


def _family(entry: dict[str, list[str]]) -> Family:
    words = [re.escape(phrase) for phrase in sorted(entry.get("en", ()), key=len, reverse=True)]
    alternatives = [rf"\b(?:{'|'.join(words)})\b"] if words else []
    alternatives += entry.get("patterns", [])
    pattern = re.compile("|".join(f"(?:{a})" for a in alternatives)) if alternatives else None
    return Family(tuple(entry.get("zh", ())), pattern)
