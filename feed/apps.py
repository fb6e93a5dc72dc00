from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedConfig(AppConfig):
    name = "feed"
    verbose_name = _("Feed")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        import_module("feed.receivers")
