"""What readers did with what each arm showed them: a day's sums, counted anew as often as needed.

Counted are impressions, openings and reading in explore, and saves, shares, likes and hides of
notes that explore had shown. Of an interleaved list, each note counts for the team that picked it
into the list that the reader met it in last.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from feed.models import Experiment, Outcome
from feed.weights import weight

_ARM_OF_DAY = """
    JOIN LATERAL (SELECT x.arm FROM feed_exposure x
        WHERE x.experiment_id = %(experiment)s AND x.day = %(day)s AND x.reader_id = e.reader_id
          AND x.session = '' AND x.at <= e.at LIMIT 1) x ON true
"""
_TEAM_OF_NOTE = """
    JOIN LATERAL (SELECT CASE WHEN e.note_id = ANY(x.notes_a) THEN 'a' ELSE 'b' END AS arm
        FROM feed_exposure x
        WHERE x.experiment_id = %(experiment)s AND x.day BETWEEN %(day)s::date - 1 AND %(day)s
          AND x.reader_id = e.reader_id AND x.session <> '' AND x.at <= e.at
          AND (e.note_id = ANY(x.notes_a) OR e.note_id = ANY(x.notes_b))
        ORDER BY x.at DESC LIMIT 1) x ON true
"""
_ARMS_SHOWN: dict[str, str] = {
    Experiment.Kind.SPLIT: "SELECT DISTINCT reader_id, arm FROM shown",
    Experiment.Kind.INTERLEAVE: """
        SELECT DISTINCT reader_id, a.arm FROM shown CROSS JOIN (VALUES ('a'), ('b')) a (arm)
    """,
}
_ACTS = {"save": "notes_save", "share": "notes_share", "like": "notes_like", "hide": "notes_hide"}
# An act on a note that explore has shown this reader since the experiment began, but for acts
# while the reader's history is paused.
_ACT = """
    UNION ALL
    SELECT t.user_id, t.note_id, '{kind}', 0, t.at
    FROM {table} t JOIN (SELECT DISTINCT reader_id FROM shown) r ON r.reader_id = t.user_id
    WHERE t.at >= %(begin)s AND t.at < %(end)s AND EXISTS (
        SELECT FROM feed_attention a WHERE a.note_id = t.note_id AND a.reader_id = t.user_id
          AND a.kind = 'impression' AND a.source = 'explore'
          AND a.at >= %(since)s AND a.at <= t.at)
      AND NOT EXISTS (SELECT FROM feed_historypause p WHERE p.reader_id = t.user_id
          AND p.since <= t.at AND (p.until IS NULL OR t.at < p.until))
"""
_INSERT = """
    WITH shown AS (SELECT reader_id, arm FROM feed_exposure
        WHERE experiment_id = %(experiment)s AND day = %(day)s),
    events (reader_id, note_id, kind, seconds, at) AS (
        SELECT a.reader_id, a.note_id, a.kind::text, a.seconds, a.at
        FROM feed_attention a
        JOIN (SELECT DISTINCT reader_id FROM shown) r ON r.reader_id = a.reader_id
        WHERE a.source = 'explore' AND a.kind IN ('impression', 'open', 'dwell')
          AND a.at >= %(begin)s AND a.at < %(end)s
        {acts}),
    big AS (SELECT followed_id FROM accounts_follow GROUP BY 1 HAVING count(*) >= %(few)s),
    sums AS (
        SELECT e.reader_id, x.arm,
            count(*) FILTER (WHERE e.kind = 'impression') AS impressions,
            count(*) FILTER (WHERE e.kind = 'impression' AND b.followed_id IS NULL) AS small,
            count(*) FILTER (WHERE e.kind = 'open') AS opens,
            count(*) FILTER (WHERE e.kind = 'dwell' AND e.seconds >= %(read)s) AS reads,
            COALESCE(sum(e.seconds) FILTER (WHERE e.kind = 'dwell'), 0) AS seconds,
            count(*) FILTER (WHERE e.kind = 'save') AS saves,
            count(*) FILTER (WHERE e.kind = 'share') AS shares,
            count(*) FILTER (WHERE e.kind = 'like') AS likes,
            count(*) FILTER (WHERE e.kind = 'hide') AS hides
        FROM events e
        {arm}
        JOIN notes_note n ON n.id = e.note_id
        LEFT JOIN big b ON b.followed_id = n.author_id
        GROUP BY 1, 2)
    INSERT INTO feed_outcome (experiment_id, day, reader_id, arm, impressions, small, opens,
        reads, seconds, saves, shares, likes, hides)
    SELECT %(experiment)s, %(day)s, w.reader_id, w.arm, COALESCE(s.impressions, 0),
        COALESCE(s.small, 0), COALESCE(s.opens, 0), COALESCE(s.reads, 0),
        COALESCE(s.seconds, 0), COALESCE(s.saves, 0), COALESCE(s.shares, 0),
        COALESCE(s.likes, 0), COALESCE(s.hides, 0)
    FROM ({shown}) w LEFT JOIN sums s ON s.reader_id = w.reader_id AND s.arm = w.arm
"""


def measure(experiment: Experiment, *, at: datetime) -> int:
    """Count the days of this experiment that may have changed; how many. A repeat changes nothing.

    Attention arrives late by minutes, so the day before is counted again.
    """
    if experiment.started_at is None:
        return 0
    until = min(experiment.stopped_at or at, at)
    first = _day(experiment.started_at)
    if experiment.measured_at:
        first = max(first, _day(experiment.measured_at) - timedelta(days=1))
    days = (_day(until) - first).days + 1
    for number in range(max(days, 0)):
        _measure_day(experiment, first + timedelta(days=number), until)
    return max(days, 0)


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


@transaction.atomic
def _measure_day(experiment: Experiment, day: date, until: datetime) -> None:
    begin = datetime.combine(day, time(), tzinfo=UTC)
    acts = "".join(_ACT.format(kind=kind, table=table) for kind, table in _ACTS.items())
    is_split = experiment.kind == Experiment.Kind.SPLIT
    parts = {"acts": acts, "arm": _ARM_OF_DAY if is_split else _TEAM_OF_NOTE}
    values: dict[str, Any] = {
        "experiment": experiment.pk,
        "day": day,
        "since": experiment.started_at,
        "begin": max(begin, experiment.started_at or begin),
        "end": min(begin + timedelta(days=1), until),
        "few": weight("FEW_FOLLOWERS"),
        "read": weight("READ_SECONDS"),
    }
    # One at a time counts a day anew.
    Experiment.objects.select_for_update().get(pk=experiment.pk)
    Outcome.objects.filter(experiment=experiment, day=day).delete()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(shown=_ARMS_SHOWN[experiment.kind], **parts), values)


def forget_old(*, at: datetime) -> int:
    """Delete outcomes of readers long after their experiment; its figures stay."""
    before = at - timedelta(days=weight("EXPOSURE_DAYS"))
    return Outcome.objects.filter(experiment__stopped_at__lt=before).delete()[0]
