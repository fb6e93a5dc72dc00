"""Brings database and texts up to date, and loads the first demo data: one process, one start."""

from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command, get_commands

from rednote import embedded

# Written when the whole demo data is in; gone with the database.
DEMO_MARK = Path("demo-loaded")
# With so many notes the site is worth looking at; the others follow while it runs.
FIRST_NOTES = 60


def demo_mark(var: Path = embedded.VAR) -> Path:
    return var / DEMO_MARK


def prepare(*, with_demo: bool) -> None:
    """Run what has news; a repeat without news changes nothing."""
    django.setup()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    commands = get_commands()
    if "compile_texts" in commands:
        call_command("compile_texts", verbosity=0)
    if with_demo and "seed" in commands and not demo_mark().exists():
        call_command("seed", first=FIRST_NOTES)
