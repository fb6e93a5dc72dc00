"""Where a store ships, and what that costs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop import regions
from shop.models.store import Store


class ShippingRule(models.Model):
    """One line of a store's table of fees. The rule that names the province is asked before one
    that names the country, and that before the rule for everywhere else."""

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="shipping_rules", verbose_name=_("store")
    )
    # Provinces by the first two digits of their GB/T 2260 code, countries by ISO 3166.
    regions = ArrayField(
        models.CharField(max_length=2),
        default=list,
        blank=True,
        verbose_name=_("regions"),
        help_text=_("None: everywhere that no other rule names."),
    )
    is_served = models.BooleanField(_("ships there"), default=True)
    # Sums are minor units (fen).
    fee = models.BigIntegerField(_("fee"), default=0, help_text=_("For the first weight."))
    free_from = models.BigIntegerField(
        _("free from"), null=True, blank=True, help_text=_("Sum of the goods; empty: never.")
    )
    first_grams = models.PositiveIntegerField(
        _("first weight"), null=True, blank=True, help_text=_("Grams; empty: whatever it weighs.")
    )
    step_grams = models.PositiveIntegerField(
        _("each further"), null=True, blank=True, help_text=_("Grams.")
    )
    step_fee = models.BigIntegerField(
        _("costs more"), default=0, help_text=_("For each further weight begun.")
    )

    class Meta:
        verbose_name = _("shipping rule")
        verbose_name_plural = _("shipping rules")
        constraints = [
            models.UniqueConstraint(
                fields=["store"], name="shipping_rule_elsewhere", condition=Q(regions=[])
            ),
            models.CheckConstraint(
                condition=Q(fee__gte=0, step_fee__gte=0) & (Q(free_from=None) | Q(free_from__gt=0)),
                name="shipping_rule_fees",
            ),
            models.CheckConstraint(
                condition=Q(first_grams=None, step_grams=None)
                | Q(first_grams__isnull=False, step_grams__gt=0),
                name="shipping_rule_weights",
            ),
        ]

    def __str__(self):
        return ", ".join(map(regions.name_of, self.regions)) or str(_("everywhere else"))

    def fee_for(self, *, goods: int, grams: int) -> int:
        """What sending costs: flat, by weight, or nothing from a sum on."""
        if self.free_from is not None and goods >= self.free_from:
            return 0
        if self.first_grams is None or self.step_grams is None or grams <= self.first_grams:
            return self.fee
        steps = -(-(grams - self.first_grams) // self.step_grams)
        return self.fee + steps * self.step_fee
