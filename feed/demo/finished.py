"""Orders of last month that are over: reviewed, asked about, earned from, and partly paid out."""

from datetime import datetime, timedelta

from accounts.models import User
from feed.demo import chance, desks, orders
from notes.models import ProductTag
from shop.models import OrderGroup, OrderLine, Payout, Product, StoreOrder, StoreStaff
from shop.services import checkout, fulfilment, payouts, questions, referrals, reviews, votes
from shop.services.ledger import balances
from shop.services.quoted import Want

# Days before today: clicked, placed, shipped, received, completed, paid out.
CLICKED, PLACED, SHIPPED, RECEIVED, COMPLETED, PAID_OUT = 33, 32, 31, 28, 20, 3
# stars, words
VERDICTS = (
    (5, "用了三周，每天都在用。做工扎实，细节比图片上好看。"),
    (4, "Well made, and it does what the note said. One star less: the box came dented."),
    (2, "颜色比图片深不少，尺寸也偏小。想买的人先看清楚尺寸表。"),
    (5, "Second one I bought, this time as a present. Nothing to complain about."),
    (3, "质量可以，但价格偏高，等活动再买更划算。不适合新手。"),
    (4, "Took a week to get used to it. Now I would not go back."),
)
REPLY = "谢谢反馈，我们已把实拍色卡放到商品页。如需退换请直接联系客服。"
# question, answer of the store, answer of a buyer
QUESTIONS = (
    ("可以放洗碗机吗？", "建议手洗，高温会影响表面。", "我放过两次，暂时没问题。"),
    ("Does it smell when it is new?", "Air it for a day, then it is gone.", "A little, one day."),
    ("大概几天能到？", "现货 48 小时内发出，一般三天到。", "江浙两天就到了。"),
)


def place(buyers: list[User], creator: User, *, actor: User, at: datetime) -> None:
    """What notes of the demo's creator sold last month; a repeat adds nothing."""
    for number, tag in enumerate(_tags(creator)):
        line = _sold(tag, buyers[number % len(buyers)], number, actor, at)
        if line:
            _review(line, number, buyers, at)
            _ask(line.sku.product, number, buyers, line.order.group.buyer, at)
    _pay_out(creator, actor, at)


def _tags(creator: User) -> list[ProductTag]:
    """What the creator's notes tag, and others' where that is not enough; each product once."""
    tags = ProductTag.objects.filter(product__status="on_sale").order_by("product_id", "pk")
    once = tags.distinct("product_id").select_related("note__author", "product__store")
    found = [*once.filter(note__author=creator), *once.exclude(note__author=creator)]
    return found[: len(VERDICTS)]


def _sold(tag: ProductTag, buyer: User, number: int, actor: User, at: datetime) -> OrderLine | None:
    sku = desks.in_stock(tag.product)
    if sku is None or buyer == tag.note.author:
        return None
    referrals.remember(
        tag.product,
        buyer=buyer,
        beneficiary=tag.note.author,
        source=tag.note.public_id,
        at=_before(at, CLICKED),
    )
    receipt = checkout.place_order(
        buyer=buyer,
        key=f"demo-finished-{number}",
        address=orders.ADDRESS,
        provider="test",
        at=_before(at, PLACED),
        wants=[Want(sku.pk, 1)],
    )
    if receipt.is_replay:
        return None
    order = StoreOrder.objects.select_related("group").get(group__number=receipt.number)
    # The provider's clock is today's: to it, the order may still be paid.
    OrderGroup.objects.filter(pk=order.group_id).update(expires_at=at + timedelta(hours=1))
    order.group.refresh_from_db()
    orders.pay(order.group, _before(at, PLACED))
    tracking = f"SF{chance.of('finished', number).randrange(10**12):012d}"
    fulfilment.ship(
        order, carrier="SF Express", tracking=tracking, actor=actor, at=_before(at, SHIPPED)
    )
    fulfilment.receive(order, at=_before(at, RECEIVED))
    fulfilment.complete(order, at=_before(at, COMPLETED))
    lines = OrderLine.objects.select_related("sku__product", "order__group__buyer")
    return lines.get(order=order)


def _review(line: OrderLine, number: int, readers: list[User], at: datetime) -> None:
    stars, words = VERDICTS[number % len(VERDICTS)]
    when = _before(at, RECEIVED - 5)
    author = line.order.group.buyer
    review = reviews.write(line, author=author, rating=stars, text=words, at=when)
    for reader in readers[: 2 + number]:
        if reader != author:
            votes.vote(review, user=reader)
    clerk = _clerk(line.sku.product)
    if stars < 3 and clerk:
        reviews.reply(review, text=REPLY, actor=clerk, at=_before(at, RECEIVED - 6))


def _ask(product: Product, number: int, readers: list[User], buyer: User, at: datetime) -> None:
    asked, by_store, by_buyer = QUESTIONS[number % len(QUESTIONS)]
    author = readers[-1 - number % len(readers)]
    when = _before(at, RECEIVED - 8)
    question = questions.ask(product, author=author, text=asked, at=when)
    clerk = _clerk(product)
    if clerk:
        questions.answer(question, author=clerk, text=by_store, at=when)
    questions.answer(question, author=buyer, text=by_buyer, at=when + timedelta(hours=3))


def _clerk(product: Product) -> User | None:
    row = StoreStaff.objects.filter(store=product.store_id).select_related("user").first()
    return row.user if row else None


def _pay_out(creator: User, actor: User, at: datetime) -> None:
    """Half of what is payable has been sent."""
    payable = balances(creator, "CNY")["payable"]
    if payable < 2 or Payout.objects.filter(user=creator).exists():
        return
    when = _before(at, PAID_OUT)
    payout = payouts.propose(creator, currency="CNY", amount=payable // 2, actor=actor, at=when)
    payouts.mark_sent(payout, reference="DEMO-0001", actor=actor, at=when)


def _before(at: datetime, days: int) -> datetime:
    return at - timedelta(days=days)
