"""The piece of a text where the words stand, and nothing in it that a writer could misuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feed.search import snippets, words


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("A kettle.", "kettle", "A <mark>kettle</mark>."),
        ("Two kettles, a kettledrum", "kettle", "Two <mark>kettles</mark>, a kettledrum"),
        ("Ripe berries and a berry", "berry", "Ripe <mark>berries</mark> and a <mark>berry</mark>"),
        ("Sharp knives", "knife", "Sharp <mark>knives</mark>"),
        ("手冲咖啡很好", "咖啡", "手冲<mark>咖啡</mark>很好"),
        ("Ｃafé noir", "cafe", "<mark>Ｃafé</mark> noir"),
        ("<b>tea</b> & more", "tea", "&lt;b&gt;<mark>tea</mark>&lt;/b&gt; &amp; more"),
        ("nothing of it", "tea", ""),
    ],
)
def test_words_are_marked_and_all_else_is_escaped(text, query, shown):
    assert snippets.snippet(text, words.in_query(query)) == shown


def test_a_long_text_is_cut_around_the_most_words():
    text = "前言" * 40 + "壶嘴烫手，" + "后话" * 10 + "手冲壶的壶嘴设计" + "尾声" * 40

    piece = snippets.snippet(text, ["手冲", "壶嘴"])

    assert piece.startswith("…")
    assert piece.endswith("…")
    assert "<mark>手冲</mark>" in piece
    assert len(piece) < 120


@given(st.text(max_size=300), st.text(max_size=40))
def test_no_text_ever_becomes_markup(text, query):
    piece = snippets.snippet(text, words.in_query(query))

    bare = piece.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert ">" not in bare
    assert piece.count("<mark>") == piece.count("</mark>")
