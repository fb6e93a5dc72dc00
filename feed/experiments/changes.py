"""What an arm changes, as people write it: a line a change, checked with a clear answer."""

import difflib
from collections.abc import Mapping

from django.utils.translation import gettext as _

from core.errors import RuleViolation
from feed.experiments.assignment import Changes
from feed.experiments.rankers import OF_LIST, OF_SCORE, RANKER, RANKERS, WHOLE
from feed.models import Experiment
from feed.weights import DEFAULTS

_MOST_LINES = 30


class UnfitChange(RuleViolation):
    code = "unfit_change"
    status = 400


def parse(text: str, *, kind: str) -> Changes:
    """The changes out of lines of `NAME = value`; lines that begin with # say nothing.

    :raises UnfitChange: naming the line, and what is wrong with it
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line and not line.startswith("#")]
    if len(lines) > _MOST_LINES:
        raise UnfitChange(_("No more than %(most)d changes.") % {"most": _MOST_LINES})
    found: Changes = {}
    for number, line in lines:
        name, sign, value = (part.strip() for part in line.partition("="))
        try:
            if not sign:
                raise UnfitChange(_("Write NAME = value."))
            if name in found:
                raise UnfitChange(_("%(name)s stands there twice.") % {"name": name})
            found[name] = _checked(name, value, kind=kind)
        except UnfitChange as refusal:
            where = {"number": number, "reason": refusal.message}
            raise UnfitChange(_("Line %(number)d: %(reason)s") % where) from refusal
    return found


def written(changes: Mapping[str, float | str]) -> str:
    """The lines of these changes."""
    return "\n".join(f"{name} = {_shown(value)}" for name, value in changes.items())


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else repr(value).removesuffix(".0")


def check(changes: Mapping[str, object], *, kind: str) -> None:
    """Whether an experiment of this kind can change this.

    :raises UnfitChange: naming the first change that it cannot
    """
    for name, value in changes.items():
        _checked(name, str(value), kind=kind)


def _checked(name: str, value: str, *, kind: str) -> float | str:
    if name == RANKER:
        return _ranker(value)
    bounds = _bounds(name, kind)
    try:
        number = float(value)
    except ValueError as error:
        wrong = {"name": name, "value": value[:40]}
        raise UnfitChange(_("%(name)s takes a number, not “%(value)s”.") % wrong) from error
    least, most = bounds
    # Not written as "outside", since nan is neither below nor above.
    if not least <= number <= most:
        known = {"name": name, "least": f"{least:g}", "most": f"{most:g}"}
        raise UnfitChange(_("%(name)s must be from %(least)s to %(most)s.") % known)
    if name in WHOLE and number != int(number):
        raise UnfitChange(_("%(name)s takes a whole number.") % {"name": name})
    return number


def _ranker(value: str) -> str:
    if value not in RANKERS:
        known = {"name": RANKER, "choices": ", ".join(RANKERS)}
        raise UnfitChange(_("%(name)s is one of: %(choices)s.") % known)
    return value


def _bounds(name: str, kind: str) -> tuple[float, float]:
    if name in OF_SCORE:
        return OF_SCORE[name]
    if name in OF_LIST:
        if kind == Experiment.Kind.INTERLEAVE:
            text = _("%(name)s belongs to the whole list, which both arms fill: use a split.")
            raise UnfitChange(text % {"name": name})
        return OF_LIST[name]
    if name in DEFAULTS:
        text = _("%(name)s changes what is stored for everybody, not one reader's list.")
        raise UnfitChange(text % {"name": name})
    text = _("%(name)s is no weight of the feed.") % {"name": name[:40]}
    near = difflib.get_close_matches(name.upper(), [*OF_SCORE, *OF_LIST, RANKER], n=1)
    if near:
        text += " " + _("Did you mean %(name)s?") % {"name": near[0]}
    raise UnfitChange(text)
