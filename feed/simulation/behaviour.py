"""What people do with a note that they meet, out of its hidden quality. Pure, and seeded.

Every dice are thrown before the trial: whichever ranker shows a note to a reader, the reader does
the same with it; and at the same visit every ranker's reader looks at the same places.
"""

import numpy as np

from feed.simulation.world import World

EXPLORE, FOLLOWING = 0, 1
PLACES = 30
# One meeting of a person and a note; `page` is one visit of the feed.
MET = np.dtype(
    [
        ("person", "<i4"),
        ("note", "<i4"),
        ("source", "i1"),
        ("place", "<i2"),
        ("page", "<i4"),
        ("click", "?"),
        ("seconds", "<f8"),
        ("like", "?"),
        ("save", "?"),
        ("share", "?"),
        ("comment", "?"),
        ("hide", "?"),
    ]
)
ACTS = ("like", "save", "share", "comment", "hide")


def examined(places: np.ndarray) -> np.ndarray:
    """The chance that a reader gets to look at these places (0 is the first)."""
    return 1.0 / (1.0 + 0.05 * places)


class Behaviour:
    """How the readers of a world behave.

    :ivar utility: readers × notes: what showing the note is worth, before anybody has clicked
    """

    def __init__(self, world: World) -> None:
        notes, shape = world.notes, (world.size.readers, len(world.notes.author))
        chance = np.random.default_rng([world.seed, 2])
        match = world.match[:, notes.topic]
        logit = -3.4 + 3.0 * notes.attraction + 2.4 * match
        click = 1.0 / (1.0 + np.exp(-logit))
        g = notes.quality * (0.3 + 0.7 * match)
        hide = 0.08 * (1.0 - notes.quality) ** 3 + 0.10 * notes.is_bait
        odds = {
            "like": 0.05 + 0.2 * g + 0.08 * notes.attraction,
            "save": 0.45 * g**1.5,
            "share": 0.15 * g**1.5,
            "comment": 0.02 + 0.10 * g,
            "hide": np.broadcast_to(hide, shape),
        }
        self.utility = click * g
        self._clicks = chance.random(shape) < click
        self._acts = {act: chance.random(shape) < odds[act] for act in ACTS}
        self._seconds = np.exp(np.log(3.0 + 45.0 * g) + 0.5 * chance.standard_normal(shape))
        # Of each visit and place: what was not looked at now may be looked at another time.
        self._looks = chance.random((len(world.sessions[0]), PLACES)) < examined(np.arange(PLACES))

    def visit(self, reader: int, shown: np.ndarray, page: int, *, number: int) -> np.ndarray:
        """What the reader does with a list of notes; only what was looked at.

        :param number: of the visit, in the order of the world's sessions
        """
        places = np.arange(len(shown))
        looked = self._looks[number, : len(shown)]
        met = self.meet(np.full(looked.sum(), reader), shown[looked])
        met["source"], met["place"], met["page"] = EXPLORE, places[looked], page
        return met

    def meet(self, person: np.ndarray, note: np.ndarray) -> np.ndarray:
        """What readers do with notes that they meet off the feed."""
        met = np.zeros(len(person), dtype=MET)
        met["person"], met["note"], met["source"], met["page"] = person, note, FOLLOWING, -1
        met["click"] = clicks = self._clicks[person, note]
        met["seconds"] = np.where(clicks, self._seconds[person, note], 0.0)
        for act in ACTS:
            met[act] = clicks & self._acts[act][person, note]
        return met


def push(person: np.ndarray, note: np.ndarray, *, page: int) -> np.ndarray:
    """What a ring does: all that could raise a note, on pages of the feed of their own."""
    met = _gang(person, note, page)
    met["click"] = True
    met["seconds"] = 60.0
    for act in ("like", "save", "share", "comment"):
        met[act] = True
    return met


def attack(person: np.ndarray, note: np.ndarray, *, page: int) -> np.ndarray:
    """What a brigade does: look, and hide."""
    met = _gang(person, note, page)
    met["hide"] = True
    return met


def _gang(person: np.ndarray, note: np.ndarray, page: int) -> np.ndarray:
    met = np.zeros(len(person), dtype=MET)
    met["person"], met["note"], met["source"] = person, note, EXPLORE
    met["page"] = page + np.arange(len(person))
    return met
