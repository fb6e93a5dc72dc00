"""Who was shown what: noted in Valkey when a list is built, stored in batches by the worker.

Losing Valkey loses the last seconds of it, for both arms alike. While it is gone, the row is
written at once.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from core import valkey
from feed.models import AttentionCursor
from feed.weights import weight

if TYPE_CHECKING:
    from feed.fresh import Fresh

KEY = "feed:exposures"
BATCH = 500
# The oldest go first when no worker comes.
_LONGEST = 100_000
_SLICE = 20_000
_INSERT = """
    INSERT INTO feed_exposure (experiment_id, reader_id, arm, day, session, notes_a, notes_b, at)
    SELECT r.experiment, r.reader, r.arm, r.day, r.session, r.notes_a, r.notes_b, r.at
    FROM jsonb_to_recordset(%s) AS r (experiment bigint, reader bigint, arm text, day date,
        session text, notes_a bigint[], notes_b bigint[], at timestamptz)
    JOIN feed_experiment e ON e.id = r.experiment
    JOIN accounts_user u ON u.id = r.reader
    WHERE NOT EXISTS (SELECT FROM feed_historypause p WHERE p.reader_id = r.reader
            AND (p.until IS NULL OR p.until > r.at))
        AND NOT EXISTS (SELECT FROM feed_forgotten f WHERE f.reader_id = r.reader
            AND f.looked_at >= r.at)
    ORDER BY r.at
    ON CONFLICT DO NOTHING
"""
_DELETE = """
    DELETE FROM feed_exposure WHERE ctid IN (
        SELECT ctid FROM feed_exposure WHERE at < %s LIMIT %s)
"""


def log(made: "Fresh", *, reader: int | None, session: str, at: datetime) -> None:
    """Note by which experiments this list was made; nothing for who is in none."""
    rows = _rows(made, reader, session, at)
    if not rows:
        return
    body = json.dumps(rows)
    noted = valkey.attempt(
        lambda v: v.xadd(KEY, {"b": body}, maxlen=_LONGEST, approximate=True), otherwise=None
    )
    if noted is None:
        store(rows)


def _rows(made: "Fresh", reader: int | None, session: str, at: datetime) -> list[dict[str, Any]]:
    plan = made.plan
    known = {"reader": reader, "day": day_of(at).isoformat(), "at": at.isoformat()}
    empty: dict[str, Any] = {"session": "", "notes_a": [], "notes_b": []}
    rows = [{**known, **empty, "experiment": one, "arm": arm} for one, arm in plan.arms]
    if plan.duel and made.ids:
        teams: tuple[list[int], list[int]] = ([], [])
        for note, team in zip(made.ids, made.teams, strict=True):
            teams[team].append(note)
        picked = {"session": session, "notes_a": teams[0], "notes_b": teams[1]}
        rows.append({**known, **picked, "experiment": plan.duel.id, "arm": ""})
    return rows


def day_of(at: datetime) -> Any:
    """The day of an exposure: everywhere the same, whoever reads."""
    return at.astimezone(UTC).date()


def store(rows: Sequence[dict[str, Any]]) -> int:
    """Write these rows; those that are there already stay as they are."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [json.dumps(list(rows))])
        return cursor.rowcount


def fold(*, limit: int = BATCH) -> int:
    """Store one batch of what was noted; how many notes it held.

    The place in the stream moves in the same transaction, so that a retry after a kill finds it
    where the rows are.
    """
    AttentionCursor.objects.get_or_create(stream=KEY)
    with transaction.atomic():
        place = (
            AttentionCursor.objects.select_for_update(skip_locked=True).filter(stream=KEY).first()
        )
        found = _read(place.last_id, limit) if place else []
        if place is None or not found:
            return 0
        store([row for _id, rows in found for row in rows])
        place.last_id = found[-1][0]
        place.save(update_fields=["last_id"])
    last = place.last_id
    valkey.attempt(lambda v: v.xtrim(KEY, minid=last, approximate=False), otherwise=None)
    return len(found)


def _read(after: str, count: int) -> list[tuple[str, list[dict[str, Any]]]]:
    found: Any = valkey.attempt(
        lambda v: v.xrange(KEY, min=f"({after}", count=count), otherwise=None
    )
    return [(row_id.decode(), json.loads(fields[b"b"])) for row_id, fields in found or []]


def forget_old(*, at: datetime, slices: int = 100) -> int:
    """Delete exposures past their time, in slices; what they added up to stays with experiments."""
    before = at - timedelta(days=weight("EXPOSURE_DAYS"))
    gone = 0
    with connection.cursor() as cursor:
        for _slice in range(slices):
            cursor.execute(_DELETE, [before, _SLICE])
            gone += cursor.rowcount
            if cursor.rowcount < _SLICE:
                break
    return gone
