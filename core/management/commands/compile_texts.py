"""Compile the catalogues that have changed."""

from typing import Any

from django.core.management.base import BaseCommand

from core import texts


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path in texts.compile_all():
            self.stdout.write(str(path))
