"""The laws of docs/architecture.md that no linter knows."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from rednote import embedded

ROOT = embedded.BASE_DIR
# From the ground up; apps on one line may not point at each other.
FLOORS = [
    {"core"},
    {"accounts"},
    {"media"},
    {"shop"},
    {"notes"},
    {"feed", "messaging"},
    {"campaigns", "live"},
]
OURS = set().union(*FLOORS)
LONGEST = 300
WRITTEN = {".py", ".js", ".css", ".html", ".sh"}
WORDS_OF_COPIES = ("min.js", "min.css", "bundle.js", "vendor", "node_modules", "third_party")


def _files():
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not {".venv", "var", ".git"} & set(path.relative_to(ROOT).parts)
    ]


FILES = _files()
PYTHON = [path for path in FILES if path.suffix == ".py"]


def _floor(label):
    return next((n for n, floor in enumerate(FLOORS) if label in floor), None)


def _relations():
    for model in apps.get_models():
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if isinstance(field, (ForeignKey, OneToOneField, ManyToManyField)):
                yield model._meta.app_label, field


def test_foreign_keys_point_down():
    up = [
        f"{field} → {field.related_model._meta.label}"
        for label, field in _relations()
        if label in OURS and field.related_model._meta.app_label in OURS
        if label != field.related_model._meta.app_label
        if _floor(field.related_model._meta.app_label) >= _floor(label)
    ]
    assert not up


def test_every_app_of_ours_has_a_floor():
    folders = {path.parent.name for path in FILES if path.name == "apps.py"}
    assert folders == OURS


def test_foreign_keys_name_the_class():
    """The linter cannot see an "app.Model" string; "self" and the user setting are fine."""
    strings = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in PYTHON
        if "models" in path.parts
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and _is_relation(call) and _names_by_string(call)
    ]
    assert not strings


def _is_relation(call):
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    return name in ("ForeignKey", "OneToOneField", "ManyToManyField")


def _names_by_string(call):
    targets = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "to")]
    return any(isinstance(target, ast.Constant) and "." in str(target.value) for target in targets)


def test_no_file_is_long():
    long = {
        str(path.relative_to(ROOT)): count
        for path in FILES
        if path.suffix in WRITTEN and "migrations" not in path.parts
        if (count := path.read_text().count("\n")) > LONGEST
    }
    assert not long


def test_nothing_is_copied_in():
    assert not [path for path in FILES if any(word in str(path) for word in WORDS_OF_COPIES)]
    dense = [
        path
        for path in FILES
        if path.suffix in {".js", ".css"}
        and any(len(line) > 1000 for line in path.read_text().splitlines())
    ]
    assert not dense


def test_no_module_is_a_drawer_for_anything():
    assert not [path for path in PYTHON if path.stem in ("utils", "helpers", "misc", "common")]


def test_migrations_are_named():
    unnamed = [path for path in PYTHON if re.match(r"\d{4}_auto_", path.name)]
    assert not unnamed


@pytest.mark.parametrize("name", ["base.txt", "dev.txt"])
def test_the_locks_hold_hashes_and_no_address(name):
    text = (ROOT / "requirements" / name).read_text()
    pinned = re.findall(r"^[a-zA-Z0-9_.-]+(?:\[.*\])?==.*$", text, re.MULTILINE)

    assert pinned
    assert "://" not in text
    assert "--index-url" not in text
    assert text.count("--hash=sha256:") >= len(pinned)


def test_make_lists_every_target():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert {
        *("run", "test", "test-fast", "test-faults", "test-long", "bench", "bench-large"),
        *("lint", "types", "messages", "seed", "shell", "clean"),
    } <= targets
    assert set(re.findall(r"make ([a-z-]+) ", listed)) == targets


def test_commits_carry_no_data():
    heavy = [path for path in FILES if path.stat().st_size > 1_000_000]
    assert not [path for path in heavy if "screenshots" not in path.parts]


def test_settings_are_all_in_the_example():
    read = set()
    for path in Path(ROOT, "rednote").rglob("*.py"):
        read |= set(re.findall(r"""env(?:\.\w+)?\(\s*"([A-Z_]+)\"""", path.read_text()))
    example = (ROOT / ".env.example").read_text()
    missing = {
        name
        for name in read - {"TEST_DATABASE", "TEST_DATABASE_HOST"}
        if not re.search(rf"{name}=", example)
    }
    assert not missing
