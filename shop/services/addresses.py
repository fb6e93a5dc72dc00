"""The buyer's address book: what was used is kept, the same address once."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from core.writes import Change, insert
from shop.models import Address

MOST = 30
# What an order keeps of an address.
FIELDS = ("recipient", "phone", "region", "street", "postcode")


def snapshot(address: Mapping[str, str]) -> dict[str, str]:
    """The fields of an address that an order keeps, and no others."""
    return {field: address.get(field, "") for field in FIELDS}


def remember(user: User, sent: Mapping[str, str], *, at: datetime) -> None:
    """Keep an address; one that is there already comes to the top. The oldest gives way."""
    if _USED_AGAIN.run(user=user.pk, at=at, **sent):
        return
    insert([Address(user=user, used_at=at, **sent)])
    surplus = Address.objects.filter(user=user).order_by("-used_at", "pk")[MOST:]
    Address.objects.filter(pk__in=[old.pk for old in surplus]).delete()


def latest(user: User) -> list[Address]:
    return list(Address.objects.filter(user=user).order_by("-used_at", "pk"))


_USED_AGAIN = Change(
    lambda user, at, **sent: (
        Address.objects.filter(user=User(pk=user), **sent),
        {"used_at": at},
    ),
    "user",
    "at",
    *FIELDS,
    texts=FIELDS,
    moments=["at"],
)
