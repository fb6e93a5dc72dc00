"""What a comment is worth: its own substance, whether it was heard, whether it is repeated."""

from datetime import datetime, timedelta
from hashlib import blake2b

from django.db import connection

from feed import scoring, text_signals
from feed.models import CommentWorth, News
from feed.weights import weight
from notes.models import Comment, Note

_MUTE = """
    UPDATE feed_commentworth w SET own = 0 WHERE w.own > 0 AND %s <= (
        SELECT count(*) FROM feed_commentworth o WHERE o.digest = w.digest
        AND o.at > w.at - interval '1 day' AND o.at < w.at + interval '1 day')
"""
_HEAR = """
    UPDATE feed_commentworth w SET is_heard = true
    FROM notes_comment c JOIN notes_note n ON n.id = c.note_id
    WHERE c.id = w.comment_id AND NOT w.is_heard AND (
        EXISTS (SELECT 1 FROM notes_comment r WHERE r.parent_id = c.id
            AND r.author_id = n.author_id AND r.withdrawn_at IS NULL AND r.hidden_at IS NULL)
        OR %s <= (SELECT count(DISTINCT r.author_id) FROM notes_comment r
            JOIN feed_readertrust t ON t.reader_id = r.author_id AND t.feed_views >= %s
            WHERE r.parent_id = c.id AND r.author_id <> c.author_id
            AND r.withdrawn_at IS NULL AND r.hidden_at IS NULL))
"""


def written(comment: Comment, *, note: Note) -> None:
    """Value a new comment, and the comment above it which it may have proved heard."""
    if comment.author_id != note.author_id:
        row = own_row(comment, note)
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


def own_row(comment: Comment, note: Note) -> CommentWorth:
    """What the comment is worth by itself, not stored yet."""
    return CommentWorth(
        comment=comment, own=_own(comment, note), digest=_digest(comment.text), at=comment.at
    )


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


def mute_all_repeated() -> None:
    """The rule of repeated texts over all comments at once, without news."""
    with connection.cursor() as cursor:
        cursor.execute(_MUTE, [int(weight("REPEATED_TEXT"))])


def hear_all() -> None:
    """The rule of heard comments over all of them at once, without news."""
    values = [int(weight("HEARD_BY")), int(weight("NEWCOMER_VIEWS"))]
    with connection.cursor() as cursor:
        cursor.execute(_HEAR, values)


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
