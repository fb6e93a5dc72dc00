"""Chinese as it is typed on a keyboard: whole syllables, and their first letters."""

import re
from functools import cache
from importlib import import_module
from types import ModuleType

from feed.search import words

_PARTS = re.compile(r"[^\W_]+")


def spelled(text: str) -> tuple[str, str]:
    """(koubeikouhong, kbkh) for 口碑口红; nothing for a text without Chinese."""
    folded = words.folded(text)
    if not words.is_han(folded):
        return "", ""
    syllables: list[str] = []
    for part in _library().lazy_pinyin(folded):
        syllables += _PARTS.findall(words.folded(part))
    return "".join(syllables)[:240], "".join(each[0] for each in syllables)[:80]


@cache
def _library() -> ModuleType:
    """Its dictionary is large, so only a process that writes terms loads it."""
    return import_module("pypinyin")
