"""Words, cut alike for what is searched and for who searches."""

import pytest

from feed.search import words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("敏感肌 粉底液", ["敏感", "肌", "粉底液"]),
        ("ＳＰＦ５０ 防晒霜", ["spf50", "防晒霜"]),
        ("Café CRÈME", ["cafe", "creme"]),
        ("coffee mugs, boxes & berries", ["coffee", "mug", "box", "berry"]),
        ("tea tea TEA", ["tea"]),
        ("' OR 1=1 --", ["or", "1"]),
        ("!(a | b) & c:*", ["a", "b", "c"]),
        ("🍵 ❤️ !!!", []),
        ("=w3 =v", ["w3", "v"]),
        ("", []),
    ],
)
def test_a_query_is_cut_into_words(query, found):
    assert words.in_query(query) == found


def test_a_document_holds_long_words_and_the_words_within():
    assert words.in_document("手冲咖啡壶") == ["手冲", "咖啡", "咖啡壶"]


@pytest.mark.parametrize(
    "text", ["手冲咖啡壶推荐", "平价口红合集", "敏感肌也能用的粉底液", "Hand-grinders for trips"]
)
def test_every_word_of_a_text_finds_that_text(text):
    assert set(words.in_query(text)) <= set(words.in_document(text))


@pytest.mark.parametrize("text", ["a" * 10_000, "\ud800x", "a\x00b", "口" * 10_000, "é" * 9000])
def test_whatever_is_typed_becomes_a_short_clean_query(text):
    assert len(words.cleaned(text)) <= words.LONGEST_QUERY
    words.cleaned(text).encode()
    assert len(words.in_query(words.cleaned(text))) <= words.MOST_WORDS


def test_two_spellings_of_one_search_share_a_key():
    assert words.key_of(" Café  Ｌａｔｔｅ ") == words.key_of("cafe latte")
    assert words.key_of("!?") == ""
