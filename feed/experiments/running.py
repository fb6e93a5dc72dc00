"""An experiment's way: a draft that is started once, runs, and is stopped once."""

import contextlib
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from feed.experiments import changes
from feed.models import Experiment, ExperimentMove

_State = Experiment.State


class WrongState(RuleViolation):
    code = "experiment_wrong_state"


class InTheWay(RuleViolation):
    """Another experiment runs where this one would."""

    code = "experiment_in_the_way"


class EndsTooEarly(RuleViolation):
    code = "experiment_ends_too_early"


@transaction.atomic
def start(experiment: Experiment, *, actor: User, at: datetime) -> None:
    """Begin to show lists by it.

    :raises WrongState: if it is no draft
    :raises InTheWay: if a running one has its place, or changes the same weight
    :raises UnfitChange: if an arm changes what it cannot
    :raises EndsTooEarly: if it would be over already
    """
    take_turn()
    experiment.refresh_from_db()
    if experiment.state != _State.DRAFT:
        raise WrongState(_("Only a draft can be started; what ran once is over."))
    for _letter, _name, arm in experiment.arms:
        changes.check(arm, kind=experiment.kind)
    if experiment.ends_at and experiment.ends_at <= at:
        raise EndsTooEarly(_("Its end is in the past."), field="ends_at")
    _refuse_overlap(experiment)
    experiment.state, experiment.started_at = _State.RUNNING, at
    experiment.save(update_fields=["state", "started_at"])
    _note(experiment, actor, at)


def take_turn() -> None:
    """Whoever else starts or writes one waits until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE feed_experiment IN SHARE ROW EXCLUSIVE MODE")


@transaction.atomic
def stop(experiment: Experiment, *, actor: User | None, at: datetime) -> None:
    """Show nothing by it any more. It is not started again.

    :raises WrongState: if it does not run
    """
    moved = Experiment.objects.filter(pk=experiment.pk, state=_State.RUNNING).update(
        state=_State.STOPPED, stopped_at=at
    )
    experiment.refresh_from_db()
    if not moved:
        raise WrongState(_("It does not run."))
    _note(experiment, actor, at)


def widen(experiment: Experiment, *, share: int, actor: User, at: datetime) -> None:
    """Note that so many per cent are in from now on; the row is saved by its form."""
    experiment.share = share
    _note(experiment, actor, at)


def stop_due(*, at: datetime) -> int:
    """Stop what has reached its end; how many."""
    due = Experiment.objects.filter(state=_State.RUNNING, ends_at__lte=at)
    for experiment in due:
        # Somebody may have stopped it by hand since it was found.
        with contextlib.suppress(WrongState):
            stop(experiment, actor=None, at=experiment.ends_at or at)
    return len(due)


def _note(experiment: Experiment, actor: User | None, at: datetime) -> None:
    ExperimentMove.objects.create(
        experiment=experiment,
        state=experiment.state,
        share=experiment.share,
        actor=actor,
        at=at,
    )


def _refuse_overlap(experiment: Experiment) -> None:
    beside = Experiment.objects.filter(state=_State.RUNNING, surface=experiment.surface)
    for other in beside:
        names = {"name": other.name, "layer": other.layer}
        if other.layer == experiment.layer:
            text = _("“%(name)s” runs here in the layer “%(layer)s”: stop it, or use another.")
            raise InTheWay(text % names, field="layer")
        both_mix = experiment.kind == other.kind == Experiment.Kind.INTERLEAVE
        if both_mix:
            text = _("“%(name)s” interleaves here already; a list has room for one.")
            raise InTheWay(text % names, field="kind")
        shared = sorted(_changed(experiment) & _changed(other))
        if shared:
            text = _("“%(name)s” changes %(weights)s too.")
            raise InTheWay(text % (names | {"weights": ", ".join(shared)}), field="changes_b")


def _changed(experiment: Experiment) -> set[str]:
    return {*experiment.changes_a, *experiment.changes_b}
