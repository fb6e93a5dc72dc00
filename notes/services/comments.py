"""Comments on two levels: written once however often sent, and taken back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from notes import text as texts
from notes.models import Comment, Note, TallyMark
from notes.services import engagement
from notes.signals import note_engaged

# The same words again within this time are the same comment sent twice.
SAME_WITHIN = timedelta(seconds=10)
MOST_A_MINUTE = 10


class InvalidComment(RuleViolation):
    code = "invalid_comment"
    status = 400


class TooManyComments(RuleViolation):
    code = "too_many_comments"
    status = 429


class NotYours(RuleViolation):
    code = "not_yours"
    status = 403


@transaction.atomic
def add(
    note: Note,
    *,
    author: User,
    text: str,
    at: datetime,
    answers: Comment | None = None,
    token: str = "",
) -> Comment:
    """Write a comment, or answer one. Sent twice, it stands there once.

    :raises InvalidComment: if it is empty, too long, or answers what is not there
    :raises TooManyComments: if the author wrote ten within a minute
    :raises engagement.NotShown: if the note is not open to readers
    """
    engagement.refuse_unshown(note)
    text = _checked(text)
    _check_answered(note, answers)
    # One author's comments come one after another: the two checks below hold under races.
    User.objects.select_for_update(no_key=True).get(pk=author.pk)
    if twin := _twin(note, author, text, answers, token, at):
        return twin
    written = Comment.objects.filter(author=author, at__gt=at - timedelta(minutes=1))
    if written.count() >= MOST_A_MINUTE:
        raise TooManyComments(
            _("That was a lot within a minute. Please wait a little."), field="text"
        )
    comment = Comment.objects.create(
        note=note,
        author=author,
        text=text,
        at=at,
        token=token[:40],
        parent=answers and (answers.parent or answers),
        answers=answers if answers and answers.parent_id else None,
    )
    _tell(comment, author, at, undone=False)
    return comment


@transaction.atomic
def withdraw(comment: Comment, *, by: User, at: datetime) -> bool:
    """Take a comment away: its author's right, and the note's author's. True if it is news.

    :raises NotYours: for anybody else
    """
    if by.pk not in (comment.author_id, comment.note.author_id):
        raise NotYours(_("Only its author and the author of the note can take a comment away."))
    rows = Comment.objects.filter(pk=comment.pk, withdrawn_at=None)
    if not rows.update(withdrawn_at=at):
        return False
    comment.withdrawn_at = at
    _tell(comment, comment.author, at, undone=True)
    return True


def _checked(text: str) -> str:
    try:
        text = texts.cleaned(text)
    except texts.Unwritable:
        raise InvalidComment(
            _("There are control characters in it that cannot be stored. Please type it anew."),
            field="text",
        ) from None
    if not text:
        raise InvalidComment(_("Write something first."), field="text")
    if len(text) > Comment.MOST:
        raise InvalidComment(
            _("The comment has %(length)s characters; %(most)s are possible.")
            % {"length": len(text), "most": Comment.MOST},
            field="text",
        )
    return text


def _check_answered(note: Note, answers: Comment | None) -> None:
    if answers is None:
        return
    if answers.note_id != note.pk or not Comment.objects.shown().filter(pk=answers.pk).exists():
        raise InvalidComment(_("The comment that you answer is gone."), field="answers")


def _twin(
    note: Note, author: User, text: str, answers: Comment | None, token: str, at: datetime
) -> Comment | None:
    mine = Comment.objects.filter(author=author)
    if token and (same := mine.filter(token=token[:40]).first()):
        return same
    recent = mine.filter(note=note, text=text, at__gt=at - SAME_WITHIN, withdrawn_at=None)
    if answers is None:
        return recent.filter(parent=None).first()
    return recent.filter(parent=answers.parent_id or answers.pk).first()


def _tell(comment: Comment, reader: User, at: datetime, *, undone: bool) -> None:
    TallyMark.objects.create(note_id=comment.note_id)
    note_engaged.send(
        sender=Note,
        note=comment.note,
        reader=reader,
        kind="comment",
        at=at,
        undone=undone,
        acted_at=comment.at,
        comment=comment,
    )
