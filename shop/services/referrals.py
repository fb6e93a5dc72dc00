"""Who led a buyer to a product: the last eligible click within some days is copied to the order."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import User
from core.prepared import Prepared
from shop.models import Product, Referral

MOST_SHOWN = 10


def remember(
    product: Product,
    *,
    buyer: User | None = None,
    visitor: str = "",
    beneficiary: User,
    source: str,
    at: datetime,
) -> Referral | None:
    """Note that a tagged product was opened; None for one's own click, or nobody to remember.

    The rate is frozen now. Coming again from the same source renews the row.
    """
    if buyer == beneficiary or not (buyer or visitor):
        return None
    followed = {"buyer": buyer} if buyer else {"visitor": visitor, "buyer": None}
    same = {"product": product, "source": source, "beneficiary": beneficiary, **followed}
    referral = Referral.objects.filter(**same).order_by("-pk").first() or Referral(**same)
    # A store owes its own account no share.
    own = beneficiary.pk == product.store.account_id
    referral.rate_bp = 0 if own else product.store.commission_bp
    referral.clicked_at = at
    referral.expires_at = at + timedelta(days=settings.SHOP["REFERRAL_DAYS"])
    referral.save()
    return referral


def latest_for(buyer: User, products: Iterable[int], *, at: datetime) -> dict[int, Referral]:
    """By product: the last click of this buyer that still counts, own ones left out."""
    rows = _LATEST.objects(buyer=buyer.pk, products=list(products), at=at)
    return {row.product_id: row for row in rows}


def leading(product: Product, *, buyer: User | None, visitor: str, at: datetime) -> Referral | None:
    """The last click that still counts and led this reader, signed in or not, to the product."""
    who = Q(buyer=buyer) if buyer else Q(visitor=visitor, buyer=None)
    if not (buyer or visitor):
        return None
    rows = _counting(at).filter(who, product=product)
    if buyer:
        rows = rows.exclude(beneficiary=buyer)
    return rows.order_by("-clicked_at", "-pk").first()


def of_reader(
    product: Product, *, buyer: User | None = None, visitor: str = "", at: datetime
) -> list[Referral]:
    """Who led this reader to the product and still counts, the last first."""
    followed = {"buyer": buyer} if buyer else {"visitor": visitor, "buyer": None}
    rows = _counting(at).filter(product=product, **followed)
    return list(rows.order_by("-clicked_at", "-pk")[:MOST_SHOWN])


def adopt(visitor: str, buyer: User, *, at: datetime) -> int:
    """At login a guest's clicks become the buyer's; clicks on one's own notes are dropped."""
    if not visitor:
        return 0
    rows = _counting(at).filter(visitor=visitor, buyer=None)
    rows.filter(beneficiary=buyer).delete()
    return rows.update(buyer=buyer, visitor="")


def _counting(at: datetime) -> QuerySet[Referral]:
    return Referral.objects.filter(clicked_at__lte=at, expires_at__gt=at)


_LATEST = Prepared(
    lambda buyer, products, at: (
        _counting(at)
        .filter(buyer=User(pk=buyer), product__in=[products])
        .exclude(beneficiary=User(pk=buyer))
        .order_by("product_id", "-clicked_at", "-pk")
        .distinct("product_id")
    ),
    "buyer",
    "products",
    "at",
    lists=["products"],
    moments=["at"],
)
