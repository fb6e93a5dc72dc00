"""Useful or not: one vote a person, counted on what was voted for."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Reader, User
from core.errors import RuleViolation
from shop.models import Answer, Question, Review, UsefulVote

Subject = Review | Question | Answer
_FIELDS: dict[type[Subject], str] = {Review: "review", Question: "question", Answer: "answer"}


class OwnVoice(RuleViolation):
    code = "own_voice"


@transaction.atomic
def vote(subject: Subject, *, user: User) -> bool:
    """Find it useful; True if that is news.

    :raises OwnVoice: for one's own words
    """
    if subject.author_id == user.pk:
        raise OwnVoice(_("Others say whether your words are useful."))
    _vote, is_new = UsefulVote.objects.get_or_create(user=user, **_of(subject))
    if is_new:
        _count(subject, 1)
    return is_new


@transaction.atomic
def take_back(subject: Subject, *, user: User) -> bool:
    """Take the vote back; True if there was one."""
    gone = UsefulVote.objects.filter(user=user, **_of(subject)).delete()[0]
    if gone:
        _count(subject, -1)
    return bool(gone)


def voted(user: Reader, subjects: Sequence[Subject]) -> set[int]:
    """Which of these, all of one kind, this person found useful."""
    if not subjects or not user.is_authenticated:
        return set()
    field = _FIELDS[type(subjects[0])]
    mine = UsefulVote.objects.filter(user=user, **{f"{field}__in": subjects})
    return set(mine.values_list(field, flat=True))


def _of(subject: Subject) -> dict[str, Any]:
    return {_FIELDS[type(subject)]: subject}


def _count(subject: Subject, by: int) -> None:
    rows = type(subject)._default_manager.filter(pk=subject.pk)
    rows.update(useful_count=F("useful_count") + by)
