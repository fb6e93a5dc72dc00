"""What is kept of a note's page never shows what this reader, at this moment, should not see."""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Block, Follow, User
from media.models import Avatar
from notes.models import Comment, Like, Note, NoteTally, Save
from notes.services import comments
from shop.models import Product, Stock
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.notes import CommentFactory, NoteFactory, ProductTagFactory
from tests.factories.shop import SkuFactory

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def shown(client, note, **query) -> str:
    response = client.get(reverse("notes:detail", args=[note.public_id]), query)
    return response.content.decode() if response.status_code == 200 else ""


@pytest.fixture
def site(noon):
    """A note with a product and a commented comment, met by a reader and by a stranger."""
    note = NoteFactory(title="Old words")
    sku = SkuFactory(price=8800, on_hand=50)
    Product.objects.filter(pk=sku.product_id).update(price_from=8800)
    ProductTagFactory(note=note, product=sku.product)
    comment = CommentFactory(note=note, text="A question", author__name="Ann")
    reply = CommentFactory(note=note, parent=comment, text="An answer")
    reader, stranger = UserFactory(), UserFactory()
    clients = SimpleNamespace(reader=signed_in(reader), stranger=signed_in(stranger))
    # Whatever can be kept is kept before a test begins.
    assert "A question" in shown(clients.reader, note)
    assert "An answer" in shown(clients.stranger, note)
    return SimpleNamespace(
        note=note, sku=sku, comment=comment, reply=reply, reader=reader, clients=clients
    )


def test_the_second_reader_gets_what_was_made_for_the_first(site, monkeypatch):
    made = []
    monkeypatch.setattr("notes.views.article.pieces_of", lambda *_: made.append(1))

    assert "A question" in shown(site.clients.stranger, site.note)
    assert made == []


def test_who_blocks_a_commenter_is_alone_in_not_seeing_them(site):
    Block.objects.create(blocker=site.reader, blocked=site.comment.author)

    assert "A question" not in shown(site.clients.reader, site.note)
    assert "A question" in shown(site.clients.stranger, site.note)


def test_who_is_blocked_by_an_answerer_does_not_see_the_answer(site):
    Block.objects.create(blocker=site.reply.author, blocked=site.reader)

    page = shown(site.clients.reader, site.note)
    assert "A question" in page
    assert "An answer" not in page
    assert "An answer" in shown(site.clients.stranger, site.note)


@pytest.mark.parametrize("moment", ["withdrawn_at", "hidden_at"])
def test_a_comment_that_is_gone_is_gone_at_once(site, moment):
    Comment.objects.filter(pk=site.comment.pk).update(**{moment: timezone.now()})

    page = shown(site.clients.reader, site.note)
    assert "A question" not in page
    assert "An answer" not in page


@pytest.mark.parametrize("moment", ["withdrawn_at", "hidden_at"])
def test_an_answer_that_is_gone_is_gone_at_once(site, moment):
    Comment.objects.filter(pk=site.reply.pk).update(**{moment: timezone.now()})

    assert "An answer" not in shown(site.clients.reader, site.note)


def test_the_words_of_a_closed_account_are_gone_at_once(site):
    User.objects.filter(pk=site.comment.author_id).update(is_active=False)

    assert "A question" not in shown(site.clients.reader, site.note)


def test_a_new_comment_and_a_new_answer_are_there_at_once(site):
    now = timezone.now()
    comments.add(site.note, author=UserFactory(), text="Newer", at=now)
    comments.add(site.note, author=UserFactory(), text="And an echo", at=now, answers=site.comment)

    page = shown(site.clients.reader, site.note)
    assert "Newer" in page
    assert "And an echo" in page


def test_marks_are_the_readers_own_and_change_at_once(site, noon):
    def marks(client):
        page = shown(client, site.note)
        pressed = re.findall(r'data-mark="(\w+)" aria-pressed="true"', page)
        return {*pressed, *re.findall(r'data-follow="\w+" aria-pressed="(true)"', page)}

    Like.objects.create(note=site.note, user=site.reader, at=noon)
    assert (marks(site.clients.reader), marks(site.clients.stranger)) == ({"like"}, set())
    Save.objects.create(note=site.note, user=site.reader, at=noon)
    Follow.objects.create(follower=site.reader, followed=site.note.author)
    assert marks(site.clients.reader) == {"like", "save", "true"}
    Like.objects.all().delete()
    assert marks(site.clients.reader) == {"save", "true"}
    assert marks(site.clients.stranger) == set()


def test_a_count_is_there_when_it_is_counted(site):
    NoteTally.objects.filter(note=site.note).update(likes=4321)

    assert "4.3k" in shown(site.clients.reader, site.note)


