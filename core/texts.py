"""The words of the interface: found in the code, looked up in the catalogues, compiled."""

import ast
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGE = "zh_Hans"
# Libraries whose words our catalogues say, since they bring no Chinese of their own.
LIBRARIES = ("unfold",)
_PO = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
# What each function's arguments are: (context, "c"), singular, plural.
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_ENTRY = re.compile(r'^(?:msgctxt ((?:".*"\n)+))?msgid ((?:".*"\n)+)', re.M)
_PLACEHOLDER = re.compile(r"%\((\w+)\)|%[sd]|\{(\w*)\}")

# A text in the code: its context ("" mostly) and its words.
Key = tuple[str, str]


@dataclass
class Findings:
    """What is wrong with the words, line by line; nothing is wrong where it is empty."""

    missing: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    mismatched: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        return [f"{kind}: {line}" for kind, found in vars(self).items() for line in found]


def compile_all() -> list[Path]:
    """Make a .mo of every catalogue that is newer than its own; again changes nothing."""
    made = []
    for _label, root in own_apps():
        source = root / _PO
        target = source.with_suffix(".mo")
        if source.exists() and _is_older(target, source):
            _compile(source, target)
            made.append(target)
    return made


def _is_older(target: Path, source: Path) -> bool:
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path, target: Path) -> None:
    buffer = BytesIO()
    write_mo(buffer, read_po(BytesIO(source.read_bytes()), locale=LANGUAGE))
    # Beside it first: whoever reads meanwhile reads a whole file.
    partial = target.with_suffix(f".{os.getpid()}.part")
    partial.write_bytes(buffer.getvalue())
    partial.replace(target)


def own_apps() -> list[tuple[str, Path]]:
    """Our apps with their folders, in the order of INSTALLED_APPS, and the project itself last."""
    base = Path(settings.BASE_DIR)
    project = settings.ROOT_URLCONF.partition(".")[0]
    configs = ((config.label, Path(config.path)) for config in apps.get_app_configs())
    ours = [(label, path) for label, path in configs if path.parent == base]
    return [*ours, (project, base / project)]


def check() -> Findings:
    """Compare the words in the code with the catalogues."""
    findings = Findings()
    used = {label: _used_by(label, root) for label, root in own_apps()}
    catalogues = {label: _catalogue(root, findings) for label, root in own_apps()}
    translated = {key for known in catalogues.values() for key in known}
    for label, places in used.items():
        for key, place in places.items():
            if key not in translated:
                findings.missing.append(f"{label}: {key[1]!r} ({place})")
    everywhere = {key for places in used.values() for key in places} | _of_libraries()
    for label, known in catalogues.items():
        findings.unused += [f"{label}: {key[1]!r}" for key in known if key not in everywhere]
    findings.differing += _differing(catalogues)
    return findings


def _differing(catalogues: Mapping[str, Mapping[Key, Sequence[str]]]) -> Iterator[str]:
    """What two apps say differently: at run time all catalogues are one, and one of them wins.

    A context (pgettext) tells them apart.
    """
    said: dict[Key, tuple[str, Sequence[str]]] = {}
    for label, known in catalogues.items():
        for key, words in known.items():
            first, before = said.setdefault(key, (label, words))
            if before != words:
                yield f"{first} and {label}: {key[1]!r}"


def _of_libraries() -> set[Key]:
    """The words of the libraries that we translate: a catalogue may have them, or not."""
    found = set()
    for name in LIBRARIES:
        root = Path(str(files(name)))
        for path in (path for path in root.rglob("*") if path.suffix in (".py", ".html", ".txt")):
            found |= {key for _line, key in _texts_in(path)}
    return found


def _used_by(label: str, root: Path) -> dict[Key, str]:
    used: dict[Key, str] = {}
    for path in _sources(label, root):
        for line, key in _texts_in(path):
            used.setdefault(key, f"{path.relative_to(settings.BASE_DIR)}:{line}")
    return used


def _sources(label: str, root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path
    templates = Path(settings.BASE_DIR) / "templates"
    for path in sorted([*templates.rglob("*.html"), *templates.rglob("*.txt")]):
        if _owner(path.relative_to(templates).parts[0]) == label:
            yield path


def _owner(folder: str) -> str:
    """Whose words lie in this folder of templates/: what belongs to no app is core's."""
    if folder in ("account", "mfa", "allauth"):
        return "accounts"
    labels = {label for label, _root in own_apps()}
    return folder if folder in labels else "core"


def _texts_in(path: Path) -> Iterator[tuple[int, Key]]:
    code = path.read_text()
    if path.suffix != ".py":
        # Every tag by itself: a template's indentation is none of Python's.
        code = "\n".join(line.strip() for line in templatize(code).splitlines())
    found = extract("python", BytesIO(code.encode()), keywords=_KEYWORDS)
    for line, words, _comments, context in found:
        yield line, (context or "", words[0] if isinstance(words, tuple) else words)


def _catalogue(root: Path, findings: Findings) -> dict[Key, Sequence[str]]:
    """The keys that are translated, with their words; what is wrong inside goes to the findings."""
    path = root / _PO
    if not path.exists():
        return {}
    place = str(path.relative_to(settings.BASE_DIR))
    text = path.read_text()
    try:
        catalogue = read_po(BytesIO(text.encode()), locale=LANGUAGE, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        findings.broken.append(f"{place}: {error}")
        return {}
    counts = Counter(_keys_written(text))
    findings.repeated += [f"{place}: {key[1]!r}" for key, times in counts.items() if times > 1]
    translated = _translated(catalogue, place, findings)
    return {_key(message): tuple(_forms(message.string or "")) for message in translated}


def _keys_written(text: str) -> Iterator[Key]:
    for context, words in _ENTRY.findall(text):
        yield _unquoted(context), _unquoted(words)


def _unquoted(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.splitlines())


def _translated(catalogue: Catalog, place: str, findings: Findings) -> Iterator[Message]:
    for message in catalogue:
        if not message.id:
            continue
        if message.fuzzy:
            findings.unsure.append(f"{place}: {_key(message)[1]!r}")
        words = _forms(message.string or "")
        if not any(words):
            continue
        originals = _forms(message.id)
        if any(_placeholders(word) != _placeholders(originals[-1]) for word in words if word):
            findings.mismatched.append(f"{place}: {_key(message)[1]!r}")
        yield message


def _key(message: Message) -> Key:
    return message.context or "", _forms(message.id)[0]


def _forms(words: str | Sequence[str]) -> Sequence[str]:
    """Singular and plural, or the one form there is."""
    return (words,) if isinstance(words, str) else words


def _placeholders(text: str) -> list[str]:
    return sorted(match.group(0) for match in _PLACEHOLDER.finditer(text))
