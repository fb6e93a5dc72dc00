"""A small world with one of everything, and somebody in every role."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from accounts.models import Block, User
from notes.models import Comment, Note, NoteTopic, ProductTag, Topic
from shop.models import Address, OrderGroup, OutboundOffer, Product, Sku, Store, StoreOrder
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.notes import CommentFactory, DraftFactory, NoteFactory, ProductTagFactory
from tests.factories.offers import OutboundOfferFactory
from tests.factories.orders import ADDRESS, placed
from tests.factories.shop import SkuFactory, StoreFactory, StoreStaffFactory
from tests.routing import ROLES


@dataclass
class World:
    """What routes are asked about. `owner` wrote the note and placed the order."""

    people: dict[str, User]
    store: Store
    rival_store: Store
    product: Product
    sku: Sku
    offer: OutboundOffer
    note: Note
    draft: Note
    tag: ProductTag
    topic: Topic
    comment: Comment
    picture: Any
    upload: Any
    address: Address
    order: OrderGroup
    store_order: StoreOrder

    def __getattr__(self, role: str) -> User:
        """Whoever has this role: `world.owner`, `world.reader`."""
        if role in ROLES[1:]:
            return self.people[role]
        raise AttributeError(role)

    def client(self, role: str) -> Client:
        client = Client()
        if role != "anonymous":
            client.force_login(self.people[role])
        return client


@pytest.fixture
def world(db) -> World:
    people = _people()
    owner = people["owner"]
    store, rival_store = StoreFactory(), StoreFactory()
    StoreStaffFactory(store=store, user=people["staff"])
    StoreStaffFactory(store=rival_store, user=people["rival_staff"])
    sku = SkuFactory(product__store=store)
    note = NoteFactory(author=owner)
    topic = Topic.objects.create(key="tea", name="Tea")
    NoteTopic.objects.create(note=note, topic=topic)
    picture = PictureFactory(owner=owner)
    order = placed(owner, [sku])
    return World(
        people=people,
        store=store,
        rival_store=rival_store,
        product=sku.product,
        sku=sku,
        offer=OutboundOfferFactory(product=sku.product),
        note=note,
        draft=DraftFactory(author=owner),
        tag=ProductTagFactory(note=note, product=sku.product),
        topic=topic,
        comment=CommentFactory(note=note, author=owner),
        picture=picture,
        upload=picture.upload,
        address=Address.objects.create(user=owner, **ADDRESS),
        order=order,
        store_order=order.store_orders.get(),
    )


def _people() -> dict[str, User]:
    people = {role: UserFactory(handle=role.replace("_", ".")) for role in ROLES[1:]}
    Block.objects.create(blocker=people["owner"], blocked=people["blocked"])
    for role in ("staff", "rival_staff", "platform"):
        people[role].is_staff = True
    people["platform"].is_superuser = True
    User.objects.bulk_update(people.values(), ["is_staff", "is_superuser"])
    return people