def test_a_price_and_the_stock_are_those_of_now(site):
    assert "¥88.00" in shown(site.clients.reader, site.note)
    Product.objects.filter(pk=site.sku.product_id).update(price_from=7700)
    assert "¥77.00" in shown(site.clients.reader, site.note)
    Stock.objects.update(on_hand=3)
    assert "3 left" in shown(site.clients.reader, site.note)
    Stock.objects.update(on_hand=0)
    assert "Sold out" in shown(site.clients.reader, site.note)
    Product.objects.filter(pk=site.sku.product_id).update(status=Product.Status.WITHDRAWN)
    assert "Not on sale now" in shown(site.clients.reader, site.note)


def test_an_edited_note_is_there_at_once(site):
    Note.objects.filter(pk=site.note.pk).update(title="Four weeks", revision=2)

    page = shown(site.clients.reader, site.note)
    assert "Old words" not in page
    assert page.count("Four weeks") > 2


@pytest.mark.parametrize(
    "change",
    [
        {"status": "withdrawn"},
        {"hidden_at": timezone.now()},
        {"is_ready": False},
        {"visibility": "private"},
        {"visibility": "followers"},
    ],
)
def test_a_note_that_is_not_for_a_reader_any_more_is_not_found(site, change):
    Note.objects.filter(pk=site.note.pk).update(**change)

    assert shown(site.clients.reader, site.note) == ""
    assert "A question" in shown(signed_in(site.note.author), site.note)


def test_an_author_who_blocks_is_gone_at_once(site):
    Block.objects.create(blocker=site.note.author, blocked=site.reader)

    assert shown(site.clients.reader, site.note) == ""


def test_only_who_may_take_a_comment_away_is_offered_to(site):
    def offers(client):
        return shown(client, site.note).count("data-withdraw=")

    assert offers(Client()) == 0
    assert offers(site.clients.reader) == 0
    assert offers(signed_in(site.comment.author)) == 1
    assert offers(signed_in(site.reply.author)) == 1
    assert offers(signed_in(site.note.author)) == 2
    assert offers(site.clients.stranger) == 0


def test_what_belongs_to_the_author_is_the_authors(site):
    edit = reverse("notes:edit", args=[site.note.public_id])

    assert edit in shown(signed_in(site.note.author), site.note)
    assert edit not in shown(site.clients.reader, site.note)


def test_each_reader_has_a_token_of_their_own(site):
    pages = [shown(client, site.note) for client in (site.clients.reader, site.clients.stranger)]
    tokens = [set(TOKEN.findall(page)) for page in pages]
    assert [len(found) for found in tokens] == [1, 1]
    assert tokens[0] != tokens[1]

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(site.reader)
    (token,) = set(TOKEN.findall(shown(strict, site.note)))
    address = reverse("notes:act", args=[site.note.public_id, "like"])
    assert strict.post(address, {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert strict.post(address, {"csrfmiddlewaretoken": token}).status_code == 302


def test_it_speaks_the_language_of_the_page(site):
    english, chinese = (shown(site.clients.reader, site.note, lang=lang) for lang in ("en", "zh"))

    assert "Comments" in english
    assert "评论" in chinese
    assert "Comments" not in chinese
    assert "评论" not in shown(site.clients.reader, site.note, lang="en")


def test_time_goes_on(site):
    Comment.objects.filter(pk=site.comment.pk).update(at=timezone.now())
    assert "just now" in shown(site.clients.reader, site.note)
    Comment.objects.update(at=timezone.now() - datetime.timedelta(minutes=7, seconds=5))
    assert "7 min ago" in shown(site.clients.reader, site.note)


def test_a_new_name_and_a_new_face_are_there_at_once(site):
    User.objects.filter(pk=site.comment.author_id).update(name="Anna")
    assert ">Anna<" in shown(site.clients.reader, site.note)
    Avatar.objects.create(user=site.comment.author, picture=PictureFactory())
    assert '<img class="avatar' in shown(site.clients.reader, site.note)


def test_a_refused_comment_is_shown_to_its_writer_alone(site):
    address = reverse("notes:comments_write", args=[site.note.public_id])
    refused = site.clients.reader.post(address, {"text": "mine" * 300})

    assert "mine" * 300 in refused.content.decode()
    assert "minemine" not in shown(site.clients.reader, site.note)
    assert "minemine" not in shown(site.clients.stranger, site.note)


def test_without_the_cache_the_page_is_made_each_time(site, valkey_away):
    assert "A question" in shown(site.clients.reader, site.note)
    Comment.objects.filter(pk=site.comment.pk).update(withdrawn_at=timezone.now())
    assert "A question" not in shown(site.clients.reader, site.note)
