"""Try the product's ranking in worlds of readers and creators, beside other rankers."""

import time
from datetime import UTC, datetime

from django.core.management.base import BaseCommand

from feed.simulation import figures, trial
from feed.simulation.world import FULL, SMALL

SIZES = {"small": SMALL, "full": FULL}
# The clock of every trial: figures do not depend on the day they are made.
BEGINS = datetime(2026, 1, 5, tzinfo=UTC)


class Command(BaseCommand):
    help = "Simulate readers, creators, clickbait, rings and a brigade; the site is not touched."

    def add_arguments(self, parser):
        parser.add_argument("--seeds", type=int, default=3, help="So many worlds.")
        parser.add_argument("--first-seed", type=int, default=1)
        parser.add_argument("--scale", choices=list(SIZES), default="full")

    def handle(self, *args, seeds, first_seed, scale, **options):
        began = time.monotonic()
        found: dict[str, list[figures.Figures]] = {}
        for seed in range(first_seed, first_seed + max(seeds, 1)):
            own = {}
            for name, measured in trial.of(seed, SIZES[scale], begins=BEGINS):
                own[name] = measured
                found.setdefault(name, []).append(measured)
            self._say(f"seed {seed}", own, began)
        if seeds > 1:
            means = {name: figures.mean(each) for name, each in found.items()}
            self._say(f"mean of {seeds} seeds", means, began)

    def _say(self, title, found, began):
        self.stdout.write(f"{title}, after {time.monotonic() - began:.0f} s")
        for line in trial.table(found):
            self.stdout.write(line)
        self.stdout.flush()
