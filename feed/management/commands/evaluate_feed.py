"""How well the product's recommendations foresee recorded acts, beside well-known recommenders."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from feed.evaluation import baselines, data, metrics, product

_SPLITS = {"loo": data.leave_one_out, "time": data.by_time}


class Command(BaseCommand):
    help = "Measure recommendations on a file of user, item and timestamp, parted by tabs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--interactions", type=Path, required=True, metavar="FILE.tsv")
        parser.add_argument(
            "--split",
            choices=list(_SPLITS),
            default="loo",
            help="loo: each reader's last act; time: the last fifth of all acts.",
        )
        parser.add_argument(
            "--baselines", action="store_true", help="Measure well-known recommenders as well."
        )

    def handle(self, *args, **options):
        began, spent = time.monotonic(), time.process_time()
        try:
            trial = _SPLITS[options["split"]](*data.read(options["interactions"]))
        except (OSError, UnicodeDecodeError, data.Unreadable) as wrong:
            raise CommandError(f"--interactions: {wrong}") from wrong
        if not len(trial.readers):
            raise CommandError("--split: nobody in this file has both a past and a future.")
        touched = trial.past.per_note()
        self._say(
            f"{len(trial.past.note)} acts of {trial.past.readers} readers on {trial.past.notes} "
            f"notes; {len(trial.readers)} readers asked"
        )
        self._measure("rednote", product.recommend(trial), trial, touched)
        if options["baselines"]:
            for name, shown in baselines.run(trial):
                self._measure(name, shown, trial, touched)
            if trial.past.notes > baselines.EASE_MOST:
                self.stderr.write(f"EASE is left out: more than {baselines.EASE_MOST} notes.")
        clock, processor = time.monotonic() - began, time.process_time() - spent
        self._say(f"{clock:.0f} s, {processor:.0f} s of processor")

    def _measure(self, name, shown, trial, touched):
        self._say(f"{name} {metrics.measure(shown, trial.targets, touched)}")

    def _say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
