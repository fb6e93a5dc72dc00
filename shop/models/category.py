"""The tree of what is sold."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    # The top counts as one.
    MOST_LEVELS = 4

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=60)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("above it"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=models.F("pk")), name="category_not_in_itself"
            )
        ]

    def __str__(self):
        return f"{self.name_zh} {self.name_en}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    def clean(self):
        """Refuse a place below itself, or too deep with all that hangs on it."""
        level, above = 1, self.parent
        while above is not None:
            level += 1
            if above.pk == self.pk or level > self.MOST_LEVELS:
                raise ValidationError({"parent": _too_deep(self.MOST_LEVELS)})
            above = above.parent
        if self.pk and level + _height(self.pk) > self.MOST_LEVELS:
            raise ValidationError({"parent": _too_deep(self.MOST_LEVELS)})


def _too_deep(most: int):
    return _("A category stands below others, at most %(most)d levels deep.") % {"most": most}


def _height(pk: int) -> int:
    """How many levels stand below."""
    height, level = 0, [pk]
    while level := list(Category.objects.filter(parent__in=level).values_list("pk", flat=True)):
        height += 1
        if height >= Category.MOST_LEVELS:
            break
    return height
