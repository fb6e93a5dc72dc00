"""Cards are made once, shown often, and follow every change that they show."""

import pytest
from django.test import override_settings

from notes import cards
from notes.models import Note, NoteTally, ProductTag
from shop.models import Product
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory, ProductTagFactory

pytestmark = pytest.mark.django_db

DOWN = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
    }
}


def test_cards_keep_the_order_asked_for_and_say_what_the_note_is():
    notes = [NoteFactory(title=f"Kettle {n}", slides=2) for n in range(3)]

    made = cards.cards_for([notes[2].pk, notes[0].pk, notes[1].pk], "en")

    assert [card.title for card in made] == ["Kettle 2", "Kettle 0", "Kettle 1"]
    assert made[0].author_handle == notes[2].author.handle
    assert made[0].slide_count == 2
    assert (made[0].cover_width, made[0].cover_height) == (1200, 1600)
    assert "Kettle 2" in made[0].html


def test_known_cards_cost_one_query_and_new_ones_three(django_assert_num_queries):
    ids = [NoteFactory().pk for _ in range(24)]

    with django_assert_num_queries(3):
        first = cards.cards_for(ids, "en")
    with django_assert_num_queries(1):
        second = cards.cards_for(ids, "en")

    assert first == second
    assert len(first) == 24


def test_without_the_cache_the_cards_are_the_same(django_assert_num_queries):
    ids = [NoteFactory().pk for _ in range(3)]
    expected = cards.cards_for(ids, "en")

    with override_settings(CACHES=DOWN), django_assert_num_queries(3):
        assert cards.cards_for(ids, "en") == expected


def test_an_edit_a_like_and_a_new_price_are_shown_at_once():
    tag = ProductTagFactory()
    note = tag.note
    assert cards.cards_for([note.pk], "en")[0].price_from == 8800

    Note.objects.filter(pk=note.pk).update(title="Renamed", revision=2)
    NoteTally.objects.filter(note=note).update(likes=7)
    Product.objects.filter(pk=tag.product_id).update(price_from=5000, version=2)

    card = cards.cards_for([note.pk], "en")[0]
    assert (card.title, card.likes, card.price_from) == ("Renamed", 7, 5000)


def test_a_withdrawn_product_leaves_the_card():
    tag = ProductTagFactory()
    Product.objects.filter(pk=tag.product_id).update(status="withdrawn", version=2)

    assert cards.cards_for([tag.note_id], "en")[0].price_from is None


@pytest.mark.parametrize(
    ("relation", "label"), [("paid", "sponsored"), ("affiliate", "affiliate"), ("bought", "")]
)
def test_the_strictest_label_of_the_tags_stands_on_the_card(relation, label):
    note = NoteFactory()
    ProductTagFactory(note=note, relation=ProductTag.Relation.BOUGHT, position=0)
    ProductTagFactory(note=note, relation=relation, position=1)

    assert cards.cards_for([note.pk], "en")[0].label == label


def test_notes_that_the_reader_may_not_meet_have_no_card():
    reader = UserFactory()
    shown, withdrawn = NoteFactory(), NoteFactory(status=Note.Status.WITHDRAWN)
    among = Note.objects.listed_for(reader)

    made = cards.cards_for([withdrawn.pk, shown.pk], "en", among=among)

    assert [card.public_id for card in made] == [shown.public_id]
