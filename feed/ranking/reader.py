"""All that a page knows of its reader, by one query: history, neighbours, taste, wishes."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from core.prepared import Written
from feed import days
from feed.experiments.assignment import Running
from feed.models import FeedSettings
from feed.ranking import packing
from feed.similar import candidates
from feed.similar.candidates import Neighbourhood
from feed.weights import weight
from notes.channels import Channel

_LENGTH = 50

# Rows of kinds: 1 acts, 2 similar readers, 3 taste, 4 settings, 5 notes of followed topics,
# 6 running experiments, none for who wants nothing remembered. Told once a connection: planning
# thirty days of attention takes longer than looking.
_STATE = Written(
    "reader_state",
    """
    WITH acts AS (
        (SELECT note_id, engaged_at AS at, CASE WHEN engaged < 0 THEN -1.0
             ELSE least(0.4 + 0.2 * engaged, 1.0) END AS value
         FROM feed_contribution WHERE reader_id = %(reader)s AND is_engaged
           AND engaged_at > COALESCE((SELECT acted_at FROM feed_forgotten
               WHERE reader_id = %(reader)s), '-infinity')
         ORDER BY engaged_at DESC LIMIT %(acts)s)
        UNION ALL
        (SELECT note_id, at, 0.5 FROM feed_attention
         WHERE reader_id = %(reader)s AND kind = 'dwell' AND seconds >= %(read)s AND at > %(since)s
           AND day >= %(first)s
         ORDER BY at DESC LIMIT %(acts)s)),
    said AS (SELECT topic_id, channel, wish, forgotten_at FROM feed_interest
        WHERE reader_id = %(reader)s),
    last AS (
        SELECT note_id, max(at) AS at,
               CASE WHEN min(value) < 0 THEN min(value) ELSE max(value) END AS value
        FROM acts WHERE NOT EXISTS (SELECT FROM said WHERE said.forgotten_at >= acts.at
            AND (said.topic_id IN (SELECT t.topic_id FROM notes_notetopic t
                    WHERE t.note_id = acts.note_id)
                OR said.channel = (SELECT n.channel FROM notes_note n WHERE n.id = acts.note_id)))
        GROUP BY note_id ORDER BY 2 DESC LIMIT %(acts)s)
    SELECT 1, ARRAY[l.note_id], l.value::float8, extract(epoch FROM l.at)::float8, s.cosine, s.walk,
           NULL::text
    FROM last l LEFT JOIN feed_similarnotes s ON s.note_id = l.note_id
    UNION ALL
    SELECT 2, ARRAY(SELECT c.note_id FROM feed_contribution c
            WHERE c.reader_id = n.reader AND c.is_engaged AND c.engaged > 0
            ORDER BY c.engaged_at DESC LIMIT %(last)s), n.likeness, 0, NULL, NULL, NULL
    FROM feed_similarreaders r, unnest(r.near, r.likeness) AS n (reader, likeness)
    WHERE r.reader_id = %(reader)s
    UNION ALL
    SELECT 3, NULL, 0, 0, topics, searched, NULL FROM feed_taste WHERE reader_id = %(reader)s
    UNION ALL
    SELECT 4, NULL, 0, 0, NULL, NULL, to_jsonb(w)::text
    FROM feed_feedsettings w WHERE w.reader_id = %(reader)s
    UNION ALL
    SELECT 5, ARRAY(SELECT t.note_id FROM notes_notetopic t WHERE t.topic_id = f.topic_id
            ORDER BY t.note_id DESC LIMIT 30), 0, f.topic_id, NULL, NULL, NULL
    FROM notes_topicfollow f WHERE f.follower_id = %(reader)s
    UNION ALL
    SELECT 6, NULL, 0, e.id, NULL, NULL, jsonb_build_object('id', e.id, 'kind', e.kind,
        'surface', e.surface, 'salt', e.salt, 'share', e.share,
        'changes_a', e.changes_a, 'changes_b', e.changes_b)::text
    FROM feed_experiment e WHERE e.state = 'running' AND COALESCE(e.ends_at > %(at)s, true)
        AND NOT EXISTS (SELECT FROM feed_historypause WHERE reader_id = %(reader)s
            AND since <= %(at)s AND (until IS NULL OR until > %(at)s))
    UNION ALL
    SELECT 7, ARRAY(SELECT t.note_id FROM notes_notetopic t WHERE t.topic_id = said.topic_id
            AND said.wish = 'more' ORDER BY t.note_id DESC LIMIT 30), 0,
        COALESCE(said.topic_id, -array_position(%(channels)s::text[], said.channel::text)),
        NULL, NULL, said.wish
    FROM said WHERE said.wish <> ''
