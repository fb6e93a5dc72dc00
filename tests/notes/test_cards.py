"""Cards are made once, shown often, and follow every change that they show."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Block, Follow
from core import near
from notes import cards
from notes.models import Like, Note, NoteTally, ProductTag
from shop.models import Product
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory, ProductTagFactory

pytestmark = pytest.mark.django_db


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


@pytest.mark.usefixtures("valkey_away")
def test_without_valkey_each_process_makes_the_cards(django_assert_num_queries):
    ids = [NoteFactory().pk for _ in range(3)]

    for _ in range(2):
        with django_assert_num_queries(3):
            assert len(cards.cards_for(ids, "en")) == 3
        with django_assert_num_queries(1):
            assert len(cards.cards_for(ids, "en")) == 3
        near.forget_all()


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


def test_a_prepared_query_says_what_listed_for_says():
    reader, followed, blocked = UserFactory(), UserFactory(), UserFactory()
    Follow.objects.create(follower=reader, followed=followed)
    Block.objects.create(blocker=blocked, blocked=reader)
    notes = [
        NoteFactory(author=author, visibility=visibility)
        for author in (reader, followed, blocked, UserFactory())
        for visibility in Note.Visibility
    ]
    Like.objects.create(note=notes[0], user=reader, at=notes[0].published_at)
    ids = [note.pk for note in notes]

    for who in (reader, blocked, followed, AnonymousUser()):
        found = cards.stamps_listed_for(who, ids)
        listed = Note.objects.listed_for(who).filter(pk__in=ids).order_by("pk")
        assert [stamp.pk for stamp in found] == list(listed.values_list("pk", flat=True))
    assert [stamp.is_liked for stamp in cards.stamps_listed_for(reader, ids[:1])] == [True]


def test_notes_that_the_reader_may_not_meet_have_no_card():
    reader = UserFactory()
    shown, withdrawn = NoteFactory(), NoteFactory(status=Note.Status.WITHDRAWN)
    among = Note.objects.listed_for(reader)

    made = cards.cards_for([withdrawn.pk, shown.pk], "en", among=among)

    assert [card.public_id for card in made] == [shown.public_id]
