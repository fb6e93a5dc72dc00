"""The Celery app and the whole beat schedule."""

import os
from importlib import import_module

from celery import Celery
from celery.schedules import crontab
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rednote.settings.dev")

# Every address of a Redis or Valkey leads to the transport that survives its death.
TRANSPORT_ALIASES.update(redis="rednote.broker:Transport", rediss="rednote.broker:Transport")


class _App(Celery):
    def clock(self) -> type:
        """What `celery beat` runs."""
        return self.subclass_with_self("rednote.beat:Clock")

    # The name by which Celery asks for it.
    Beat = property(clock)


app = _App("rednote")
app.config_from_object("django.conf:settings", namespace="CELERY")
import_module("rednote.forking")
app.autodiscover_tasks()
# What needs scipy: imported by workers, never by the web.
app.autodiscover_tasks(["feed"], related_name="worker_tasks")

# Orders and scores wait behind nothing; pictures hold nobody up.
app.conf.task_routes = {
    "shop.tasks.*": {"queue": "urgent"},
    "feed.tasks.fold": {"queue": "urgent"},
    "feed.tasks.index_search": {"queue": "urgent"},
    "notes.tasks.keep_tallies": {"queue": "urgent"},
    "media.tasks.*": {"queue": "media"},
}

# Seconds between runs. A task is a wake-up; these sweeps over the database are the truth.
app.conf.beat_schedule = {
    "keep-tallies": {
        "task": "notes.tasks.keep_tallies",
        "schedule": 2,
        "options": {"queue": "urgent", "expires": 4},
    },
    "settle-waiting-notes": {
        "task": "notes.tasks.settle_waiting",
        "schedule": 10,
        "options": {"queue": "default", "expires": 20},
    },
    "make-renditions": {
        "task": "media.tasks.make_renditions",
        "schedule": 10,
        "options": {"queue": "media", "expires": 20},
    },
    "sweep-limits": {
        "task": "accounts.tasks.sweep_limits",
        "schedule": 3600,
        "options": {"queue": "default", "expires": 3600},
    },
    "sweep-orphaned-uploads": {
        "task": "media.tasks.sweep_orphans",
        "schedule": 3600,
        "options": {"queue": "media", "expires": 3600},
    },
    "sweep-orphaned-papers": {
        "task": "shop.tasks.sweep_orphaned_papers",
        "schedule": 3600,
        "options": {"queue": "media", "expires": 3600},
    },
    "close-unpaid": {
        "task": "shop.tasks.close_unpaid",
        "schedule": 15,
        "options": {"queue": "urgent", "expires": 30},
    },
    "return-unsold": {
        "task": "shop.tasks.return_unsold",
        "schedule": 30,
        "options": {"queue": "default", "expires": 60},
    },
    "reconcile-payments": {
        "task": "shop.tasks.reconcile_payments",
        "schedule": 30,
        "options": {"queue": "urgent", "expires": 60},
    },
    "submit-refunds": {
        "task": "shop.tasks.submit_refunds",
        "schedule": 30,
        "options": {"queue": "urgent", "expires": 60},
    },
    "settle-prices": {
        "task": "shop.tasks.settle_prices",
        "schedule": 5,
        "options": {"queue": "urgent", "expires": 10},
    },
    "sweep-badges": {
        "task": "shop.tasks.sweep_badges",
        "schedule": 30,
        "options": {"queue": "default", "expires": 60},
    },
    "match-bills": {
        "task": "shop.tasks.match_bills",
        "schedule": crontab(hour=3, minute=10),
        "options": {"queue": "default"},
    },
    "book-missing": {
        "task": "shop.tasks.book_missing",
        "schedule": 600,
        "options": {"queue": "default", "expires": 600},
    },
    "recount-sales": {
        "task": "shop.tasks.recount_sales",
        "schedule": 600,
        "options": {"queue": "default", "expires": 600},
    },
    "fold-news": {
        "task": "feed.tasks.fold",
        "schedule": 1,
        "options": {"queue": "urgent", "expires": 3},
    },
    "refresh-lists": {
        "task": "feed.tasks.refresh_lists",
        "schedule": 4,
        "options": {"queue": "urgent", "expires": 4},
    },
    "weigh-trust": {
        "task": "feed.tasks.weigh_trust",
        "schedule": 20,
        "options": {"queue": "default", "expires": 20},
    },
    "measure-channel-means": {
        "task": "feed.tasks.measure_means",
        "schedule": 3600,
        "options": {"queue": "default", "expires": 3600},
    },
    "sweep-listing": {
        "task": "feed.tasks.sweep_listing",
        "schedule": 30,
        "options": {"queue": "default", "expires": 30},
    },
    "log-exposures": {
        "task": "feed.tasks.log_exposures",
        "schedule": 5,
        "options": {"queue": "default", "expires": 10},
    },
    "measure-experiments": {
        "task": "feed.worker_tasks.measure_experiments",
        "schedule": 600,
        "options": {"queue": "default", "expires": 600},
    },
    "measure-fairness": {
        "task": "feed.tasks.measure_fairness",
        "schedule": 3600,
        "options": {"queue": "default", "expires": 3600},
    },
    "index-search": {
        "task": "feed.tasks.index_search",
        "schedule": 2,
        "options": {"queue": "urgent", "expires": 4},
    },
    "sweep-search": {
        "task": "feed.tasks.sweep_search",
        "schedule": 30,
        "options": {"queue": "default", "expires": 30},
    },
    "restep-search": {
        "task": "feed.tasks.restep_search",
        "schedule": 60,
        "options": {"queue": "default", "expires": 60},
    },
    "measure-searches": {
        "task": "feed.tasks.measure_searches",
        "schedule": 60,
        "options": {"queue": "default", "expires": 60},
    },
    "search-night": {
        "task": "feed.tasks.search_night",
        "schedule": crontab(hour="*/6", minute=40),
        "options": {"queue": "default", "expires": 3600},
    },
    "turn-attention-days": {
        "task": "feed.tasks.turn_days",
        "schedule": crontab(minute=25),
        "options": {"queue": "default", "expires": 3600},
    },
    "feed-night": {
        "task": "feed.tasks.night",
        "schedule": crontab(hour=4, minute=10),
        "options": {"queue": "default", "expires": 3600},
    },
    "refresh-tastes": {
        "task": "feed.worker_tasks.refresh_tastes",
        "schedule": 5,
        "options": {"queue": "default", "expires": 5},
    },
    "refresh-similar": {
        "task": "feed.worker_tasks.refresh_similar",
        "schedule": 15,
        "options": {"queue": "default", "expires": 15},
    },
    "rebuild-similar": {
        "task": "feed.worker_tasks.rebuild_similar",
        "schedule": crontab(hour=4, minute=30),
        "options": {"queue": "default", "expires": 3600},
    },
    "keep-order-deadlines": {
        "task": "shop.tasks.keep_order_deadlines",
        "schedule": 60,
        "options": {"queue": "urgent", "expires": 60},
    },
    "keep-case-deadlines": {
        "task": "shop.tasks.keep_case_deadlines",
        "schedule": 30,
        "options": {"queue": "urgent", "expires": 30},
    },
    "track-parcels": {
        "task": "shop.tasks.track_parcels",
        "schedule": 120,
        "options": {"queue": "default", "expires": 120},
    },
    "sweep-guest-carts": {
        "task": "shop.tasks.sweep_guest_carts",
        "schedule": 3600,
        "options": {"queue": "default", "expires": 3600},
    },
}
