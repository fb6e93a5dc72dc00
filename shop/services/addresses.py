"""The buyer's address book: what was used is kept, the same address once."""

from collections.abc import Mapping

from accounts.models import User
from shop.models import Address

MOST = 30


def remember(user: User, snapshot: Mapping[str, str]) -> Address:
    """Keep an address; one that is there already comes to the top. The oldest gives way."""
    known = Address.objects.filter(user=user, **snapshot).first()
    address = known or Address(user=user, **snapshot)
    address.save()
    surplus = Address.objects.filter(user=user).order_by("-used_at", "pk")[MOST:]
    Address.objects.filter(pk__in=[old.pk for old in surplus]).delete()
    return address


def latest(user: User) -> list[Address]:
    return list(Address.objects.filter(user=user).order_by("-used_at", "pk"))
