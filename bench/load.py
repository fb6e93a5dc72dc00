"""Fills the bench's own database: people, stores and products once, notes as many as asked."""

import datetime
import itertools

from django.db import connection
from django.utils import timezone

from accounts.models import User
from core.ids import short_id
from feed.ranking import listing, means
from media.models import Picture, Rendition, Upload
from notes.channels import Channel
from notes.models import Comment, Note, NoteSlide, NoteTally, ProductTag
from shop.models import Category, Product, ProductPicture, Sku, Stock, Store

PEOPLE = 400
PRODUCTS = 100
COMMENTS_OF_BUSY_NOTE = 1000
_BODY = "用了三周：出水很稳，但是盖子有点烫手，不适合怕烫的人。Pours well, the lid runs hot. " * 3
_BATCH = 2000


def people() -> list[User]:
    return User.objects.bulk_create(
        User(handle=f"bench{n}", email=f"bench{n}@example.com", name=f"Bench {n}", password="!")
        for n in range(PEOPLE)
    )


def products(owners: list[User]) -> list[Product]:
    """One store with a hundred products, two variants and one picture each."""
    account = User.objects.create(handle="benchstore", name="Bench store", kind=User.Kind.OFFICIAL)
    store = Store.objects.create(slug="bench", name="Bench store", account=account)
    category = Category.objects.create(slug="bench", name_en="Bench", name_zh="台")
    made = Product.objects.bulk_create(
        Product(
            store=store,
            category=category,
            title=f"Gaiwan No. {n}",
            description=_BODY,
            status=Product.Status.ON_SALE,
            price_from=8800,
        )
        for n in range(PRODUCTS)
    )
    skus = Sku.objects.bulk_create(
        Sku(product=product, code=code, options={"Colour": code}, price=8800)
        for product, code in itertools.product(made, ("sage", "white"))
    )
    Stock.objects.bulk_create(Stock(sku=sku, on_hand=1_000_000) for sku in skus)
    pictures = _pictures([owners[0]] * PRODUCTS, "product")
    ProductPicture.objects.bulk_create(
        ProductPicture(product=product, picture=picture, alt=product.title)
        for product, picture in zip(made, pictures, strict=True)
    )
    return made


def notes(count: int, authors: list[User], tagged: list[Product]) -> None:
    """Add so many published, scored notes; every third one tags a product."""
    for start in range(0, count, _BATCH):
        size = min(_BATCH, count - start)
        _notes(size, authors, tagged)
    means.measure(at=timezone.now())


def _notes(size: int, authors: list[User], tagged: list[Product]) -> None:
    now = timezone.now()
    channels = itertools.cycle(Channel.values)
    made = Note.objects.bulk_create(
        Note(
            public_id=short_id(),
            author=authors[n % len(authors)],
            title=f"盖碗用了三周 {n}" if n % 2 else f"Three weeks with it {n}",
            body=_BODY,
            channel=next(channels),
            language="zh-hans" if n % 2 else "en",
            status=Note.Status.PUBLISHED,
            is_ready=True,
            published_at=now - datetime.timedelta(minutes=n),
        )
        for n in range(size)
    )
    pictures = _pictures([note.author for note in made], f"note{made[0].pk}")
    NoteSlide.objects.bulk_create(
        NoteSlide(note=note, picture=picture, position=0, alt="A gaiwan")
        for note, picture in zip(made, pictures, strict=True)
    )
    NoteTally.objects.bulk_create(NoteTally(note=note, likes=note.pk % 900) for note in made)
    ProductTag.objects.bulk_create(
        ProductTag(
            note=note,
            product=tagged[n % len(tagged)],
            relation=ProductTag.Relation.BOUGHT,
        )
        for n, note in enumerate(made[::3])
    )
    listing.enlist_many(made, at=now)


def _pictures(owners: list[User], name: str) -> list[Picture]:
    uploads = Upload.objects.bulk_create(
        Upload(
            owner=owner,
            name=f"{name}-{n}.jpg",
            size=1000,
            sha256=f"{n:064x}",
            status=Upload.Status.READY,
        )
        for n, owner in enumerate(owners)
    )
    pictures = Picture.objects.bulk_create(
        Picture(upload=upload, owner=upload.owner, width=1200, height=1600, is_ready=True)
        for upload in uploads
    )
    Rendition.objects.bulk_create(
        Rendition(
            picture=picture,
            format=Rendition.Format.WEBP,
            width=width,
            height=width * 4 // 3,
            file=f"p/{picture.pk}-{width}.webp",
            size=width * 50,
        )
        for picture, width in itertools.product(pictures, (320, 640, 1200))
    )
    return pictures


def analyze() -> None:
    """What autovacuum does within a minute: let PostgreSQL know how much there is."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def comments(note: Note, authors: list[User], count: int) -> None:
    Comment.objects.bulk_create(
        Comment(
            note=note,
            author=authors[n % len(authors)],
            text=f"Does the lid fit a small tray? {n}",
            at=timezone.now() - datetime.timedelta(seconds=n),
        )
        for n in range(count)
    )
