"""What somebody means to buy: put in, changed, chosen, and carried over at login."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from shop.models import Cart, CartLine, Product, Referral, Sku, Store, for_sale
from shop.services import deals, prices

MOST_LINES = 100
GUEST_DAYS = 60


class NotForSale(RuleViolation):
    code = "not_for_sale"


class QuantityOutOfRange(RuleViolation):
    code = "quantity_out_of_range"
    status = 400


class NotEnoughStock(RuleViolation):
    code = "not_enough_stock"


class CartFull(RuleViolation):
    code = "cart_full"


def of_user(user: User) -> Cart:
    """The one cart of a user; made at the first call."""
    return Cart.objects.get_or_create(user=user)[0]


def of_guest(key: str) -> Cart | None:
    """A guest's cart by its key; None where it has expired or was carried over."""
    return Cart.objects.filter(key=key, user=None).first() if key else None


def new_guest_cart() -> Cart:
    return Cart.objects.create()


@transaction.atomic
def add(
    cart: Cart, *, sku: Sku, quantity: int, referral: Referral | None = None, at: datetime
) -> CartLine:
    """Put a variant in; one that lies there already grows by the quantity.

    :raises NotForSale: if it, its product or its store sells no more
    :raises QuantityOutOfRange: if the line would hold less than 1 or more than 99
    :raises NotEnoughStock: if there are fewer, naming how many
    :raises CartFull: if the cart holds its most lines
    """
    _lock(cart, at)
    line = cart.lines.filter(sku=sku).first()
    wanted = quantity + (line.quantity if line else 0)
    _refuse_unsold(sku)
    _refuse_quantity(quantity, wanted)
    _refuse_short(sku, wanted)
    return _put(cart, line, sku, wanted, referral)


@transaction.atomic
def buy_now(
    cart: Cart, *, sku: Sku, quantity: int, referral: Referral | None = None, at: datetime
) -> CartLine:
    """Hold exactly this quantity of a variant, and choose it alone for checkout.

    :raises NotForSale: as `add`; so QuantityOutOfRange, NotEnoughStock and CartFull
    """
    _lock(cart, at)
    line = cart.lines.filter(sku=sku).first()
    _refuse_unsold(sku)
    _refuse_quantity(quantity, quantity)
    _refuse_short(sku, quantity)
    cart.lines.update(is_selected=False)
    return _put(cart, line, sku, quantity, referral)


@transaction.atomic
def change(
    line: CartLine, *, quantity: int | None = None, is_selected: bool | None = None, at: datetime
) -> CartLine:
    """Hold exactly this many, choose the line or not; a repeat changes nothing.

    :raises QuantityOutOfRange: below 1 or above 99
    :raises NotEnoughStock: if there are fewer, naming how many
    """
    _lock(line.cart, at)
    if quantity is not None:
        _refuse_quantity(quantity, quantity)
        if quantity > line.quantity:
            _refuse_short(line.sku, quantity)
        line.quantity = quantity
    if is_selected is not None and not line.is_saved:
        line.is_selected = is_selected
    line.save(update_fields=["quantity", "is_selected"])
    return line


@transaction.atomic
def set_aside(line: CartLine, *, is_saved: bool, at: datetime) -> CartLine:
    """Save a line for later, or move it back into the cart; a repeat changes nothing."""
    _lock(line.cart, at)
    if line.is_saved != is_saved:
        line.is_saved, line.is_selected = is_saved, not is_saved
        line.save(update_fields=["is_saved", "is_selected"])
    return line


@transaction.atomic
def remove(line: CartLine, *, at: datetime) -> None:
    """Take the line out; a repeat changes nothing."""
    _lock(line.cart, at)
    CartLine.objects.filter(pk=line.pk).delete()


@transaction.atomic
def select(cart: Cart, *, lines: Iterable[int], at: datetime) -> None:
    """Choose these lines of the cart for checkout, and no others."""
    _lock(cart, at)
    chosen = Q(pk__in=list(lines))
    cart.lines.filter(chosen, is_saved=False).update(is_selected=True)
    cart.lines.exclude(chosen).update(is_selected=False)


@transaction.atomic
def accept_prices(cart: Cart, *, at: datetime) -> None:
    """Note that the buyer has seen what things cost now."""
    _lock(cart, at)
    lines = list(cart.lines.select_related("sku"))
    _see_prices(cart, lines)
    CartLine.objects.bulk_update(lines, ["price_seen"])


