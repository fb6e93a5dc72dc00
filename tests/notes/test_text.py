import json
from pathlib import Path

import pytest

from notes import text

CASES = json.loads((Path(__file__).parent / "title_cases.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:24] for case in CASES])
def test_titles_and_texts_are_counted_as_in_the_table(case):
    assert text.title_units(case["text"]) == case["units"]
    assert text.body_length(case["text"]) == case["characters"]


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x7f", "\u202e", "\u2066", "\ud800"])
def test_what_nobody_can_see_or_type_is_refused(char):
    with pytest.raises(text.Unwritable):
        text.cleaned(f"tea{char}pot")


def test_texts_are_stored_in_one_form():
    assert text.cleaned("cafe\u0301\r\nau\u200b lait\t!\r ") == "café\nau lait !"
    assert text.cleaned_line("  two \n lines ") == "two lines"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("#Tea", "tea"),
        ("\uff03ＴＥＡ", "tea"),
        ("工夫茶", "工夫茶"),
        ("a b", ""),
        ("x" * 41, ""),
        ("#", ""),
    ],
)
def test_one_topic_has_one_key(name, key):
    assert text.topic_key(name) == key


def test_a_text_is_cut_at_its_topics():
    body = "Morning #tea, then #工夫茶"

    assert text.topics_in(body) == ["tea", "工夫茶"]
    assert [piece for piece in text.split_topics(body) if piece[0]] == [
        ("Morning ", ""),
        ("#tea", "tea"),
        (", then ", ""),
        ("#工夫茶", "工夫茶"),
    ]
    assert "".join(piece for piece, _name in text.split_topics(body)) == body


def test_the_language_of_a_text_is_seen_from_its_letters():
    assert text.language_of("三周真实使用，OK") == "zh-hans"
    assert text.language_of("Three weeks with 茶") == "en"
    assert text.language_of("!? 12") == ""
