import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts.models import User
from core.pagination import BadCursor, KeysetPagination, keyset_page
from tests.factories.accounts import UserFactory


@pytest.mark.django_db
def test_pages_meet_every_row_once_though_names_repeat():
    people = [UserFactory(name=name) for name in "abcabcabc"]

    seen, after = [], ""
    while True:
        page = keyset_page(User.objects.all(), after=after, limit=2, ordering=("name",))
        seen += [person.pk for person in page.items]
        after = page.next_cursor
        if not after:
            break

    assert seen == [p.pk for p in sorted(people, key=lambda p: (p.name, -p.pk))]


@pytest.mark.django_db
def test_rows_made_meanwhile_move_nothing():
    people = [UserFactory() for _ in range(4)]
    first = keyset_page(User.objects.all(), limit=2)
    UserFactory()
    second = keyset_page(User.objects.all(), after=first.next_cursor, limit=2)

    assert [p.pk for p in first.items + second.items] == [p.pk for p in reversed(people)]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "A" * 5000,
        base64.urlsafe_b64encode(b'["a"]').decode(),
        base64.urlsafe_b64encode(b'["2026-01-01","7"]').decode(),
        base64.urlsafe_b64encode(b'["2026-01-01 00:00:00+00:00","1e400"]').decode(),
        base64.urlsafe_b64encode(b'["2026-01-01 00:00:00+00:00","99999999999999999999"]').decode(),
        base64.urlsafe_b64encode(b"[1,2]").decode(),
        base64.urlsafe_b64encode(b"[" * 250).decode(),
        base64.urlsafe_b64encode(json.dumps(["\ud800", "1"]).encode()).decode(),
    ],
)
@pytest.mark.django_db
def test_a_bad_cursor_is_refused(cursor):
    with pytest.raises(BadCursor):
        keyset_page(User.objects.all(), after=cursor, ordering=("-joined_at",))


@given(st.text(max_size=80))
@pytest.mark.django_db
def test_any_text_is_a_cursor_or_is_refused(text):
    try:
        keyset_page(User.objects.all(), after=text, ordering=("name",))
    except BadCursor:
        return


def _limit(raw):
    return KeysetPagination().limit(Request(APIRequestFactory().get("/", {"limit": raw})))


def test_the_limit_is_capped():
    assert _limit("7") == 7
    assert _limit("9" * 4000) == KeysetPagination.most


@pytest.mark.parametrize("raw", ["0", "-1", "1e3", "", "²", "ten"])
def test_a_limit_that_is_no_number_is_refused(raw):
    with pytest.raises(ValidationError):
        _limit(raw)
