"""A note as one reader opens it: whether they may, and what they did with it, in one query."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Follow, User
from core.prepared import Found, Prepared
from notes.models import Like, Note, Save


def look_up(public_id: str, *, reader: User) -> Found:
    """The note with its author, its counts and the reader's own marks; nothing if not for them."""
    if reader.is_authenticated:
        return _FOR_READER.found(reader=reader.pk, public_id=public_id)
    return _FOR_ALL.found(public_id=public_id)


def find(public_id: str, *, reader: User) -> Note | None:
    """The note alone, if this signed-in reader may open it."""
    found = _ALONE.objects(reader=reader.pk, public_id=public_id)
    return found[0] if found else None


def _alone(reader: int, public_id: str) -> QuerySet[Note]:
    return Note.objects.visible_to(User(pk=reader)).filter(public_id=public_id)


def _for_reader(reader: int, public_id: str) -> QuerySet[Note]:
    person = User(pk=reader)
    mine = {"user": person, "note": OuterRef("pk")}
    follows = Follow.objects.filter(follower=person, followed=OuterRef("author_id"))
    return _open_to(person, public_id).annotate(
        is_liked=Exists(Like.objects.filter(**mine)),
        is_saved=Exists(Save.objects.filter(**mine)),
        is_followed=Exists(follows),
    )


def _open_to(reader: User | None, public_id: str) -> QuerySet[Note]:
    notes = Note.objects.visible_to(reader).filter(public_id=public_id)
    return notes.select_related("author__avatar__picture", "tally").defer(*_UNSHOWN)


# What no page shows, and what changes without changing a page.
_UNSHOWN = ("author__password", "author__last_login", "author__email", "tally__counted_at")

_FOR_READER = Prepared(_for_reader, "reader", "public_id", texts=["public_id"])
_FOR_ALL = Prepared(lambda public_id: _open_to(None, public_id), "public_id", texts=["public_id"])
_ALONE = Prepared(_alone, "reader", "public_id", texts=["public_id"])
