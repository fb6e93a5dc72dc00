"""Brings database and texts up to date, and loads the first demo data: one process, one start."""

import hashlib
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


def has_news(var: Path = embedded.VAR) -> bool:
    """Whether migrations or texts differ from those that were prepared last."""
    mark = _prepared_mark(var)
    return not mark.exists() or mark.read_text() != _fingerprint()


def forget(var: Path = embedded.VAR) -> None:
    """The database is a new one: nothing is prepared, nothing is loaded."""
    for mark in (demo_mark(var), _prepared_mark(var)):
        mark.unlink(missing_ok=True)


def prepare(*, with_demo: bool) -> None:
    """Run what has news; a repeat without news changes nothing."""
    django.setup()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("compile_texts", verbosity=0)
    if with_demo and "seed" in get_commands() and not demo_mark().exists():
        call_command("seed", first=FIRST_NOTES)
    _prepared_mark(embedded.VAR).write_text(_fingerprint())


def _prepared_mark(var: Path) -> Path:
    return var / "prepared"


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(embedded.BASE_DIR.glob("*/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    for path in sorted(embedded.BASE_DIR.glob("*/locale/**/*.[pm]o")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
