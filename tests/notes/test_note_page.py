import json
import re

import pytest
from django.urls import reverse

from accounts.models import Block, Follow
from notes.models import Comment, Like, Note, NoteTopic, Topic
from notes.services import tally
from tests.factories.accounts import UserFactory
from tests.factories.notes import CommentFactory, DraftFactory, NoteFactory, ProductTagFactory
from tests.factories.shop import SkuFactory

pytestmark = pytest.mark.django_db


def page(client, note, **query):
    return client.get(reverse("notes:detail", args=[note.public_id]), query)


def html(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def crowd(note, count, noon):
    readers = UserFactory.create_batch(5)
    Comment.objects.bulk_create(
        Comment(note=note, author=readers[i % 5], text=f"Comment {i}", at=noon)
        for i in range(count)
    )
    first = note.comments.first()
    for reader in readers[:3]:
        CommentFactory(note=note, parent=first, author=reader)
    tally.recount([note.pk], at=noon)


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_a_page_costs_the_same_at_ten_and_at_a_thousand_comments(
    client, noon, django_assert_max_num_queries, is_signed_in
):
    note = NoteFactory(slides=3)
    ProductTagFactory(note=note, product=SkuFactory().product)
    if is_signed_in:
        client.force_login(UserFactory())
    costs = []
    for count in (10, 990):
        crowd(note, count, noon)
        with django_assert_max_num_queries(12) as queries:
            html(page(client, note, sort="top"))
        costs.append(len(queries))

    assert costs[1] <= costs[0]


def test_visitors_share_a_page_without_token_or_cookie(client):
    response = page(client, NoteFactory())

    assert "max-age=5" in response["Cache-Control"]
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_the_overlay_gets_the_note_alone(client):
    note = NoteFactory()

    body = client.get(
        reverse("notes:detail", args=[note.public_id]), headers={"HX-Request": "true"}
    ).content.decode()

    assert 'id="note"' in body
    assert "<html" not in body


def test_text_is_escaped_and_its_topics_are_links(client):
    note = NoteFactory(title="<b>Tea</b>", body='<script>alert(1)</script> #tea & #"x')
    NoteTopic.objects.create(note=note, topic=Topic.objects.create(key="tea", name="tea"))

    shown = html(page(client, note))

    assert "<script>alert" not in shown
    assert "<b>Tea</b>" not in shown
    assert '<a class="topic" href="/topics/tea">#tea</a>' in shown


def test_search_engines_read_what_it_is(client):
    note = NoteFactory(title="</script><script>x")

    shown = html(page(client, note))

    facts = json.loads(re.search(r'ld\+json">(.*?)</script>', shown, re.DOTALL)[1])
    assert facts["headline"] == note.title
    assert 'property="og:image"' in shown


@pytest.mark.parametrize(
    ("visibility", "anonymous", "stranger", "follower", "author"),
    [
        ("public", 200, 200, 200, 200),
        ("link", 200, 200, 200, 200),
        ("followers", 404, 404, 200, 200),
        ("private", 404, 404, 404, 200),
    ],
)
def test_who_may_open_it(client, visibility, anonymous, stranger, follower, author):
    note = NoteFactory(visibility=visibility)
    fan = UserFactory()
    Follow.objects.create(follower=fan, followed=note.author)

    statuses = [page(client, note).status_code]
    for reader in (UserFactory(), fan, note.author):
        client.force_login(reader)
        statuses.append(page(client, note).status_code)

    assert statuses == [anonymous, stranger, follower, author]


@pytest.mark.parametrize("change", [{"status": "withdrawn"}, {"is_ready": False}])
def test_what_is_not_shown_is_its_authors_alone(client, noon, change):
    note = NoteFactory(**change)
    assert page(client, note).status_code == 404

    client.force_login(note.author)
    assert "notice" in html(page(client, note))


def test_blocked_people_find_nothing(client):
    note, reader = NoteFactory(), UserFactory()
    Block.objects.create(blocker=note.author, blocked=reader)
    client.force_login(reader)

    assert page(client, note).status_code == 404


def test_own_marks_are_on_the_page(client, noon):
    note, reader = NoteFactory(), UserFactory()
    Like.objects.create(note=note, user=reader, at=noon)
    client.force_login(reader)

    shown = html(page(client, note))

    assert re.search(r'data-mark="like" aria-pressed="true"', shown)
    assert re.search(r'data-mark="save" aria-pressed="false"', shown)


def test_what_the_author_gets_for_it_is_said(client):
    for relation, words in [("paid", "paid partnership"), ("bought", "Bought by the author")]:
        tag = ProductTagFactory(relation=relation)
        assert words in html(page(client, tag.note))


def test_a_new_title_is_on_the_page_at_once(client, noon):
    note = NoteFactory(title="Before")
    client.force_login(UserFactory())
    html(page(client, note))
    Note.objects.filter(pk=note.pk).update(title="After", revision=2)

    assert "After" in html(page(client, note))


def test_comments_are_paged_and_answered(client, noon):
    note = NoteFactory()
    crowd(note, 25, noon)

    first = html(page(client, note))
    assert first.count('<li class="comment"') == 10
    more = re.search(r'hx-get="([^"]+comments\?after=[^"]+)"', first)[1]
    assert html(client.get(more)).count('<li class="comment"') == 10

    replies = re.search(r'hx-get="([^"]+replies)"', html(page(client, note, sort="top")))[1]
    assert html(client.get(replies)).count("comment-reply") == 1


@pytest.mark.parametrize("query", [{"sort": "worst"}, {"after": "x"}, {"after": "WyJ4Il0"}])
def test_pages_that_no_link_leads_to_do_not_exist(client, query):
    assert page(client, NoteFactory(), **query).status_code == 404


def test_without_scripts_a_comment_is_written_and_a_refused_one_is_kept(client):
    note, reader = NoteFactory(), UserFactory()
    client.force_login(reader)
    address = reverse("notes:comments_write", args=[note.public_id])

    written = client.post(address, {"text": "Does it drip?"})
    assert written.status_code == 302
    assert "#c-" in written["Location"]

    refused = client.post(address, {"text": "x" * 1001})
    assert refused.status_code == 400
    assert "x" * 1001 in refused.content.decode()
    assert "1000" in refused.content.decode()


def test_scripts_get_the_comment_alone_or_the_reason(client):
    note, reader = NoteFactory(), UserFactory()
    client.force_login(reader)
    address = reverse("notes:comments_write", args=[note.public_id])

    made = client.post(address, {"text": "Nice", "token": "a"}, headers={"HX-Request": "true"})
    again = client.post(address, {"text": "Nice", "token": "a"}, headers={"HX-Request": "true"})
    assert (made.status_code, again.status_code) == (201, 201)
    assert Comment.objects.count() == 1

    refused = client.post(address, {"text": " "}, headers={"HX-Request": "true"})
    assert refused.status_code == 400
    assert refused["Content-Type"].startswith("text/plain")


def test_without_scripts_hearts_are_given_and_taken(client):
    note, reader = NoteFactory(), UserFactory()
    client.force_login(reader)
    address = reverse("notes:act", args=[note.public_id, "like"])

    client.post(address)
    assert note.likes.count() == 1
    client.post(address, {"undo": "1"})
    assert note.likes.count() == 0
    assert client.post(reverse("notes:act", args=[note.public_id, "hate"])).status_code == 404


def test_a_draft_is_previewed_with_its_state(client):
    draft = DraftFactory()
    client.force_login(draft.author)

    assert "only you see it" in html(page(client, draft))


def test_blocked_people_are_neither_shown_nor_counted_among_replies(client, noon):
    note, reader = NoteFactory(), UserFactory()
    comment = CommentFactory(note=note, text="A question")
    for text in ("From a friend", "From a foe"):
        CommentFactory(note=note, parent=comment, text=text, at=noon)
    foe = Comment.objects.get(text="From a foe").author
    Block.objects.create(blocker=foe, blocked=reader)
    client.force_login(reader)

    response = page(client, note)

    assert "From a friend" in html(response)
    assert "From a foe" not in html(response)
    assert [each.reply_count for each in response.context["comments"]] == [1]
