"""Suggestions: own history first, beginnings, pinyin, and what is nearly so."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from feed.models import SearchTerm
from feed.search import history, index, suggestions
from notes.services import topics
from shop.models import Store
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory
from tests.factories.shop import ProductFactory

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def _terms():
    for names in (["手冲咖啡"], ["手冲咖啡", "咖啡"], ["手冲咖啡", "口红"], ["pourover"]):
        topics.attach(NoteFactory(author__name="X"), names)
    ProductFactory(title="口红 No. 7", store__name="Kiln & Co", store__slug="kiln")
    index.rebuild(at=timezone.now())


def texts(typed, reader=NOBODY):
    return [each.text for each in suggestions.suggest(reader, typed)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("手冲", "手冲咖啡"),
        ("shouchong", "手冲咖啡"),
        ("shouc", "手冲咖啡"),
        ("sckf", "手冲咖啡"),
        ("kouhong", "口红"),
        ("kou hong", "口红"),
        ("kh", "口红"),
        ("kouhogn", "口红"),
        ("POUR", "pourover"),
        ("porover", "pourover"),
        ("kiln", "Kiln & Co"),
    ],
)
def test_what_is_meant_is_suggested(typed, found):
    assert found in texts(typed)


def test_more_used_names_come_first():
    assert texts("sc")[0] == "手冲咖啡"


def test_own_searches_come_first_and_are_nobody_elses():
    reader = UserFactory()
    history.remember(reader, "手冲壶推荐", at=timezone.now())

    assert texts("手冲", reader)[0] == "手冲壶推荐"
    assert "手冲壶推荐" not in texts("手冲")
    assert "手冲壶推荐" not in texts("手冲", UserFactory())


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "\\", "!!", "🍵", "'", "\x00", "q" * 500])
def test_whatever_is_typed_harms_nothing(typed):
    assert isinstance(texts(typed), list)


def test_a_percent_sign_is_no_wildcard():
    assert texts("手%") == texts("手_") == []


def test_names_of_closed_stores_and_hidden_terms_are_not_suggested():
    Store.objects.update(status="closed")
    SearchTerm.objects.filter(text="口红").update(is_hidden=True)

    assert "Kiln & Co" not in texts("kiln")
    assert "口红" not in texts("kouhong")


def test_each_leads_somewhere():
    found = {each.kind: each.url for each in suggestions.suggest(NOBODY, "ki")}

    assert found["store"] == "/stores/kiln"
    assert suggestions.suggest(NOBODY, "手冲")[0].url.startswith("/search?q=%E6%89%8B")


def test_without_a_word_own_searches_and_trends_stand_there(client):
    reader = UserFactory()
    client.force_login(reader)
    history.remember(reader, "tea", at=timezone.now())

    answer = client.get("/api/v1/search/suggestions").json()

    assert [row["text"] for row in answer["suggestions"]] == ["tea"]
    assert answer["trending"] == []
