"""Products of one store by the sheet: all rows are taken, or none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from shop import product_sheet
from shop.models import Category, Product, Sku, Store
from shop.product_sheet import Fault, Line
from shop.services import catalogue, stock


@dataclass
class Outcome:
    """What a sheet did, or would do; with a single fault, nothing."""

    is_dry: bool
    new_products: int = 0
    new_skus: int = 0
    changed_skus: int = 0
    stock_changes: int = 0
    faults: list[Fault] = field(default_factory=list)


class _Undone(Exception):
    """Takes everything back."""


def take(
    store: Store, content: bytes, *, actor: User, reference: str, is_dry: bool = False
) -> Outcome:
    """Take a sheet in, or only say what it would do. A repeat of a reference moves no stock twice.

    Stock is changed by differences alone; a product or variant that the sheet leaves out stays.
    """
    sheet = product_sheet.read(content)
    outcome = Outcome(is_dry, faults=sheet.faults)
    try:
        with transaction.atomic():
            _Run(store, actor, reference, outcome).write(sheet.lines)
            if is_dry or outcome.faults:
                raise _Undone
    except _Undone:
        pass
    outcome.faults.sort(key=lambda fault: fault.row)
    return outcome


def rows(store: Store) -> Iterator[dict[str, Any]]:
    """Every variant of a store, as `product_sheet` writes it."""
    free = F("stocks__on_hand") - F("stocks__held") - F("stocks__committed")
    skus = Sku.objects.filter(product__store=store).select_related("product__category")
    listed = skus.annotate(available=Coalesce(Sum(free), 0)).order_by(
        "product_id", "position", "pk"
    )
    for sku in listed.iterator(chunk_size=1000):
        yield {
            "product": sku.product.public_id,
            "title": sku.product.title,
            "category": sku.product.category.slug,
            "description": sku.product.description,
            "code": sku.code,
            "options": product_sheet.options_in_words(sku.options),
            "price": f"{sku.price // 100}.{sku.price % 100:02d}",
            "sold": "yes" if sku.is_active else "no",
            "stock": sku.available,
            "stock_change": "",
        }


class _Run:
    """One sheet on its way into the database, inside one transaction."""

    def __init__(self, store: Store, actor: User, reference: str, outcome: Outcome) -> None:
        self.store, self.actor, self.reference = store, actor, reference
        self.outcome = outcome
        self.categories = {each.slug: each for each in Category.objects.all()}
        self.seen: set[tuple[str, str]] = set()

    def write(self, lines: list[Line]) -> None:
        for group in self._by_product(lines):
            product = self._product(group[0])
            if product is None:
                continue
            with_skus = [pair for line in group if (pair := self._sku(product, line))]
            self._settle(product, group[0])
            for sku, line in with_skus:
                self._move(sku, line)

    def _by_product(self, lines: list[Line]) -> list[list[Line]]:
        """Rows of one product together; new products are told apart by their titles."""
        groups: dict[tuple[str, str], list[Line]] = {}
        for line in lines:
            key = (line.product, "" if line.product else line.title)
            groups.setdefault(key, []).append(line)
        return list(groups.values())

    def _product(self, line: Line) -> Product | None:
        category = self.categories.get(line.category)
        if category is None:
            self._fault(line, "category", _("There is no such category."))
            return None
        if not line.product:
            self.outcome.new_products += 1
            return catalogue.create_product(
                self.store, category=category, title=line.title, description=line.description
            )
        found = Product.objects.select_for_update().filter(store=self.store, public_id=line.product)
        product = found.first()
        if product is None:
            # One of another store is none of this store's: both are answered alike.
            self._fault(line, "product", _("This store has no such product."))
            return None
        product.category, product.title = category, line.title
        product.description = line.description or product.description
        product.save(update_fields=["category", "title", "description"])
        return product

    def _sku(self, product: Product, line: Line) -> tuple[Sku, Line] | None:
        key = (product.public_id, line.code)
        if key in self.seen:
            self._fault(line, "code", _("This code stands twice for one product."))
            return None
        self.seen.add(key)
        known = product.skus.filter(code=line.code).first()
        if known is None and not self._has_room(product, line):
            return None
        sku = known or Sku(product=product, code=line.code, position=product.skus.count())
        before = (sku.price, sku.options, sku.is_active) if known else None
        sku.price, sku.is_active = line.price, line.is_sold
        sku.options = dict(line.options) or sku.options
        if known is None:
            self.outcome.new_skus += 1
        elif before != (sku.price, sku.options, sku.is_active):
            self.outcome.changed_skus += 1
        sku.save()
        return sku, line

    def _has_room(self, product: Product, line: Line) -> bool:
        try:
            catalogue.check_room(product, 1, field="code")
        except RuleViolation as refusal:
            self._fault(line, "code", refusal.message)
            return False
        return True

    def _settle(self, product: Product, line: Line) -> None:
        try:
            with transaction.atomic():
                catalogue.refresh(product)
        except RuleViolation as refusal:
            self._fault(line, "options", refusal.message)

    def _move(self, sku: Sku, line: Line) -> None:
        if not line.stock_change:
            return
        try:
            with transaction.atomic():
                stock.adjust(
                    sku,
                    line.stock_change,
                    reference=f"sheet:{self.reference}:{line.row}",
                    actor=self.actor,
                    reason=_("By the sheet"),
                )
        except RuleViolation as refusal:
            self._fault(line, "stock_change", refusal.message)
        else:
            self.outcome.stock_changes += 1

    def _fault(self, line: Line, column: str, reason: str) -> None:
        self.outcome.faults.append(Fault(line.row, column, reason))
