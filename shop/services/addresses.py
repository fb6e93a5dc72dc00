"""The buyer's address book: what was used is kept, the same address once."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from core.writes import Change, insert
from shop import regions
from shop.models import Address

MOST = 30
FIELDS = Address.KEPT


class BookFull(RuleViolation):
    code = "address_book_full"


def snapshot(address: Mapping[str, str]) -> dict[str, str]:
    """The fields of an address that an order keeps, and no others; its province found out."""
    sent = {field: address.get(field, "") for field in FIELDS}
    sent["country"] = sent["country"] or regions.HOME
    sent["province"] = regions.province_of(sent["country"], sent["province"], sent["region"])
    return sent


def remember(user: User, sent: Mapping[str, str], *, at: datetime) -> None:
    """Keep an address; one that is there already comes to the top. The oldest gives way."""
    if _USED_AGAIN.run(user=user.pk, at=at, **sent):
        return
    insert([Address(user=user, used_at=at, **sent)])
    surplus = Address.objects.filter(user=user).order_by("-used_at", "pk")[MOST:]
    Address.objects.filter(pk__in=[old.pk for old in surplus]).delete()


def latest(user: User) -> list[Address]:
    """The user's addresses: the default, then what was used last."""
    return list(Address.objects.filter(user=user).order_by("-is_default", "-used_at", "pk"))


def save(
    user: User, sent: Mapping[str, str], *, address: Address | None = None, at: datetime
) -> Address:
    """Write down a new address, or this one anew.

    :raises BookFull: if there are too many
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if address is None and Address.objects.filter(user=user).count() >= MOST:
            raise BookFull(_("Remove an address first: you have %(most)d.") % {"most": MOST})
        kept = address or Address(user=user, used_at=at)
        for field, value in snapshot(sent).items():
            setattr(kept, field, value)
        kept.save()
    return kept


def make_default(address: Address) -> None:
    """The first to be offered; a repeat changes nothing."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=address.user_id)
        Address.objects.filter(user=address.user_id).exclude(pk=address.pk).update(is_default=False)
        Address.objects.filter(pk=address.pk).update(is_default=True)
    address.is_default = True


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
