"""Pieces of one variant from one bucket to another: neither more nor fewer of them afterwards."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from shop.models import Sku, Stock, StockMove
from shop.services.stock import TooLittleStock


@transaction.atomic
def move(
    sku: Sku, quantity: int, *, source: str, target: str, reference: str, actor: User | None = None
) -> None:
    """Move free pieces; a repeated reference is refused by the database.

    :raises TooLittleStock: if there are fewer free
    """
    rows = {row.bucket: row for row in Stock.objects.filter(sku=sku, bucket__in=[source, target])}
    deltas = {source: -quantity, target: quantity}
    StockMove.objects.bulk_create(
        StockMove(
            stock=rows[bucket],
            reference=f"move:{reference}:{bucket}",
            on_hand_delta=deltas[bucket],
            actor=actor,
        )
        for bucket in deltas
    )
    # As everywhere: rows of stock by bucket, ascending.
    for bucket in sorted(deltas):
        delta = deltas[bucket]
        fits = Stock.objects.filter(
            pk=rows[bucket].pk, on_hand__gte=F("held") + F("committed") - delta
        )
        if not fits.update(on_hand=F("on_hand") + delta):
            raise TooLittleStock(
                _("%(free)d are not promised to an order; no more can be taken away.")
                % {"free": rows[bucket].available},
                field="quantity",
                detail={"available": rows[bucket].available},
            )
