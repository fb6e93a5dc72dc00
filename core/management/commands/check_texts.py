"""Compare the words in code and templates with the catalogues; fails where they differ."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import texts


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        lines = texts.check().lines()
        for line in lines:
            self.stdout.write(line)
        if lines:
            raise CommandError(f"{len(lines)} to mend")
