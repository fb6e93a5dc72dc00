"""What the people of a trial do with notes, as rows of the site and as news of the feed.

The rows and news of `notes.services.engagement` with `feed.receivers`, many at once: a test holds
both to the same rows. Nobody here is an author or answers anybody, and no text comes twice.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from accounts.models import User
from feed import scoring
from feed.models import CommentWorth, News
from feed.ranking import worth
from notes.models import Comment, Note
from notes.services import engagement

# Each with something of its own to say, so that it is no text told again and again.
_ASKED = "How does number {note} do after weeks of daily use, asks reader {person}?"


def tell(met: np.ndarray, people: Sequence[User], notes: Sequence[Note], *, at: datetime) -> None:
    """Write likes, saves, shares, hides and comments, each once a person and note."""
    for kind, model in engagement.KINDS.items():
        rows = [(notes[row["note"]], people[row["person"]]) for row in met[met[kind]]]
        made: list[Any] = [model(note=note, user=person, at=at) for note, person in rows]
        model._default_manager.bulk_create(made, ignore_conflicts=True)
        x = scoring.event_value(kind)
        News.objects.bulk_create(
            News(note=note, reader=person, kind=kind, engaged=x, acts=1, at=at)
            for note, person in rows
        )
    _comment([(notes[row["note"]], people[row["person"]]) for row in met[met["comment"]]], at)


def _comment(said: Sequence[tuple[Note, User]], at: datetime) -> None:
    rows = Comment.objects.bulk_create(
        Comment(
            note=note,
            author=person,
            text=_ASKED.format(note=note.pk, person=person.pk),
            at=at,
        )
        for note, person in said
    )
    worths = [worth.own_row(row, row.note) for row in rows]
    CommentWorth.objects.bulk_create(worths)
    News.objects.bulk_create(
        News(
            note=row.comment.note,
            reader=row.comment.author,
            kind="comment",
            engaged=worth.value_of(row),
            acts=1,
            at=at,
        )
        for row in worths
    )
