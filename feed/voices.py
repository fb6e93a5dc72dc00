"""Who has given a note what: the sums of its readers, and how far they are believed.

Pure arithmetic, as feed/scoring.py is. Formulas: docs/ranking.md.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from feed.weights import weight


@dataclass(frozen=True, slots=True)
class Part:
    """What one reader has given one note, as of one moment.

    :param value: Σ g·x of attention
    :param impressions: Σ g of impressions
    :param engaged: Σ x of engagements; `reach` is the g of the best way the reader met the note
    :param acted: what is left of the last act, 1 at its moment; 0 where there was none
    :param weight: w of the reader, before the newcomers' cap
    """

    value: float = 0.0
    impressions: float = 0.0
    engaged: float = 0.0
    reach: float = 0.0
    weight: float = 0.0
    is_newcomer: bool = False
    acted: float = 0.0

    def faded(self, left: float) -> "Part":
        return replace(
            self,
            value=self.value * left,
            impressions=self.impressions * left,
            engaged=self.engaged * left,
            acted=self.acted * left,
        )

    @property
    def earned(self) -> float:
        """What the reader says of the note: no more than a voice may say at one meeting.

        A meeting is an impression, or the last act where that came later: both fade as what they
        led to, so that the bound does too.
        """
        said = self.value + self.reach * self.engaged
        most = weight("VOICE_MOST") * max(self.impressions, self.reach * self.acted)
        return min(said, most) if most > 0.0 else said


@dataclass(frozen=True, slots=True)
class Side:
    """What some readers of a note have given it together.

    :param praise: Σ w·earned of the readers to whom the note was worth something; `blame` is the
        same of those to whom it was worth less than nothing, as a positive number
    :param voices: Σ w·reach of the former, `against` of the latter: these do not decay
    :param weight: Σ w of all of them
    """

    praise: float = 0.0
    blame: float = 0.0
    impressions: float = 0.0
    voices: float = 0.0
    against: float = 0.0
    weight: float = 0.0

    @property
    def value(self) -> float:
        return self.praise - self.blame

    def plus(self, other: "Side", times: float = 1.0) -> "Side":
        return Side(
            self.praise + times * other.praise,
            self.blame + times * other.blame,
            self.impressions + times * other.impressions,
            self.voices + times * other.voices,
            self.against + times * other.against,
            self.weight + times * other.weight,
        )

    def faded(self, left: float) -> "Side":
        return replace(
            self,
            praise=self.praise * left,
            blame=self.blame * left,
            impressions=self.impressions * left,
        )


@dataclass(frozen=True, slots=True)
class Sums:
    """A note's sums, kept apart by whether the readers are newcomers."""

    trusted: Side = Side()
    newcomers: Side = Side()

    def total(self) -> Side:
        """Both, with the newcomers' parts scaled alike to their cap."""
        return self.trusted.plus(self.newcomers, newcomer_scale(self.newcomers.weight))

    def faded(self, left: float) -> "Sums":
        return Sums(self.trusted.faded(left), self.newcomers.faded(left))


def believed(side: Side) -> float:
    """V as far as independent voices vouch for it: one alone moves a note little."""
    praise = vouched(side.praise, side.voices, half=weight("PRAISE_HALF"))
    return praise - vouched(side.blame, side.against, half=weight("BLAME_HALF"))


def vouched(value: float, voices: float, *, half: float) -> float:
    """What so many voices make believable: one that says much is still one."""
    heard = max(voices, 0.0)
    said = min(max(value, 0.0), weight("VOICE_MOST") * heard)
    return said * heard / (heard + half) if heard else 0.0


def newcomer_scale(total_weight: float) -> float:
    """All newcomers of a note together weigh at most the cap."""
    cap = weight("NEWCOMER_CAP")
    return cap / total_weight if total_weight > cap else 1.0


def given(part: Part) -> Side:
    """What one reader adds to the sums of a note."""
    earned = part.weight * part.earned
    voice = part.weight * part.reach
    return Side(
        praise=max(earned, 0.0),
        blame=max(-earned, 0.0),
        impressions=part.weight * part.impressions,
        voices=voice if earned > 0.0 else 0.0,
        against=voice if earned < 0.0 else 0.0,
        weight=part.weight,
    )


def add(parts: Iterable[Part]) -> Sums:
    """The sums of a note out of what each reader gave it."""
    sides: dict[bool, list[Side]] = {False: [], True: []}
    for part in parts:
        sides[part.is_newcomer].append(given(part))
    return Sums(_together(sides[False]), _together(sides[True]))


def _together(sides: Sequence[Side]) -> Side:
    names = Side.__dataclass_fields__
    return Side(**{name: math.fsum(getattr(side, name) for side in sides) for name in names})
