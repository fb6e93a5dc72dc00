"""Following, strictly chronological: pages by keyset, never by score."""

import base64
import binascii
from datetime import UTC, datetime, timedelta

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.utils.translation import get_language

from accounts.models import Follow
from feed import lists
from feed.lists import PAGE, ListPage
from notes import cards
from notes.models import Note

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST = 60


def page(reader, *, after: str = "", at: datetime) -> ListPage:
    """The next notes of those whom the reader follows, newest first.

    :raises BadRequest: for a cursor that is none
    """
    listed = Note.objects.listed_for(reader)
    followed = Follow.objects.filter(follower=reader).values("followed")
    notes = listed.filter(author__in=followed).order_by("-published_at", "-pk")
    first = 0
    if after:
        moment, pk, first = _read(after)
        notes = notes.filter(Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=pk))
    rows = list(notes.values_list("pk", "published_at")[: PAGE + 1])
    shown = rows[:PAGE]
    stamps = cards.stamps_listed_for(reader, [pk for pk, _moment in shown])
    following = ""
    if len(rows) > PAGE:
        last_pk, last_moment = shown[-1]
        following = _write(last_moment, last_pk, first + PAGE)
    public_ids = [stamp.public_id for stamp in stamps]
    return ListPage(
        cards.render(stamps, get_language()),
        first,
        following,
        lists.token_for(reader, public_ids, source="following", at=at, first=first),
        [stamp.public_id for stamp in stamps if stamp.is_liked],
    )


def _write(moment: datetime, pk: int, first: int) -> str:
    place = f"{(moment - _EPOCH) // timedelta(microseconds=1)}.{pk}.{first}"
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _read(text: str) -> tuple[datetime, int, int]:
    try:
        padded = text[:_LONGEST] + "=" * (-len(text[:_LONGEST]) % 4)
        moment, pk, first = map(int, base64.urlsafe_b64decode(padded).decode().split("."))
        if not (0 <= pk < 2**63 and 0 <= first < 2**31):
            raise ValueError(text)
        return _EPOCH + timedelta(microseconds=moment), pk, first
    except (ValueError, OverflowError, binascii.Error) as error:
        raise BadRequest("This cursor is none of ours.") from error
