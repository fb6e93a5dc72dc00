"""Guarded moves: the table is asked, the row compared and set, the change written down."""

import functools
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from core.writes import Writing
from shop import machines
from shop.models import (
    AfterSale,
    MarketOrder,
    OrderGroup,
    Payment,
    Payout,
    Refund,
    StatusChange,
    StockHold,
    StoreOrder,
)

# A row of one of these machines.
Row = OrderGroup | StoreOrder | Payment | Refund | AfterSale | StockHold | Payout | MarketOrder

MACHINES: dict[type[Row], tuple[str, machines.Table]] = {
    OrderGroup: ("order_group", machines.ORDER_GROUP),
    StoreOrder: ("store_order", machines.STORE_ORDER),
    Payment: ("payment", machines.PAYMENT),
    Refund: ("refund", machines.REFUND),
    AfterSale: ("after_sale", machines.AFTER_SALE),
    StockHold: ("stock_hold", machines.STOCK_HOLD),
    Payout: ("payout", machines.PAYOUT),
    MarketOrder: ("market_order", machines.MARKET_ORDER),
}


class IllegalMove(RuleViolation):
    code = "illegal_move"


def may(row: Row, event: str) -> bool:
    """Whether the table knows a way from the row's state by this event."""
    table = MACHINES[type(row)][1]
    return machines.target(table, row.status, event) is not None


def move(row: Row, event: str, *, at: datetime, actor: User | None = None, **stamps: Any) -> None:
    """Move one row by one event, and write who did it. Callers hold the row's lock.

    :raises IllegalMove: if the table knows no such way, or the row has left the state meanwhile
    """
    move_all([row], event, at=at, actor=actor, **stamps)


def move_all(
    rows: Sequence[Row],
    event: str,
    *,
    at: datetime,
    actor: User | None = None,
    **stamps: Any,
) -> None:
    """Move rows of one machine by the same event: all, or none.

    :raises IllegalMove: as `move`
    """
    changes = []
    for model, state, group in _by_state(rows):
        name, table = MACHINES[model]
        to = machines.target(table, state, event)
        pks = [row.pk for row in group]
        # Compare and set: of two writers at once, one finds the row in its state.
        if to is None or _set(model, pks, state, status=to, **stamps) != len(pks):
            raise IllegalMove(_("This is no longer possible."), detail={"state": state})
        for row in group:
            for field, value in {"status": to, **stamps}.items():
                setattr(row, field, value)
            changes.append(change(name, row.pk, event, state, to, at=at, actor=actor))
    StatusChange.objects.bulk_create(changes)


def begun(row: Row, event: str, *, at: datetime, actor: User | None = None) -> StatusChange:
    """The first line of a row's history, unsaved: it came to be in the state that it has."""
    return change(MACHINES[type(row)][0], row.pk, event, "", row.status, at=at, actor=actor)


def write_begun(
    rows: Writing,
    model: type[Row],
    key: int,
    event: str,
    *,
    at: datetime,
    actor: User | None = None,
) -> None:
    """As `begun`, among other rows, of a row that begins in its model's first state."""
    rows.add(
        StatusChange,
        machine=MACHINES[model][0],
        subject=key,
        event=event,
        to_state=_first_state(model),
        actor_id=actor.pk if actor else None,
        at=at,
    )


@functools.cache
def _first_state(model: type[Row]) -> str:
    status: Any = model._meta.get_field("status")
    return status.get_default()


def change(
    machine: str,
    subject: int,
    event: str,
    from_state: str,
    to_state: str,
    *,
    at: datetime,
    actor: User | None,
) -> StatusChange:
    return StatusChange(
        machine=machine,
        subject=subject,
        event=event,
        from_state=from_state,
        to_state=to_state,
        actor=actor,
        at=at,
    )


def _by_state(
    rows: Sequence[Row],
) -> Iterable[tuple[type[Row], str, list[Row]]]:
    groups: dict[tuple[type[Row], str], list[Row]] = {}
    for row in rows:
        groups.setdefault((type(row), row.status), []).append(row)
    return [(model, state, group) for (model, state), group in groups.items()]


def _set(model: type[Row], pks: list[int], state: str, **values: Any) -> int:
    return model._default_manager.filter(pk__in=pks, status=state).update(**values)
