"""Write the search index anew, all of it, while the site runs."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from feed.search import index


class Command(BaseCommand):
    help = "Write the search index anew: notes, products, stores, people, topics."

    def handle(self, *args, **options):
        rows = index.rebuild(at=timezone.now(), tell=self._tell)
        self.stdout.write(f"{rows} rows written.")

    def _tell(self, done, all_of_them):
        self.stdout.write(f"  notes up to {done} of {all_of_them}")
