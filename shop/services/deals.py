"""Flash deals: pieces set aside for less, so many a person, and back when it is over.

Nothing here is kept in Valkey: a rush is refused by one read without a lock, and granted by the
conditional updates of the buyer's tally and of the deal's own stock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from shop.models import DealTally, FlashDeal, Sku, Stock, StockHold, for_sale
from shop.services import transfers
from shop.services.stock import BUCKET

PREFIX = "deal:"
AT_ONCE = 100


class DealUnfit(RuleViolation):
    code = "deal_unfit"


class DealLimit(RuleViolation):
    code = "deal_limit"


@dataclass(frozen=True, slots=True)
class Chance:
    """What a deal would give this buyer now.

    :param left: how many more the buyer may have
    """

    deal: FlashDeal
    stock: Stock
    left: int

    def fits(self, quantity: int, price: int) -> bool:
        has_room = quantity <= min(self.left, self.stock.available)
        return has_room and self.deal.price < price


@transaction.atomic
def create(
    *,
    sku: Sku,
    price: int,
    quantity: int,
    starts_at: datetime,
    ends_at: datetime,
    per_user_limit: int = 1,
    actor: User | None = None,
) -> FlashDeal:
    """Plan a deal, and set its pieces aside at once.

    :raises DealUnfit: if it is no cheaper, has no time, or meets another deal of the variant
    :raises TooLittleStock: if there are fewer free
    """
    Sku.objects.select_for_update().get(pk=sku.pk)
    if starts_at >= ends_at:
        raise DealUnfit(_("It must end after it has begun."), field="ends_at")
    if price <= 0:
        raise DealUnfit(_("Give an amount above zero."), field="price")
    if min(quantity, per_user_limit) <= 0:
        name = "quantity" if quantity <= 0 else "per_user_limit"
        raise DealUnfit(_("Give a number above zero."), field=name)
    if price >= sku.price:
        raise DealUnfit(_("A deal must cost less than the variant does."), field="price")
    others = FlashDeal.objects.filter(sku=sku, is_stopped=False)
    if others.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        message = _("Another deal of this variant runs at that time.")
        raise DealUnfit(message, field="starts_at")
    deal = FlashDeal.objects.create(
        sku=sku,
        price=price,
        quantity=quantity,
        per_user_limit=per_user_limit,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    Stock.objects.create(sku=sku, bucket=deal.bucket, opens_at=starts_at, closes_at=ends_at)
    transfers.move(
        sku, quantity, source=BUCKET, target=deal.bucket, reference=deal.bucket, actor=actor
    )
    return deal


@transaction.atomic
def stop(deal: FlashDeal, *, at: datetime, actor: User | None = None) -> FlashDeal:
    """End it before its time; what is free goes back. A repeat changes nothing."""
    deal = FlashDeal.objects.select_for_update().get(pk=deal.pk)
    if not deal.is_stopped and at < deal.ends_at:
        FlashDeal.objects.filter(pk=deal.pk).update(is_stopped=True)
        deal.is_stopped = True
        over = max(at, deal.starts_at)
        Stock.objects.filter(sku=deal.sku_id, bucket=deal.bucket).update(closes_at=over)
    give_up(deal, at=at, actor=actor)
    return deal


def sweep(*, at: datetime) -> int:
    """Bring back what deals that are over have not sold; how many pieces."""
    rest = Stock.objects.filter(
        bucket__startswith=PREFIX, on_hand__gt=F("held") + F("committed"), closes_at__lte=at
    )
    buckets = rest.order_by("pk").values_list("bucket", flat=True)[:AT_ONCE]
    keys = [int(bucket.removeprefix(PREFIX)) for bucket in buckets]
    found = FlashDeal.objects.filter(pk__in=keys).order_by("pk")
    return sum(give_up(deal, at=at) for deal in found)


@transaction.atomic
def give_up(deal: FlashDeal, *, at: datetime, actor: User | None = None) -> int:
    """Return what is free of a deal that is over. Pieces of unpaid orders follow later."""
    deal = FlashDeal.objects.select_for_update().select_related("sku").get(pk=deal.pk)
    stock = Stock.objects.get(sku=deal.sku_id, bucket=deal.bucket)
    free = stock.available
    if free and not deal.is_running(at):
        again = f"{deal.bucket}:back:{stock.moves.count()}"
        transfers.move(
            deal.sku, free, source=deal.bucket, target=BUCKET, reference=again, actor=actor
        )
        return free
    return 0


def open_stocks(skus: Iterable[int]) -> QuerySet[Stock]:
    """What is set aside for deals of these variants that run now, sold out or not."""
    return Stock.objects.filter(for_sale(), sku__in=list(skus), closes_at__isnull=False)


def cost(usual: int, chance: Chance | None, quantity: int) -> int:
    """What the checkout asks for one of so many pieces."""
    return chance.deal.price if chance and chance.fits(quantity, usual) else usual


def chances(stocks: Iterable[Stock], buyer_id: int | None) -> dict[int, Chance]:
    """By SKU: the deal whose stock is open for sale, and how much of it this buyer may have."""
    by_deal = {int(stock.bucket.removeprefix(PREFIX)): stock for stock in stocks}
    if not by_deal:
        return {}
    had = {}
    if buyer_id is not None:
        tallies = DealTally.objects.filter(deal__in=list(by_deal), buyer=buyer_id)
        had = dict(tallies.values_list("deal_id", "taken"))
    return {
        deal.sku_id: Chance(deal, by_deal[deal.pk], deal.per_user_limit - had.get(deal.pk, 0))
        for deal in FlashDeal.objects.filter(pk__in=list(by_deal), is_stopped=False)
    }


def take(buyer: User, wanted: Mapping[int, tuple[FlashDeal, int]]) -> None:
    """Count these pieces of deals for the buyer, in the transaction that places the order.

    :param wanted: deal and pieces, by the deal's key
    :raises DealLimit: if a person may have no more
    """
    for pk in sorted(wanted):
        deal, pieces = wanted[pk]
        if not _count(deal, buyer, pieces):
            raise DealLimit(
                _("At the deal's price one may have %(most)d.") % {"most": deal.per_user_limit},
                field="lines",
                detail={"sku": deal.sku_id, "limit": deal.per_user_limit},
            )


def _count(deal: FlashDeal, buyer: User, pieces: int) -> bool:
    if pieces > deal.per_user_limit:
        return False
    # The first order inserts; any other waits for it, then adds if the sum still fits.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shop_dealtally AS had (deal_id, buyer_id, taken, most)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT (deal_id, buyer_id) DO UPDATE"
            " SET taken = had.taken + excluded.taken WHERE had.taken + excluded.taken <= had.most",
            [deal.pk, buyer.pk, pieces, deal.per_user_limit],
        )
        return cursor.rowcount == 1


def give_back(buyer_id: int, holds: Sequence[StockHold]) -> None:
    """A closed order's pieces of deals may be had again. Nothing is asked where it had none."""
    pieces: dict[int, int] = {}
    for hold in holds:
        if hold.stock.bucket.startswith(PREFIX):
            deal = int(hold.stock.bucket.removeprefix(PREFIX))
            pieces[deal] = pieces.get(deal, 0) + hold.quantity
    for deal in sorted(pieces):
        mine = DealTally.objects.filter(deal=deal, buyer=buyer_id)
        mine.update(taken=F("taken") - pieces[deal])
