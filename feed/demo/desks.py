"""What lies about on the desks of those who log in: a cart of two stores, drafts, a way in."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from feed.demo import chance
from media.models import Picture
from notes.models import Note, NoteSlide, NoteTally, ProductTag
from notes.services import topics
from shop.models import CartLine, Product, Stock
from shop.services import cart, referrals

# title, channel, topics, text
DRAFTS = (
    ("换了三把壶之后", "food", ("手冲咖啡",), "第一把太重，第二把滴水。\n第三把等满一个月再写。"),
    ("窗台的新垫子", "pets", ("养猫",), "它围着垫子走了两圈，然后睡在了旁边的纸箱里。"),
)


def fill_cart(buyer: User, products: dict[str, list[Product]], *, at: datetime) -> None:
    """Things of two stores; a cart in which anything lies is left as it is."""
    mine = cart.of_user(buyer)
    if CartLine.objects.filter(cart=mine).exists():
        return
    for channel, number, quantity in (("food", 0, 1), ("food", 2, 2), ("fashion", 1, 1)):
        product = products[channel][number % len(products[channel])]
        if sku := in_stock(product, quantity):
            cart.add(mine, sku=sku, quantity=quantity, at=at)


def in_stock(product: Product, quantity: int = 1):
    """A variant of which so many may be bought; None if there is none."""
    stocked = Stock.objects.filter(sku__product=product, on_hand__gt=0).select_related("sku")
    return next((one.sku for one in stocked.order_by("pk") if one.available >= quantity), None)


def drafts(author: User, pictures: list[Picture], *, at: datetime) -> None:
    """What the creator has begun; a repeat begins nothing again."""
    for place, (title, channel, names, body) in enumerate(DRAFTS):
        _draft(author, pictures[place], place, title, channel, names, body)


@transaction.atomic
def _draft(author, picture, place, title, channel, names, body) -> None:
    note, is_new = Note.objects.get_or_create(
        public_id=chance.public_id("draft", place),
        defaults={
            "author": author,
            "title": title,
            "body": body,
            "channel": channel,
            "language": "zh-hans",
            "is_ready": True,
        },
    )
    if is_new:
        NoteTally.objects.create(note=note)
        NoteSlide.objects.create(note=note, picture=picture, position=0, alt=title)
        topics.attach(note, list(names))


def remember_clicks(buyers: list[User], *, at: datetime) -> None:
    """Each buyer came by somebody's note to one product, whose author earns a share."""
    tags = ProductTag.objects.filter(relation=ProductTag.Relation.AFFILIATE).order_by("note_id")
    found = tags.select_related("note__author", "product__store")[: len(buyers) * 2]
    for place, tag in enumerate(found):
        referrals.remember(
            tag.product,
            buyer=buyers[place % len(buyers)],
            beneficiary=tag.note.author,
            source=tag.note.public_id,
            at=at - timedelta(days=5),
        )


def led_to(buyer: User) -> Product | None:
    """A product to which a note has led this buyer."""
    led = Product.objects.on_sale().filter(referrals__buyer=buyer)
    return led.order_by("referrals__pk").first()
