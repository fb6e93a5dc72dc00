"""Why a reader meets a note: what led to it in words, and every term of S in figures."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.utils.translation import gettext as _

from feed import scoring
from feed.experiments import assignment, rankers
from feed.explain import Term
from feed.models import Experiment, Interest
from feed.ranking import personal, pool
from feed.ranking import reader as readers
from feed.ranking.personal import Scored
from feed.ranking.reader import State
from feed.ranking.taste import channel_key
from feed.weights import weight
from notes.channels import Channel
from notes.models import Note, Topic

# Places among the best of all that are worth a word.
_BEST = 100


@dataclass(frozen=True, slots=True)
class Why:
    """What led to a note, and the terms of its score for this reader."""

    reasons: list[str]
    terms: list[Term]


def why(note: Note, *, reader, at: datetime) -> Why:
    """The reasons and terms as they stand now; none while the note has no place in explore."""
    state = readers.load(reader.pk, at=at) if reader.is_authenticated else None
    running = state.experiments if state else ()
    plan = assignment.plan(running, reader.pk or 0, surface=Experiment.Surface.EXPLORE)
    with rankers.weights_of(plan.changes):
        found = _why(note, state, reader, at)
    if plan is not assignment.AS_EVER:
        found.reasons.append(_("An experiment with the ranking runs, and your page takes part."))
    return found


def _why(note: Note, state: State | None, reader, at: datetime) -> Why:
    known = pool.of(pool.ALL, at=at)
    own = pool.facts([note.pk], at=at)
    if not len(own):
        return Why([_("This note has no place in explore.")], [])
    others = known.rows
    if state is not None and state.is_known:
        others = personal.gather(known, state, channel="", at=at)
    # First, so that its terms are the first; among the others, since taste is relative.
    rows = np.concatenate([own, others[others["note"] != note.pk]])
    scored = personal.score(rows, state, reader=reader.pk or 0, at=at)
    return Why(_reasons(note, own[0], known, state, reader, at), _terms(scored))


def _reasons(
    note: Note, row: np.void, known: pool.Pool, state: State | None, reader, at: datetime
) -> list[str]:
    found = []
    if state is not None and state.is_known:
        sources = personal.sources(known, state, at=at)
        named = {name for name, ids in sources.items() if note.pk in ids}
        found += _of_history(note, state, reader, named)
    if row["shown"] < weight("TRIAL_VIEWS"):
        found.append(_("It is new and on trial: every sixth place is for such notes."))
    best = known.rows[np.argsort(-known.rows["quality"], kind="stable")]["note"][:_BEST]
    if note.pk in best:
        found.append(_("Readers found it worth their time: it is among the best of all."))
    if not found and note.channel:
        label = Channel(note.channel).label
        found.append(_("It is one of the better notes in %(channel)s.") % {"channel": label})
    return found


def _of_history(note: Note, state: State, reader, named: set[str]) -> list[str]:
    found = []
    if {"similar", "walk"} & named:
        found.append(_near_what(note, state, reader))
    if "readers" in named:
        found.append(_("Readers who keep what you keep liked it lately."))
    if "topics" in named:
        names = Topic.objects.filter(pk__in=state.followed, topicings__note=note)
        found += [_("You follow #%(topic)s.") % {"topic": name.name} for name in names[:2]]
    found += _said(note, state)
    if "searched" in named:
        found.append(_("It answers something you searched for lately."))
    return found


def _said(note: Note, state: State) -> list[str]:
    """What the reader has said about the note's channel and topics."""
    words = {
        Interest.Wish.MORE.value: _("You want more of %(what)s."),
        Interest.Wish.LESS.value: _("You want less of %(what)s."),
    }
    said = {one.key: words[one.wish] for one in state.said if one.wish in words}
    topics = Topic.objects.filter(pk__in=[key for key in said if key > 0], topicings__note=note)
    found = [said[topic.pk] % {"what": str(topic)} for topic in topics]
    if note.channel and (key := channel_key(note.channel)) in said:
        found.append(said[key] % {"what": Channel(note.channel).label})
    return found


def _near_what(note: Note, state: State, reader) -> str:
    """The act that led here most, named where the reader may still see it."""
    for near, score in (state.near.cosine, state.near.walk):
        likeness = np.where(near == note.pk, score, 0.0).max(axis=1, initial=0.0)
        likeness[state.near.values <= 0] = 0.0
        if len(likeness) and likeness.max() > 0:
            led = int(state.near.notes[int(likeness.argmax())])
            title = Note.objects.visible_to(reader).filter(pk=led).values_list("title", flat=True)
            if named := title.first():
                return _("Others who liked “%(title)s” went on to it.") % {"title": named}
    return _("Others who liked what you liked went on to it.")


def _terms(scored: Scored) -> list[Term]:
    """The terms of the first candidate."""
    row = scored.rows[0]
    q, sigma, z = float(row["quality"]), float(row["sigma"]), float(scored.z[0])
    age = max(float(scored.age_hours[0]), 0.0)
    return [
        Term(
            _("Quality (Q)"),
            f"{q:.3f}",
            _("Saves, shares, comments, reading per time shown, as far as several readers agree."),
        ),
        Term(
            _("Chance (%(share)g·σ·z)") % {"share": weight("EXPLORATION")},
            f"{weight('EXPLORATION') * sigma * z:+.3f}",
            _("The less is known of a note, the more the hour's dice move it."),
        ),
        Term(
            _("Your taste (T)"),
            f"×{scored.taste[0]:.2f}",
            _("How often you liked its topics and channel when you met them."),
        ),
        Term(
            _("Near your last acts (R)"),
            f"×{float(scoring.nearness(scored.related[0])):.2f}",
            _("How close it stands to what you kept, read or hid last."),
        ),
        Term(
            _("Age (D)"),
            f"×{scoring.ageing(age):.3f}",
            _("1 for the first %d hours, then fading.") % weight("FRESH"),
        ),
        Term(
            _("Score for you (S)"),
            f"{float(scored.score[0]):.3f}",
            _("All of it multiplied. Then authors, topics and pictures are mixed."),
        ),
    ]
