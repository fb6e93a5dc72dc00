"""Make scores anew by hand: from what is stored of each reader, or from the truth."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from feed.ranking import pool, rebuild


class Command(BaseCommand):
    help = "Weigh all notes anew; with --from-truth, rebuild all scores out of the events."

    def add_arguments(self, parser):
        parser.add_argument(
            "--from-truth",
            action="store_true",
            help="Rebuild from engagement, orders and the last thirty days of attention.",
        )

    def handle(self, *args, **options):
        make = rebuild.rebuild_all if options["from_truth"] else rebuild.reweigh_all
        notes = make(at=timezone.now())
        pool.tell_change()
        self.stdout.write(f"{notes} notes have a score.")
