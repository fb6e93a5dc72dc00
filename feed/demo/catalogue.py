"""Stores with their official accounts, products with variants, stock and ways out."""

import datetime

from django.db import transaction

from accounts.models import User
from feed.demo import chance, goods, papers, pictures, shelves
from media.models import Picture
from media.services import avatars
from shop.models import (
    Category,
    OutboundOffer,
    Product,
    Sku,
    Stock,
    Store,
    StoreStaff,
    Verification,
)
from shop.services import catalogue, outbound, verification

MARKETS = (
    ("tmall", "https://detail.tmall.com/item.htm?id=6{:09d}"),
    ("jd", "https://item.jd.com/1000{:08d}.html"),
)


# The application that waits, and that of the brand whose desk is shown.
WITH_PAPERS = ("culture", "food")
LEGAL = {slug: words or name for slug, name, _kind, _channel, words in goods.STORES}


def stores() -> dict[str, Store]:
    """One store a channel, each with its official account; by channel."""
    for slug, en, zh in goods.CATEGORIES:
        Category.objects.get_or_create(slug=slug, defaults={"name_en": en, "name_zh": zh})
    shelves.plant_tree()
    found = {}
    for slug, name, kind, channel, verified in goods.STORES:
        found[channel] = _store(slug, name, kind, verified)
    return found


def verify(shops: dict[str, Store], *, platform: User, at: datetime.datetime) -> None:
    """What the platform knows of each brand; one more store awaits its decision."""
    for channel, store in shops.items():
        has_applied = store.verifications.exists()
        if has_applied or (store.kind == Store.Kind.ORDINARY and channel != "culture"):
            continue
        draw = chance.of("verification", channel)
        wish = Verification.objects.create(
            store=store,
            applicant=User.objects.filter(store_roles__store=store).first(),
            kind=store.kind if channel != "culture" else Store.Kind.FLAGSHIP,
            legal_name=LEGAL.get(store.slug, store.name),
            registration=f"9144{draw.randrange(10**13):013d}X",
            submitted_at=at - datetime.timedelta(days=draw.randrange(2, 40)),
        )
        if channel in WITH_PAPERS:
            verification.attach(wish, _papers(wish, platform))
        if channel != "culture":
            lasts = at + datetime.timedelta(days=draw.randrange(90, 900))
            reason = "Business licence and trademark seen."
            verification.approve(wish, reviewer=platform, reason=reason, expires_at=lasts, at=at)


def _papers(wish: Verification, platform: User) -> list[tuple[Picture, str]]:
    """What a company sends along; whoever is not yet on the demo's staff is spoken for."""
    owner, slug = wish.applicant or platform, wish.store.slug
    company = slug.replace("-", " ").title()
    licence = papers.certificate(
        owner,
        name=f"licence-{slug}",
        title="BUSINESS LICENCE",
        lines=[
            f"Company: {company} Trading Co., Ltd.",
            f"Registration: {wish.registration}",
            "Kind: limited liability company",
            "Business: retail sale by internet",
            "Established: 12 March 2019",
        ],
    )
    mark = papers.certificate(
        owner,
        name=f"trademark-{slug}",
        title="TRADE MARK",
        lines=[f"Mark: {company.upper()}", "Classes: 16, 21, 30", "Valid until: 2031"],
    )
    return [(licence, "营业执照 · Business licence"), (mark, "商标注册证 · Trade mark")]


def logos(shops: dict[str, Store], shown: dict[int, Picture]) -> None:
    """Each store's mark is its account's face."""
    for channel, store in shops.items():
        avatars.show(user=store.account, picture=shown[pictures.logo(channel)])


def staff(shops: dict[str, Store], logins: dict[str, User]) -> None:
    """The brand's desk works in one store, the rival's in another."""
    for channel, handle in (("food", "brand"), ("home", "rival")):
        StoreStaff.objects.get_or_create(
            store=shops[channel], user=logins[handle], defaults={"role": "owner"}
        )


def products(
    shops: dict[str, Store], shown: dict[int, Picture], *, each: int
) -> dict[str, list[Product]]:
    """So many products of each store, by channel; a repeat adds what is missing."""
    found: dict[str, list[Product]] = {}
    for channel, lines in goods.PRODUCTS.items():
        for number, line in enumerate(lines[:each]):
            picture = shown[pictures.ware(channel, number)]
            product = _product(shops[channel], channel, number, line, picture)
            found.setdefault(channel, []).append(product)
    return found


def picture_numbers(*, each: int) -> list[int]:
    """The pictures that the stores and so many products of each need."""
    return [pictures.logo(channel) for channel in goods.PRODUCTS] + [
        pictures.ware(channel, number)
        for channel, lines in goods.PRODUCTS.items()
        for number in range(len(lines[:each]))
    ]


def _store(slug, name, kind, verified) -> Store:
    handle = f"{slug.replace('-', '_')}_shop"
    account, _ = User.objects.get_or_create(
        handle=handle,
        defaults={
            "kind": User.Kind.OFFICIAL,
            "name": name,
            "verified_as": verified,
            "password": "!",
        },
    )
    store, _ = Store.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "kind": kind,
            "account": account,
            "shipping_terms": "48 小时内发货 · Ships within 48 hours",
            "return_terms": "7 天无理由退货 · 7-day returns",
            "shipping_fee": 800,
            "free_shipping_from": 9900,
            "commission_bp": 800,
        },
    )
    return store


@transaction.atomic
def _product(store, channel, number, line, picture) -> Product:
    category, title, yuan, axis, values = line
    name = chance.public_id("product", channel, number)
    if known := Product.objects.filter(public_id=name).first():
        return known
    draw = chance.of("product", channel, number)
    product = Product.objects.create(
        public_id=name,
        store=store,
        category=Category.objects.get(slug=category),
        title=title,
        description=_description(title, store.name),
    )
    for place, value in enumerate(values or ("",)):
        options = {axis: value} if value else {}
        price = yuan * 100 + (place * 1000 if axis in ("规格", "容量", "Size") else 0)
        code = f"{channel[:3].upper()}-{number:02d}-{place}"
        sku = Sku(product=product, code=code, options=options, price=price, position=place)
        catalogue.save_sku(sku)
        Stock.objects.filter(sku=sku).update(on_hand=draw.choice((0, 6, 24, 60, 180)) + place)
    if not Stock.objects.filter(sku__product=product, on_hand__gt=0).exists():
        Stock.objects.filter(sku__product=product).update(on_hand=12)
    catalogue.set_pictures(product, [(picture, title)])
    _offers(product, draw)
    return catalogue.publish(product)


def _offers(product, draw) -> None:
    for marketplace, address in draw.sample(MARKETS, k=draw.choice((0, 1, 1, 2))):
        offer = OutboundOffer(
            product=product,
            marketplace=marketplace,
            url=address.format(draw.randrange(10**8)),
            last_price=product.skus.all()[0].price + draw.choice((-900, -500, 0, 600)),
            price_seen_at=datetime.date(2026, 11, 1),
        )
        outbound.save_offer(offer)


def _description(title: str, store: str) -> str:
    if any(ord(letter) > 0x2E80 for letter in title):
        return f"{title}，由{store}出品。\n尺寸与材质见图，签收七天内可退。"
    return f"{title} by {store}.\nMeasures and materials as pictured; returns within seven days."
