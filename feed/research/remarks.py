"""Sentences of buyers' notes that help who is about to buy: kept beside the score."""

import re
from collections.abc import Iterable

from django.db.models import Count, Q

from feed import text_signals
from feed.models import Remark
from notes.models import Note, ProductTag

# The cue families that say what a verdict block says.
FAMILIES = {"weakness": "cons", "not_for_whom": "not_for", "alternative": "alternatives"}
SHORTEST, LONGEST = 6, 80
_SENTENCE = re.compile(r"[^。！？!?；;\n.]+")


def keep(notes: Iterable[Note]) -> None:
    """Write the remarks of these notes anew. A repeat leaves the same rows."""
    about_one = _of_buyers(notes)
    Remark.objects.filter(note__in=[note.pk for note in notes]).delete()
    Remark.objects.bulk_create(
        Remark(note=note, block=block, text=text)
        for note in notes
        if note.pk in about_one
        for block, text in found(note.body).items()
    )


def found(body: str) -> dict[str, str]:
    """The first fit sentence of every block; sentences that also promote are left out."""
    remarks: dict[str, str] = {}
    for sentence in _SENTENCE.findall(body):
        text = sentence.strip()
        if not SHORTEST <= len(text) <= LONGEST:
            continue
        cues = text_signals.cues(text)
        if cues.get(text_signals.PROMOTION):
            continue
        for family, block in FAMILIES.items():
            if cues.get(family):
                remarks.setdefault(block, text)
    return remarks


def _of_buyers(notes: Iterable[Note]) -> set[int]:
    """Of these, the notes that tag one product alone, and say that it was bought.

    With several products nobody knows which of them a sentence means.
    """
    tagged = ProductTag.objects.filter(note__in=[note.pk for note in notes]).values("note")
    bought = Count("pk", filter=Q(relation=ProductTag.Relation.BOUGHT))
    counted = tagged.annotate(all=Count("pk"), bought=bought).filter(all=1, bought=1)
    return set(counted.values_list("note", flat=True))
