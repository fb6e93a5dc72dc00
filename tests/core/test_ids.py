"""Names that the server gives: not to be guessed, every letter as likely."""

from collections import Counter

from core import ids


def test_names_have_their_length_and_only_plain_letters():
    names = [make() for make in (ids.short_id, ids.order_number) for _ in range(500)]
    assert {len(name) for name in names} == {11, 20}
    assert len(set(names)) == 1000
    assert set("".join(names)) == set(ids.ALPHABET)


def test_bytes_fall_on_letters_evenly_and_what_is_over_on_none():
    fallen = Counter(bytes(range(256)).translate(ids._LETTERS, ids._REST))
    assert set(fallen.values()) == {256 // len(ids.ALPHABET)}


def test_too_few_bytes_are_drawn_again(monkeypatch):
    draws = iter([b"\xff" * 22, b"\x00" * 22])
    monkeypatch.setattr(ids.os, "urandom", lambda count: next(draws))
    assert ids.short_id() == "2" * 11
