import os

import pytest
from django.conf import settings
from django.utils import translation

from core import texts

LABELS = [
    "core",
    "accounts",
    "media",
    "shop",
    "notes",
    "feed",
    "messaging",
    "campaigns",
    "live",
    "rednote",
]


@pytest.fixture(scope="module")
def findings():
    return texts.check().lines()


@pytest.mark.parametrize("label", LABELS)
def test_every_text_is_in_both_languages(findings, label):
    assert [line for line in findings if f": {label}:" in line or f": {label}/" in line] == []


def test_one_text_is_said_in_one_way(findings):
    assert [line for line in findings if line.startswith("differing")] == []


def test_two_apps_that_say_a_text_differently_are_found(monkeypatch):
    said = {"teas": ("茶",), "cups": ("杯",)}
    monkeypatch.setattr(texts, "own_apps", lambda: [(label, label) for label in said])
    monkeypatch.setattr(texts, "_used_by", lambda label, root: {("", "Open"): "a.py:1"})
    monkeypatch.setattr(texts, "_catalogue", lambda root, findings: {("", "Open"): said[root]})

    assert texts.check().differing == ["teas and cups: 'Open'"]


def test_our_words_go_before_those_of_a_library():
    with translation.override("zh-hans"):
        assert translation.gettext("Log out") == "退出登录"
        assert translation.gettext("Save") == "保存"


def test_no_app_is_forgotten():
    assert sorted(label for label, _ in texts.own_apps()) == sorted(LABELS)


def test_a_chinese_reader_reads_chinese():
    with translation.override("zh-hans"):
        assert translation.gettext("Sign in first") == "请先登录"


@pytest.mark.parametrize("text", ["Type to search", "General", "Select value", "Reset filters"])
def test_what_a_library_leaves_in_english_is_chinese_too(text):
    with translation.override("zh-hans"):
        assert translation.gettext(text) != text


def test_the_words_of_a_named_library_are_no_strays(tea, monkeypatch):
    po = 'msgid "Type to search"\nmsgstr "输入关键词搜索"\n'

    assert tea(po=po).unused == []
    monkeypatch.setattr(texts, "LIBRARIES", ())
    assert len(tea(po=po).unused) == 1


@pytest.fixture
def tea(tmp_path, monkeypatch):
    """An app of its own, with a file of code and a catalogue to write into."""
    root = tmp_path / "tea"
    catalogue = root / texts._PO
    catalogue.parent.mkdir(parents=True)
    (tmp_path / "templates" / "tea").mkdir(parents=True)
    monkeypatch.setattr(texts, "own_apps", lambda: [("tea", root)])
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)

    def write(code="", template="", po=""):
        (root / "code.py").write_text(code)
        (tmp_path / "templates" / "tea" / "page.html").write_text(template)
        catalogue.write_text(
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n' + po
        )
        return texts.check()

    write.catalogue = catalogue
    return write


@pytest.mark.parametrize(
    ("code", "template"),
    [
        ('_("Brew")', ""),
        ('gettext_lazy("Brew")', ""),
        ('pgettext_lazy("verb", "Brew")', ""),
        ('ngettext("Brew", "Brews", n)', ""),
        ("", '{% trans "Brew" %}'),
        ("", '{% include "x" with title=_("Brew") %}'),
        ("", "{% blocktrans trimmed %}\n  Brew\n{% endblocktrans %}"),
        ("", "{% blocktrans count n=n %}Brew{% plural %}Brews{% endblocktrans %}"),
    ],
)
def test_words_are_found_wherever_they_stand(tea, code, template):
    assert [line.split(": ")[1].split(" ")[0] for line in tea(code, template).missing] == ["'Brew'"]


@pytest.mark.parametrize(
    ("kind", "code", "po"),
    [
        ("unused", "", 'msgid "Brew"\nmsgstr "泡"\n'),
        ("repeated", '_("Brew")', 'msgid "Brew"\nmsgstr "泡"\n\nmsgid "Brew"\nmsgstr "沏"\n'),
        ("unsure", '_("Brew")', '#, fuzzy\nmsgid "Brew"\nmsgstr "泡"\n'),
        ("missing", '_("Brew")', 'msgid "Brew"\nmsgstr ""\n'),
        ("mismatched", '_("%(n)s cups")', 'msgid "%(n)s cups"\nmsgstr "%(m)s杯"\n'),
        ("broken", "", 'msgid "Brew"\nmsgid "Sip"\nmsgstr "喝"\nmsgstr "泡"\n'),
    ],
)
def test_each_fault_is_named(tea, kind, code, po):
    assert len(getattr(tea(code, po=po), kind)) == 1


def test_a_catalogue_is_compiled_when_it_is_newer(tea):
    tea('_("Brew")', po='msgid "Brew"\nmsgstr "泡"\n')

    assert texts.compile_all() == [tea.catalogue.with_suffix(".mo")]
    assert texts.compile_all() == []
    os.utime(tea.catalogue, (2**32, 2**32))
    assert len(texts.compile_all()) == 1
