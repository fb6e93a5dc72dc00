"""S for one reader: candidates of all sources, and every term of their scores."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from feed import scoring
from feed.ranking import pool
from feed.ranking.pool import Pool
from feed.ranking.reader import State
from feed.similar import candidates, mix
from feed.weights import weight


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidates with S and its terms."""

    rows: np.ndarray
    score: np.ndarray
    z: np.ndarray
    taste: np.ndarray
    related: np.ndarray
    age_hours: np.ndarray


def gather(known: Pool, state: State, *, channel: str, at: datetime) -> np.ndarray:
    """The candidates of this reader: what all sources name, fused by their ranks."""
    lists = sources(known, state, at=at)
    found, _total = mix.fuse(list(lists.values()))
    found = found[: int(weight("CANDIDATES"))]
    rows = known.rows[np.isin(known.rows["note"], found)]
    missing = np.setdiff1d(found, rows["note"])
    if len(missing):
        more = pool.facts(missing.tolist(), at=at)
        if channel:
            more = more[more["channel"] == pool.CHANNELS.index(channel)]
        rows = np.concatenate([rows, more])
    return rows


def sources(known: Pool, state: State, *, at: datetime) -> dict[str, np.ndarray]:
    """The candidates of each source, best first."""
    rows = known.rows
    late = np.maximum((at.timestamp() - rows["published"]) / scoring.HOUR - weight("FRESH"), 0.0)
    best = np.argsort(-rows["quality"] * np.exp(-late / weight("AGEING")), kind="stable")
    fresh = rows[rows["shown"] < weight("TRIAL_VIEWS")]
    newest = fresh[np.argsort(-fresh["published"], kind="stable")]["note"]
    found = candidates.sources(state.near)
    found["searched"] = state.searched[: int(weight("SEARCHED"))]
    asked = [*state.followed.values(), *(one.notes for one in state.said)]
    if asked:
        followed = np.concatenate(asked)
        # Newest first: numbers of notes rise with time.
        found["topics"] = np.unique(followed)[::-1][: int(weight("OF_TOPICS"))]
    found["fresh"] = newest[: int(weight("UNPROVEN"))]
    found["best"] = rows["note"][best]
    return found


def score(rows: np.ndarray, state: State | None, *, reader: int, at: datetime) -> Scored:
    """S of these candidates for this reader (0: for all visitors) at this moment."""
    now = at.timestamp()
    z = scoring.exploration(reader, int(now // scoring.HOUR), rows["note"])
    age = (now - rows["published"]) / scoring.HOUR
    liking, related = np.ones(len(rows)), np.zeros(len(rows))
    if state is not None and state.is_known:
        liking = _taste(rows, state) * _said(rows, state)
        related = candidates.related(state.near, rows["note"])
    s = scoring.page_score(rows["quality"], rows["sigma"], z, age, taste=liking, related=related)
    return Scored(rows, s, z, liking, related, age)


def _taste(rows: np.ndarray, state: State) -> np.ndarray:
    """T: how much more of a note's topics and channel the reader liked than of others."""
    if not len(state.topics):
        return np.ones(len(rows))
    keys = _keys(rows)
    place = np.searchsorted(state.topics["key"], keys)
    place[place == len(state.topics)] = 0
    is_met = state.topics["key"][place] == keys
    rate = (state.topics["liked"][place] + 1.0) / (state.topics["met"][place] + 4.0)
    # What the reader has never met says nothing, unless it is all that a note is about.
    count = is_met.sum(axis=1)
    known = np.where(is_met, rate, 0.0).sum(axis=1) / np.maximum(count, 1)
    return scoring.tastes(np.where(count > 0, known, 0.25))


def _said(rows: np.ndarray, state: State) -> np.ndarray:
    """What the reader has said about a note's topics and channel, whatever taste says."""
    factors = np.ones(len(rows))
    for one in state.said:
        if one.wish in ("more", "less"):
            met = (_keys(rows) == one.key).any(axis=1)
            factors[met] *= weight(f"WISH_{one.wish.upper()}")
    return factors


def _keys(rows: np.ndarray) -> np.ndarray:
    """The keys of each note: its channel's, and those of up to three topics."""
    channels = -1 - rows["channel"].astype(np.int64)[:, None]
    return np.concatenate([channels, rows["topics"].astype(np.int64)], axis=1)
