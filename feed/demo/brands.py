"""What the official accounts write about their own things, and say that it is their own."""

from datetime import datetime, timedelta

from django.db import transaction

from feed.demo import chance, pictures
from feed.ranking import listing
from media.models import Picture
from notes.models import Note, NoteSlide, NoteTally, ProductTag
from notes.services import topics
from shop.models import Product, Store

# (title, body, topics) of each note, in both languages; {thing} and {second} are two products.
CHINESE = (
    (
        "怎么选，一张图说清",
        "常被问到{thing}和{second}有什么区别。\n前者适合每天用，后者适合送人。\n"
        "不适合已经有同类的朋友，别重复买。\n缺点也说在前面：补货要等两周。",
        ("选购指南",),
    ),
    (
        "工坊里的一天",
        "{thing}从打样到出货要十一道工序。\n手工件会有细小的色差，介意的话慎入。\n"
        "收到后有任何问题，七天内都可以退。",
        ("工坊日常", "选购指南"),
    ),
)
ENGLISH = (
    (
        "Which one to choose",
        "You often ask how {thing} and {second} differ.\nThe first is for every day, the second "
        "for a gift.\nNot for you if you own something like it.\nThe downside: two weeks to "
        "restock.",
        ("buying guide",),
    ),
    (
        "A day in the workshop",
        "{thing} takes eleven steps from first sketch to parcel.\nMade by hand, so small "
        "differences are normal; if that bothers you, choose another.\nSeven days to return it.",
        ("workshop", "buying guide"),
    ),
)


def write(
    shops: dict[str, Store],
    products: dict[str, list[Product]],
    shown: dict[int, Picture],
    *,
    at: datetime,
) -> list[Note]:
    """Two notes of each store; those that were not there yet."""
    written = []
    for place, (channel, store) in enumerate(sorted(shops.items())):
        things = products[channel]
        for number, words in enumerate(_bank(things[0])):
            name = chance.public_id("brand note", channel, number)
            if Note.objects.filter(public_id=name).exists():
                continue
            moment = at - timedelta(hours=9 + 13 * place + 40 * number)
            pair = dict.fromkeys((number * 2 + one) % len(things) for one in (2, 3))
            tagged = [(things[one], shown[pictures.ware(channel, one)]) for one in pair]
            written.append(_write(name, store, channel, words, tagged, moment))
    listing.enlist_many(written, at=at)
    return written


def _bank(product: Product):
    return CHINESE if any(ord(letter) > 0x2E80 for letter in product.title) else ENGLISH


@transaction.atomic
def _write(name, store, channel, words, tagged, moment) -> Note:
    title, body, names = words
    thing, second = tagged[0][0], tagged[-1][0]
    note = Note.objects.create(
        public_id=name,
        author=store.account,
        title=title,
        body=body.format(thing=thing.title, second=second.title),
        channel=channel,
        language="zh-hans" if words in CHINESE else "en",
        status=Note.Status.PUBLISHED,
        published_at=moment,
        is_ready=True,
    )
    NoteTally.objects.create(note=note)
    topics.attach(note, [one.replace(" ", "") for one in names])
    for place, (product, picture) in enumerate(tagged):
        slide = NoteSlide.objects.create(
            note=note, picture=picture, position=place, alt=product.title
        )
        ProductTag.objects.create(
            note=note,
            product=product,
            slide=slide,
            x=500,
            y=620,
            relation=ProductTag.Relation.OWN_BRAND,
        )
    return note
