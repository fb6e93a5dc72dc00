"""Stores, and what they sell."""

from datetime import timedelta

import factory
from django.utils import timezone

from shop.models import Category, Product, Sku, Stock, Store, StoreStaff
from tests.factories.accounts import OfficialAccountFactory, UserFactory


class StoreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Store

    slug = factory.Sequence(lambda n: f"store-{n}")
    name = factory.LazyAttribute(lambda store: store.slug.title())
    account = factory.SubFactory(OfficialAccountFactory)

    @factory.lazy_attribute
    def verified_until(self):
        """A store that is more than ordinary was verified, unless a test says otherwise."""
        is_ordinary = getattr(self, "kind", Store.Kind.ORDINARY) == Store.Kind.ORDINARY
        return None if is_ordinary else timezone.now() + timedelta(days=300)


class StoreStaffFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoreStaff

    store = factory.SubFactory(StoreFactory)
    user = factory.SubFactory(UserFactory, is_staff=True)
    role = StoreStaff.Role.OWNER


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ("slug",)

    slug = "tea"
    name_en = "Tea"
    name_zh = "茶"


class ProductFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Product

    store = factory.SubFactory(StoreFactory)
    category = factory.SubFactory(CategoryFactory)
    title = factory.Sequence(lambda n: f"Gaiwan No. {n}")
    status = Product.Status.ON_SALE
    price_from = 8800


class SkuFactory(factory.django.DjangoModelFactory):
    """A sold variant with its stock: `SkuFactory(on_hand=3)`."""

    class Meta:
        model = Sku
        skip_postgeneration_save = True

    product = factory.SubFactory(ProductFactory)
    code = factory.Sequence(lambda n: f"SKU-{n}")
    price = 8800

    @factory.post_generation
    def on_hand(self, create, extracted, **kwargs):
        if create:
            Stock.objects.create(sku=self, on_hand=10 if extracted is None else extracted)
