"""Coupons: claimed while there are some, used by an order, returned when it is closed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from shop import discounts
from shop.models import Category, Coupon, CouponClaim, CouponUse, OrderGroup, Product, Store
from shop.services.retries import retrying

# A wallet is read whole at the checkout.
MOST_HELD = 100


class CouponGone(RuleViolation):
    code = "coupon_gone"


class CouponHad(RuleViolation):
    code = "coupon_had"


class CouponUnknown(RuleViolation):
    code = "coupon_unknown"
    status = 400


class CouponUnfit(RuleViolation):
    code = "coupon_unfit"


class WalletFull(RuleViolation):
    code = "wallet_full"


def by_code(code: str, *, at: datetime) -> Coupon:
    """:raises CouponUnknown: if no running coupon has it"""
    wanted = code.strip().upper()
    found = Coupon.objects.running(at).filter(code=wanted).first() if wanted else None
    if found is None:
        raise CouponUnknown(_("There is no coupon with this code."), field="code")
    return found


def claim(coupon: Coupon, *, user: User, source: str = "", at: datetime) -> CouponClaim:
    """Put one into the user's hand, as long as there are some.

    :raises CouponGone: if all are claimed, or its time is not now
    :raises CouponHad: if the user has had as many as a person may
    :raises WalletFull: if the user keeps too many unused
    :raises Busy: if too many want it at this moment
    """
    if CouponClaim.objects.filter(user=user).unused().count() >= MOST_HELD:
        raise WalletFull(_("Use some of your coupons first."), field="code")

    def attempt() -> CouponClaim:
        with transaction.atomic():
            # Without a lock: those who have theirs do not queue.
            _refuse_another(coupon, user)
            if not take_one(coupon, at):
                raise CouponGone(_("All of these coupons are taken, or their time is over."))
            number = _refuse_another(coupon, user) + 1
            return CouponClaim.objects.create(
                coupon=coupon,
                user=user,
                number=number,
                most=coupon.per_user_limit,
                source=source,
                claimed_at=at,
            )

    return retrying(attempt)


def take_one(coupon: Coupon, at: datetime) -> bool:
    """Count one more as handed out; the row is locked until the transaction ends."""
    offered = Coupon.objects.filter(pk__in=Coupon.objects.running(at).values("pk"), pk=coupon.pk)
    return bool(offered.with_room().update(claimed=F("claimed") + 1))


def _refuse_another(coupon: Coupon, user: User) -> int:
    """How many of it the user has had."""
    had = CouponClaim.objects.filter(coupon=coupon, user=user).count()
    if had >= coupon.per_user_limit:
        raise CouponHad(_("You have had this coupon."), detail={"limit": coupon.per_user_limit})
    return had


def held(user: User, *, at: datetime) -> list[CouponClaim]:
    """What the user can use now, what ends first in front."""
    running = Coupon.objects.running(at)
    rows = CouponClaim.objects.visible_to(user).unused().filter(coupon__in=running)
    return list(
        rows.select_related("coupon__store", "coupon__category", "coupon__creator")
        .prefetch_related("coupon__products")
        .order_by("coupon__ends_at", "pk")[:MOST_HELD]
    )


def chosen(user: User, public_ids: Collection[str], *, at: datetime) -> list[CouponClaim]:
    """These claims of the user, all of them.

    :raises CouponUnfit: if one is used, over, or another's
    """
    found = [claim for claim in held(user, at=at) if claim.public_id in set(public_ids)]
    if len(found) != len(set(public_ids)):
        raise unfit()
    return found


def offers(claims: Iterable[CouponClaim]) -> list[discounts.Offer]:
    """The claims as the arithmetic of discounts takes them."""
    rows = list(claims)
    below = _below([row.coupon.category_id for row in rows if row.coupon.category_id])
    return [_offer(row, below) for row in rows]


def _offer(claim: CouponClaim, below: dict[int, frozenset[int]]) -> discounts.Offer:
    coupon = claim.coupon
    is_percent = coupon.kind == Coupon.Kind.PERCENT
    products = None
    if coupon.scope == Coupon.Scope.PRODUCTS:
        products = frozenset(product.pk for product in coupon.products.all())
    return discounts.Offer(
        key=claim.pk,
        store=coupon.store_id,
        minimum=coupon.minimum,
        amount=0 if is_percent else coupon.value,
        percent=coupon.value if is_percent else None,
        most=coupon.cap,
        products=products,
        categories=below[coupon.category_id] if coupon.category_id else None,
    )


def _below(roots: Collection[int]) -> dict[int, frozenset[int]]:
    """Each of these categories with all that stand below it."""
    if not roots:
        return {}
    children: dict[int | None, list[int]] = {}
    for pk, parent in Category.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found = {}
    for root in roots:
        reached, waiting = set(), [root]
        while waiting:
            one = waiting.pop()
            reached.add(one)
            waiting += [child for child in children.get(one, []) if child not in reached]
        found[root] = frozenset(reached)
    return found


def use(
    group: OrderGroup, claims: Sequence[CouponClaim], taken: Mapping[int, int], *, at: datetime
) -> None:
    """The order takes these coupons, in the transaction that places it, before any stock.

    :raises CouponUnfit: if another order took one first
    """
    ordered = sorted(claims, key=lambda one: (one.coupon_id, one.pk))
    for one in ordered:
        if not CouponClaim.objects.filter(pk=one.pk).unused().update(group=group):
            raise unfit()
    CouponUse.objects.bulk_create(
        CouponUse(claim=one, group=group, amount=taken[one.pk], used_at=at) for one in ordered
    )


def give_back(group: OrderGroup, *, at: datetime) -> int:
    """A closed order returns its coupons; a repeat returns nothing."""
    claims = CouponClaim.objects.filter(group=group)
    held_by_it = list(claims.order_by("coupon_id", "pk").values_list("pk", flat=True))
    if not held_by_it:
        return 0
    CouponUse.objects.filter(group=group, returned_at=None).update(returned_at=at)
    return CouponClaim.objects.filter(pk__in=held_by_it).update(group=None)


def unfit() -> CouponUnfit:
    return CouponUnfit(
        _("A coupon no longer fits this order. Please choose again."), field="coupon"
    )


def offered(
    *, at: datetime, store: Store | None = None, product: Product | None = None
) -> QuerySet[Coupon]:
    """Coupons that a page of this store or product shows to everybody, the largest first."""
    rows = Coupon.objects.listed_for(None).running(at).with_room()
    payer = product.store if product else store
    rows = rows.filter(Q(store=None) | Q(store=payer)) if payer else rows.filter(store=None)
    if product is not None:
        rows = rows.filter(_good_for(product))
    rows = rows.exclude(issuer=Coupon.Issuer.CREATOR)
    return rows.select_related("store", "category", "creator").order_by("ends_at", "pk")


def handed_out(creators: Collection[int], product: Product, *, at: datetime) -> QuerySet[Coupon]:
    """What these creators hand out to those whom they led to the product."""
    rows = Coupon.objects.running(at).with_room().filter(issuer=Coupon.Issuer.CREATOR)
    rows = rows.filter(_good_for(product), store=product.store_id, creator__in=creators)
    return rows.select_related("store", "category", "creator").order_by("ends_at", "pk")


def _good_for(product: Product) -> Q:
    above: list[int] = []
    category: Category | None = product.category
    while category is not None and category.pk not in above:
        above.append(category.pk)
        category = category.parent
    return (
        Q(scope=Coupon.Scope.ALL)
        | Q(scope=Coupon.Scope.CATEGORY, category__in=above)
        | Q(scope=Coupon.Scope.PRODUCTS, products=product)
    )
