"""What staff of a store do to its products, beyond one row: for the admin's other door, the API."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from media.models import Picture
from shop.models import Product, Sku, Store, StoreStaff
from shop.services import attributes, catalogue


class UnfitPicture(RuleViolation):
    code = "unfit_picture"
    status = 400


class CodeTaken(RuleViolation):
    code = "code_taken"


def may_change(user: User, store: Store) -> bool:
    """Owners and editors, and the platform: as in the admin."""
    roles = (StoreStaff.Role.OWNER, StoreStaff.Role.EDITOR)
    staff = StoreStaff.objects.filter(store=store, user=user, role__in=roles)
    return user.is_superuser or staff.exists()


@transaction.atomic
def create(
    store: Store,
    *,
    variants: Sequence[Mapping[str, Any]],
    pictures: Sequence[Mapping[str, Any]],
    actor: User,
    **said: Any,
) -> Product:
    """Open a draft with its variants and pictures, all or nothing.

    :raises CodeTaken: if two variants have one code
    :raises VariantsUnclear: if buyers could not tell two variants apart
    :raises UnfitPicture: if one is no upload of the actor's
    """
    product = catalogue.create_product(store, **said)
    for position, values in enumerate(variants):
        _refuse_taken(product, values["code"])
        Sku.objects.create(product=product, **{"position": position, **values})
    if pictures:
        show(product, pictures, actor=actor)
    return catalogue.refresh(product)


@transaction.atomic
def change(
    product: Product,
    *,
    actor: User,
    pictures: Sequence[Mapping[str, Any]] | None = None,
    **said: Any,
) -> Product:
    """Write what is named; the rest stays.

    :raises UnfitPicture: as `create`
    """
    Product.objects.select_for_update().get(pk=product.pk)
    if said:
        catalogue.update_product(product, **said)
    if "category" in said:
        attributes.keep_facets(product)
    if pictures is not None:
        show(product, pictures, actor=actor)
    return product


@transaction.atomic
def write_variant(sku: Sku, values: Mapping[str, Any]) -> Sku:
    """Change a variant, or keep a new one.

    :raises CodeTaken: if another variant of the product has the code
    :raises VariantsUnclear: if buyers could not tell it from another, or there are too many
    """
    # The product before its variants, as whoever refreshes it.
    product = Product.objects.select_for_update().get(pk=sku.product_id)
    if "code" in values:
        _refuse_taken(product, values["code"], but=sku.pk)
    is_new = sku.pk is None
    if is_new:
        catalogue.check_room(product, 1, field="skus")
        sku.position = product.skus.count()
    else:
        # As whoever held the product before has left it.
        sku = product.skus.get(pk=sku.pk)
    for name, value in values.items():
        setattr(sku, name, value)
    return catalogue.save_sku(sku, named=None if is_new else [*values])


def show(product: Product, pictures: Sequence[Mapping[str, Any]], *, actor: User) -> None:
    """Show these uploads of the actor's, and pictures that it shows already, in this order.

    :raises UnfitPicture: if one is neither
    :raises TooManyPictures: above the limit
    """
    asked: list[UUID] = [one["upload"] for one in pictures]
    shown = product.pictures.values("picture")
    mine = Picture.objects.filter(owner=actor, upload__is_private=False)
    known = mine | Picture.objects.filter(pk__in=shown)
    found = {picture.upload_id: picture for picture in known.filter(upload_id__in=asked)}
    if len(set(asked)) != len(asked) or set(found) != set(asked):
        message = _("A picture is none of your uploads. Please add it again.")
        raise UnfitPicture(message, field="pictures")
    catalogue.set_pictures(product, [(found[one["upload"]], one["alt"]) for one in pictures])


def _refuse_taken(product: Product, code: str, *, but: int | None = None) -> None:
    named = product.skus.filter(code=code)
    if (named.exclude(pk=but) if but else named).exists():
        message = _("Another variant of this product has the code %(code)s.") % {"code": code}
        raise CodeTaken(message, field="code")
