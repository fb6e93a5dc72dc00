"""Take a report of orders of Taobao Alliance or JD Union in."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shop.provider_reports import FORMATS, UnreadableReport
from shop.services import market_orders


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("provider", choices=sorted(FORMATS))
        parser.add_argument("file", type=Path, help="CSV, in UTF-8 or GBK.")
        parser.add_argument("--dry-run", action="store_true", help="Say only what it would do.")

    def handle(self, *args, **options):
        try:
            raw = options["file"].read_bytes()
            outcome = market_orders.import_report(
                options["provider"],
                raw,
                actor=None,
                at=timezone.now(),
                is_dry=options["dry_run"],
            )
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except UnreadableReport as refusal:
            raise CommandError(refusal.message) from refusal
        for fault in outcome.errors:
            self.stderr.write(f"row {fault.number}, {fault.column}: {fault.message}")
        counted = ("new", "changed", "same", "skipped", "unmatched", "faulty")
        self.stdout.write(", ".join(f"{name} {getattr(outcome, name)}" for name in counted))
        if outcome.faulty:
            raise CommandError(f"{outcome.faulty} rows were not taken.")
