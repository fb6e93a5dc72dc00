"""What is said of all products of a category, and what one of them says."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from shop.models.category import Category
from shop.models.product import Product


class Attribute(models.Model):
    """A question that every product of a category, and of those below it, may answer."""

    class Kind(models.TextChoices):
        CHOICE = "choice", _("One of a list")
        NUMBER = "number", _("Number")
        TEXT = "text", _("Text")

    category = models.ForeignKey(
        Category, models.CASCADE, related_name="attributes", verbose_name=_("category")
    )
    code = models.SlugField(_("code"), max_length=30)
    name_en = models.CharField(_("English name"), max_length=40)
    name_zh = models.CharField(_("Chinese name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.CHOICE)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    is_facet = models.BooleanField(
        _("narrows lists"),
        default=True,
        help_text=_("Shown beside lists, to choose by. Lists of values and numbers alone."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["category", "code"], name="attribute_code_once")
        ]

    def __str__(self):
        return f"{self.name_zh} {self.name_en}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class AttributeChoice(models.Model):
    attribute = models.ForeignKey(Attribute, models.CASCADE, related_name="choices")
    code = models.SlugField(_("code"), max_length=30)
    name_en = models.CharField(_("English name"), max_length=40)
    name_zh = models.CharField(_("Chinese name"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = pgettext_lazy("attribute", "value")
        verbose_name_plural = pgettext_lazy("attribute", "values")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["attribute", "code"], name="attribute_choice_once")
        ]

    def __str__(self):
        return f"{self.name_zh} {self.name_en}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class ProductAttribute(models.Model):
    """One answer: a choice, a number or a text, as the attribute's kind has it."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="attributes")
    attribute = models.ForeignKey(
        Attribute, models.CASCADE, related_name="+", verbose_name=_("attribute")
    )
    choice = models.ForeignKey(
        AttributeChoice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("attribute", "value"),
    )
    number = models.DecimalField(
        _("number"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    text = models.CharField(_("text"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["attribute__position", "attribute"]
        constraints = [
            models.UniqueConstraint(fields=["product", "attribute"], name="one_answer"),
            models.CheckConstraint(
                condition=Q(choice__isnull=False, number=None, text="")
                | (Q(choice=None, number__isnull=False, text=""))
                | (Q(choice=None, number=None) & ~Q(text="")),
                name="one_answer_of_one_kind",
            ),
        ]
        indexes = [
            models.Index(
                fields=["attribute", "number"],
                name="answer_by_number",
                condition=Q(number__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.attribute}: {self.shown}"

    @property
    def shown(self) -> str:
        """The answer in the reader's language, with its unit."""
        if self.choice is not None:
            return self.choice.name
        if self.number is not None:
            return f"{self.number.normalize():f} {self.attribute.unit}".strip()
        return self.text