@transaction.atomic
def merge(guest: Cart, *, user: User, at: datetime) -> Cart:
    """Carry a guest's lines over to the user's cart, and end the guest's; a repeat changes nothing.

    What the guest had chosen is chosen alone: it is what they were about to buy.
    """
    mine = of_user(user)
    # The lower key first, so that two logins at once wait instead of blocking each other.
    locked = list(
        Cart.objects.select_for_update().filter(pk__in=[guest.pk, mine.pk]).order_by("pk")
    )
    if len(locked) < 2 or not guest.lines.exists():
        Cart.objects.filter(pk=guest.pk, user=None).delete()
        return mine
    mine.lines.update(is_selected=False)
    own = {line.sku_id: line for line in mine.lines.all()}
    for line in guest.lines.order_by("pk"):
        _carry_over(line, mine, own.get(line.sku_id))
    guest.delete()
    Cart.objects.filter(pk=mine.pk).update(updated_at=at)
    return mine


def count(cart: Cart | None) -> int:
    """How many pieces lie in the cart, for the badge."""
    if cart is None:
        return 0
    return cart.lines.filter(is_saved=False).aggregate(pieces=Sum("quantity"))["pieces"] or 0


def sweep_guests(*, at: datetime) -> int:
    """Delete guests' carts that nobody has touched for sixty days."""
    old = Cart.objects.filter(user=None, updated_at__lt=at - timedelta(days=GUEST_DAYS))
    return old.delete()[1].get("shop.Cart", 0)


def _lock(cart: Cart, at: datetime) -> None:
    # All changes of one cart stand in line here: two adds at once become one sum.
    Cart.objects.select_for_update().get(pk=cart.pk)
    Cart.objects.filter(pk=cart.pk).update(updated_at=at)


def _put(
    cart: Cart, line: CartLine | None, sku: Sku, quantity: int, referral: Referral | None
) -> CartLine:
    if line is None:
        if cart.lines.count() >= MOST_LINES:
            message = _("A cart holds at most %(most)d different things.") % {"most": MOST_LINES}
            raise CartFull(message)
        line = CartLine(cart=cart, sku=sku)
    line.quantity, line.is_selected, line.is_saved = quantity, True, False
    _see_prices(cart, [line])
    line.referral = referral or line.referral
    line.save()
    return line


def _carry_over(line: CartLine, mine: Cart, own: CartLine | None) -> None:
    if own is None:
        line.cart = mine
        line.save(update_fields=["cart"])
        return
    own.quantity = min(own.quantity + line.quantity, CartLine.MOST)
    own.is_selected, own.price_seen = line.is_selected, line.price_seen
    own.is_saved = own.is_saved and line.is_saved
    own.referral_id = line.referral_id or own.referral_id
    own.save(update_fields=["quantity", "is_selected", "is_saved", "price_seen", "referral"])


def _see_prices(cart: Cart, lines: Sequence[CartLine]) -> None:
    """Note what one piece of each line costs now, as its pages say."""
    costs = prices.in_force(line.sku for line in lines)
    chances = deals.chances(deals.open_stocks(costs), cart.user_id)
    for line in lines:
        chance = chances.get(line.sku_id)
        line.price_seen = deals.cost(costs[line.sku_id].minor, chance, line.quantity)


def _refuse_unsold(sku: Sku) -> None:
    product = sku.product
    on_sale = product.status == Product.Status.ON_SALE and sku.is_active
    if not on_sale or product.store.status != Store.Status.OPEN:
        raise NotForSale(_("This is not sold any more."), field="sku")


def _refuse_quantity(asked: int, wanted: int) -> None:
    if asked < 1 or wanted > CartLine.MOST:
        message = _("Choose between 1 and %(most)d.") % {"most": CartLine.MOST}
        raise QuantityOutOfRange(message, field="quantity", detail={"most": CartLine.MOST})


def _refuse_short(sku: Sku, wanted: int) -> None:
    available = sum(stock.available for stock in sku.stocks.filter(for_sale()))
    if available <= 0:
        raise NotEnoughStock(_("Sold out."), field="quantity", detail={"available": 0})
    if wanted > available:
        message = _("Only %(count)d left.") % {"count": available}
        raise NotEnoughStock(message, field="quantity", detail={"available": available})
