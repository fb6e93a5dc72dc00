"""Load the demo data: once, and on where a killed run stopped."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from feed.demo import load


class Command(BaseCommand):
    help = "Load the demo data. A repeat adds nothing."

    def add_arguments(self, parser):
        size = load.Size()
        parser.add_argument("--first", type=int, help="Only so many notes; the rest comes later.")
        parser.add_argument("--notes", type=int, default=size.notes)
        parser.add_argument("--creators", type=int, default=size.creators)
        parser.add_argument("--readers", type=int, default=size.readers)
        parser.add_argument("--products", type=int, default=size.products, help="Of each store.")
        parser.add_argument("--orders", type=int, default=size.orders)

    def handle(self, *args, first, notes, creators, readers, products, orders, **options):
        began = time.monotonic()
        size = load.Size(notes, creators, readers, orders, products)
        say = self.stdout.write if options["verbosity"] > 1 else _silent
        load.load(size, at=timezone.now(), first=first, say=say)
        settings.VAR.mkdir(parents=True, exist_ok=True)
        (settings.VAR / "demo-logins.txt").write_text(load.notice())
        self.stdout.write(f"Demo data is in after {time.monotonic() - began:.0f} s.")


def _silent(text: str) -> None:
    """Nobody asked."""
