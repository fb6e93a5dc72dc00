import pytest
from django.core.exceptions import ValidationError

from accounts.handles import RESERVED, validate_bio, validate_display_name, validate_handle


@pytest.mark.parametrize("handle", ["abc", "tea.lover", "a_1", "x" * 30, "9lives"])
def test_a_plain_handle_is_taken(handle):
    validate_handle(handle)


@pytest.mark.parametrize(
    "handle",
    [
        "ab",
        "x" * 31,
        "Tea",
        ".tea",
        "tea.",
        "_tea",
        "te a",
        "tea/lover",
        "tea\n",
        "\u0442ea",  # a Cyrillic letter that looks like a Latin one
        "te\u0430",
        "tea\u200b",
        "\u202eaet",
        "te\u0301a",
        "ｔｅａ",
        "tea\x00",
        "茶茶茶",
        "１２３",
        *sorted(RESERVED),
    ],
)
def test_what_imitates_hides_or_reverses_is_refused(handle):
    with pytest.raises(ValidationError):
        validate_handle(handle)


@pytest.mark.parametrize("name", ["林小茶", "Ana María", "Tea & Co.", "小红🍵", "Ø"])
def test_people_are_called_as_they_like(name):
    validate_display_name(name)


@pytest.mark.parametrize(
    "name", ["a\u202eb", "a\u200bb", "a\x00b", "a\nb", "a\u2028b", "a\ud800b", "a\ue000b", "\ufeff"]
)
def test_invisible_characters_are_refused_in_names(name):
    with pytest.raises(ValidationError):
        validate_display_name(name)


def test_a_bio_has_lines():
    validate_bio("Tea.\nAnd cakes.")
    with pytest.raises(ValidationError):
        validate_bio("Tea.\u202e")
