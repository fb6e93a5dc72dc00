"""Counting what is there: merchants' deltas, and the holds of orders.

Every change is a conditional UPDATE of one row plus a StockMove with a reference of its own, so
that nothing happens twice. Rows are always taken by (sku, bucket) ascending.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from core.writes import Change, Writing, insert
from shop.models import Sku, Stock, StockHold, StockMove
from shop.services import moves

BUCKET = "main"
# More than any warehouse holds, and far from the end of a bigint.
MOST = 10**9


# What asks for pieces: a claim, or the hold that says it.
One = TypeVar("One", "Claim", StockHold)


class TooLittleStock(RuleViolation):
    code = "too_little_stock"


class UnfitDelta(RuleViolation):
    code = "unfit_delta"
    status = 400


@transaction.atomic
def adjust(
    sku: Sku, delta: int, *, reference: str, actor: User | None = None, reason: str = ""
) -> Stock:
    """Change what is on hand by a delta; a repeated reference changes nothing.

    :raises TooLittleStock: if it would leave less than is promised to orders
    :raises UnfitDelta: if the delta is zero or beyond all reason
    """
    if delta == 0 or abs(delta) > MOST:
        raise UnfitDelta(_("Give a number other than zero, with a plus or a minus."), field="delta")
    Stock.objects.bulk_create([Stock(sku=sku, bucket=BUCKET)], ignore_conflicts=True)
    stock = Stock.objects.get(sku=sku, bucket=BUCKET)
    move = StockMove(
        stock=stock,
        reference=f"adjust:{stock.pk}:{reference}",
        on_hand_delta=delta,
        reason=reason,
        actor=actor,
    )
    if _written_once(move):
        fits = Stock.objects.filter(
            pk=stock.pk,
            on_hand__gte=F("held") + F("committed") - delta,
            on_hand__lte=MOST - delta,
        )
        if not fits.update(on_hand=F("on_hand") + delta):
            stock.refresh_from_db()
            raise TooLittleStock(
                _("%(free)d are not promised to an order; no more can be taken away.")
                % {"free": stock.available},
                field="delta",
                detail={"available": stock.available},
            )
    stock.refresh_from_db()
    return stock


@dataclass(frozen=True, slots=True)
class Claim:
    """So many pieces of this stock."""

    stock: Stock
    quantity: int


def hold(holds: Sequence[StockHold]) -> list[StockHold]:
    """Write the holds, then claim their stock; returns those that found too little.

    The caller rolls all back if anything is returned.
    """
    insert(holds)
    insert([_move(one, "hold", held_delta=one.quantity) for one in holds])
    return claim(holds)


def write_hold(rows: Writing, line: int, wanted: Claim) -> None:
    """Write the hold of an order's line and its move; its stock is still to be claimed."""
    key = rows.add(StockHold, line_id=line, stock_id=wanted.stock.pk, quantity=wanted.quantity)
    rows.add(
        StockMove,
        stock_id=wanted.stock.pk,
        reference=_reference(key, "hold"),
        held_delta=wanted.quantity,
    )


def claim(wanted: Sequence[One]) -> list[One]:
    """Claim stock that has been written down; returns those that found too little.

    It comes last: the row that all buyers want is locked for one statement and the commit.
    """
    return [
        one
        for one in _in_lock_order(wanted)
        if not _HELD.run(stock=one.stock.pk, quantity=one.quantity)
    ]


def commit(holds: Iterable[StockHold], *, at: datetime) -> None:
    """The order is paid: what was held is promised."""
    _shift(holds, "commit", at=at, held=-1, committed=1)


def release(holds: Iterable[StockHold], *, at: datetime) -> None:
    """The order is closed, or refunded before shipping: what was claimed is free again."""
    held, committed = _parted(holds)
    _shift(held, "release", at=at, held=-1)
    _shift(committed, "release", at=at, committed=-1)


def ship(holds: Iterable[StockHold], *, at: datetime, actor: User | None = None) -> None:
    """What was promised has left the house."""
    _shift(holds, "ship", at=at, actor=actor, committed=-1, on_hand=-1)


def part(holds: Iterable[StockHold], quantity: int, *, at: datetime) -> list[StockHold]:
    """Holds of exactly so many pieces out of these; one that is too large is parted in two.

    Callers hold the order's lock. What is over stays where it was, with the hold's own number.
    """
    taken: list[StockHold] = []
    for one in _in_lock_order(holds):
        if quantity <= 0:
            break
        if one.quantity > quantity:
            one = _split(one, quantity, at=at)
        taken.append(one)
        quantity -= one.quantity
    return taken


def _split(hold: StockHold, quantity: int, *, at: datetime) -> StockHold:
    hold.quantity -= quantity
    hold.save(update_fields=["quantity"])
    off = StockHold(line=hold.line, stock=hold.stock, quantity=quantity, status=hold.status)
    off.save(force_insert=True)
    moves.begun(off, "part", at=at).save()
    return off


def _shift(
    holds: Iterable[StockHold],
    event: str,
    *,
    at: datetime,
    actor: User | None = None,
    on_hand: int = 0,
    held: int = 0,
    committed: int = 0,
) -> None:
    ordered = _in_lock_order(holds)
    moves.move_all(ordered, event, at=at, actor=actor)
    StockMove.objects.bulk_create(
        [
            _move(
                one,
                event,
                on_hand_delta=on_hand * one.quantity,
                held_delta=held * one.quantity,
                committed_delta=committed * one.quantity,
                actor=actor,
            )
            for one in ordered
        ]
    )
    for one in ordered:
        Stock.objects.filter(pk=one.stock_id).update(
            on_hand=F("on_hand") + on_hand * one.quantity,
            held=F("held") + held * one.quantity,
            committed=F("committed") + committed * one.quantity,
        )


def _move(
    hold: StockHold,
    event: str,
    *,
    on_hand_delta: int = 0,
    held_delta: int = 0,
    committed_delta: int = 0,
    actor: User | None = None,
) -> StockMove:
    return StockMove(
        stock_id=hold.stock_id,
        reference=_reference(hold.pk, event),
        on_hand_delta=on_hand_delta,
        held_delta=held_delta,
        committed_delta=committed_delta,
        actor=actor,
    )


def _reference(hold: int, event: str) -> str:
    return f"hold:{hold}:{event}"


def _in_lock_order(holds: Iterable[One]) -> list[One]:
    return sorted(holds, key=lambda hold: (hold.stock.sku_id, hold.stock.bucket))


def _parted(holds: Iterable[StockHold]) -> tuple[list[StockHold], list[StockHold]]:
    rows = list(holds)
    held = [row for row in rows if row.status == StockHold.Status.HELD]
    return held, [row for row in rows if row.status != StockHold.Status.HELD]


def _written_once(move: StockMove) -> bool:
    try:
        with transaction.atomic():
            move.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _claim_stock(stock: int, quantity: int) -> tuple[QuerySet[Stock], dict[str, Any]]:
    free = Stock.objects.filter(pk=stock, on_hand__gte=F("held") + F("committed") + quantity)
    return free, {"held": F("held") + quantity}


_HELD = Change(_claim_stock, "stock", "quantity")
