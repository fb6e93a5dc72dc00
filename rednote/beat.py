"""The clock among the processes: it sends names at their times, and loads nothing of the site."""

from importlib import import_module

from celery.apps import beat
from django.conf import settings
from django.utils.log import configure_logging


class Clock(beat.Beat):
    def init_loader(self) -> None:
        # Celery's own imports all tasks here, a hundred megabytes that only workers need.
        configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
        import_module("core.heartbeats")
        self.app.finalize()