""",
)


@dataclass(frozen=True, slots=True)
class Said:
    """More, less or nothing of a topic, or of a channel (by its key among the topics).

    :param notes: the newest of a topic of which there shall be more
    """

    key: int
    wish: str
    notes: np.ndarray


@dataclass(frozen=True, slots=True)
class State:
    """What a page knows of its reader.

    :param near: the history with what is stored of it
    :param topics: rows of key, liked, met
    :param searched: notes found by the last searches
    :param followed: topics that the reader follows, each with its newest notes
    :param said: what the reader has said about topics and channels
    """

    near: Neighbourhood
    topics: np.ndarray
    searched: np.ndarray
    followed: dict[int, np.ndarray]
    wishes: FeedSettings = field(default_factory=FeedSettings)
    experiments: tuple[Running, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything here can change an order."""
        known = (self.near.notes, self.topics, self.followed, self.searched, self.said)
        return any(len(each) for each in known)


def load(reader: int, *, at: datetime) -> State:
    """The state of this reader (a user's number) at this moment."""
    values: dict[str, Any] = {
        "reader": reader,
        "acts": candidates.ACTS,
        "last": candidates.LAST,
        "read": weight("READ_SECONDS"),
        "since": at - timedelta(days=weight("ATTENTION_DAYS")),
        "first": days.of(at - timedelta(days=weight("ATTENTION_DAYS"))),
        "at": at,
        "channels": Channel.values,
    }
    kinds: dict[int, list[tuple]] = {kind: [] for kind in range(1, 8)}
    for row in _STATE.rows(**values):
        kinds[row[0]].append(row)
    taste = kinds[3][0] if kinds[3] else (3, None, 0, 0, None, None, None)
    said = tuple(Said(int(row[3]), row[6], np.array(row[1], np.int64)) for row in kinds[7])
    return State(
        _near(kinds[1], kinds[2]),
        packing.unpack_topics(taste[4]),
        np.frombuffer(taste[5] or b"", dtype="<i8"),
        {int(row[3]): np.array(row[1], dtype=np.int64) for row in kinds[5]},
        _wishes(kinds[4][0][6] if kinds[4] else "{}", said),
        tuple(Running(**json.loads(row[6])) for row in sorted(kinds[6], key=lambda row: row[3])),
        said,
    )


def _near(acts: list[tuple], neighbours: list[tuple]) -> Neighbourhood:
    acts = sorted(acts, key=lambda row: (-row[3], row[1][0]))
    last = np.full((len(neighbours), candidates.LAST), -1, dtype=np.int64)
    for line, row in enumerate(neighbours):
        last[line, : len(row[1])] = row[1]
    return Neighbourhood(
        np.array([row[1][0] for row in acts], dtype=np.int64),
        np.array([row[2] for row in acts], dtype=float),
        packing.unpack_pairs([row[4] for row in acts], _LENGTH),
        packing.unpack_pairs([row[5] for row in acts], _LENGTH),
        (last, np.array([row[2] for row in neighbours], dtype=float)),
    )


def _wishes(text: str, said: tuple[Said, ...]) -> FeedSettings:
    stored: dict[str, Any] = json.loads(text)
    wishes = FeedSettings(**stored)
    never = [Channel.values[-1 - one.key] for one in said if one.wish == "never" and one.key < 0]
    wishes.hidden_channels = [*wishes.hidden_channels, *never]
    return wishes
