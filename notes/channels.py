"""The channels of explore: an author chooses one at publishing."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    FASHION = "fashion", _("Fashion")
    BEAUTY = "beauty", _("Beauty")
    FOOD = "food", _("Food")
    HOME = "home", pgettext_lazy("channel", "Home")
    TRAVEL = "travel", _("Travel")
    FITNESS = "fitness", _("Fitness")
    TECH = "tech", _("Tech")
    PARENTING = "parenting", _("Parenting")
    PETS = "pets", _("Pets")
    CULTURE = "culture", _("Culture")
