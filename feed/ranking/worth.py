"""What a comment is worth: its own substance, whether it was heard, whether it is repeated."""

from datetime import datetime, timedelta
from hashlib import blake2b

from feed import scoring, text_signals
from feed.models import CommentWorth, News
from feed.weights import weight
from notes.models import Comment, Note


def written(comment: Comment, *, note: Note) -> None:
    """Value a new comment, and the comment above it which it may have proved heard."""
    if comment.author_id != note.author_id:
        row = CommentWorth(
            comment=comment,
            own=_own(comment, note),
            digest=_digest(comment.text),
            at=comment.at,
        )
        CommentWorth.objects.bulk_create([row], ignore_conflicts=True)
        _tell(row, note, times=1)
        _mute_repeated(row)
    if comment.parent_id:
        _hear(comment.parent_id, note)


def withdrawn(comment: Comment, *, note: Note) -> None:
    """Take back exactly what the comment stands for in the score."""
    row = CommentWorth.objects.select_for_update().filter(comment=comment).first()
    if row is None:
        return
    row.comment = comment
    _tell(row, note, times=-1)
    row.delete()


def value_of(row: CommentWorth) -> float:
    """x of the comment: 2·c."""
    heard = weight("SUBSTANCE_HEARD") if row.is_heard and row.own > 0 else 0.0
    return scoring.event_value("comment", substance=row.own + heard)


def _own(comment: Comment, note: Note) -> float:
    answered = comment.answers or comment.parent
    to_author = answered is not None and answered.author_id == note.author_id
    return text_signals.substance(comment.text, is_answer_to_author=to_author)


def _digest(text: str) -> bytes:
    folded = "".join(text.casefold().split())
    return blake2b(folded.encode(), digest_size=16).digest()


def _mute_repeated(row: CommentWorth) -> None:
    """The same text three times in a day is worth nothing, wherever and whoever wrote it."""
    day = timedelta(days=1)
    same = list(
        CommentWorth.objects.filter(
            digest=row.digest, at__gt=row.at - day, at__lt=row.at + day
        ).select_related("comment__note")
    )
    if len(same) < weight("REPEATED_TEXT"):
        return
    for other in same:
        if other.own > 0:
            _change(other, other.comment.note, own=0.0)


def _hear(parent_id: int, note: Note) -> None:
    """Raise the comment above once the author, or two trusted readers, have replied."""
    row = (
        CommentWorth.objects.select_for_update(of=["self"])
        .filter(comment_id=parent_id, is_heard=False)
        .select_related("comment")
        .first()
    )
    if row is None:
        return
    replies = (
        Comment.objects.shown().filter(parent_id=parent_id).exclude(author_id=row.comment.author_id)
    )
    trusted = (
        replies.filter(author__trust__feed_views__gte=weight("NEWCOMER_VIEWS"))
        .values("author")
        .distinct()
        .count()
    )
    if trusted >= weight("HEARD_BY") or replies.filter(author_id=note.author_id).exists():
        _change(row, note, is_heard=True)


def _change(row: CommentWorth, note: Note, **values: object) -> None:
    before = value_of(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    _news(row, note, engaged=value_of(row) - before, acts=0, at=row.at)


def _tell(row: CommentWorth, note: Note, *, times: int) -> None:
    _news(row, note, engaged=times * value_of(row), acts=times, at=row.at)


def _news(row: CommentWorth, note: Note, *, engaged: float, acts: int, at: datetime) -> None:
    News.objects.create(
        note=note,
        reader_id=row.comment.author_id,
        kind="comment",
        engaged=engaged,
        acts=acts,
        at=at,
    )
