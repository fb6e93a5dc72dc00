import pytest

from notes.models import Comment, Note
from notes.services import tally
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.notes import CommentFactory, DraftFactory, NoteFactory
from tests.factories.shop import ProductFactory

pytestmark = pytest.mark.django_db
NOTES = "/api/v1/notes"


@pytest.fixture
def author():
    return UserFactory()


@pytest.fixture
def api(client, author):
    client.force_login(author)

    def call(method, path, body=None):
        return getattr(client, method)(path, body, content_type="application/json")

    return call


@pytest.fixture
def whole(author):
    picture = PictureFactory(owner=author)
    return {
        "title": "Gongfu at home",
        "body": "Three weeks. #tea",
        "channel": "home",
        "visibility": "public",
        "slides": [{"upload": str(picture.upload_id), "alt": "A gaiwan"}],
        "tags": [
            {
                "product": ProductFactory().public_id,
                "relation": "affiliate",
                "slide": 0,
                "x": 10,
                "y": 990,
            }
        ],
        "topics": ["Gongfu"],
    }


def test_a_note_is_written_published_and_withdrawn(api, whole):
    made = api("post", NOTES, whole)
    assert made.status_code == 201
    note = made.json()
    assert note["status"] == "draft"
    assert note["slides"][0]["alt"] == "A gaiwan"
    assert note["tags"][0]["label"] == "affiliate"
    assert [topic["key"] for topic in note["topics"]] == ["gongfu", "tea"]

    here = f"{NOTES}/{note['public_id']}"
    for _ in range(2):
        published = api("put", f"{here}/publication").json()
    assert published["status"] == "published"
    assert [row["public_id"] for row in api("get", NOTES).json()["results"]] == [note["public_id"]]

    assert api("delete", f"{here}/publication").json()["status"] == "withdrawn"
    assert api("get", NOTES).json()["results"] == []
    assert len(api("get", f"{NOTES}?mine=true").json()["results"]) == 1


def test_an_old_revision_overwrites_nothing(api, whole):
    note = api("post", NOTES, whole).json()
    here = f"{NOTES}/{note['public_id']}"
    assert api("patch", here, {"title": "First", "revision": 1}).status_code == 200

    conflict = api("put", here, whole | {"title": "Second", "revision": 1})

    assert (conflict.status_code, conflict.json()["code"]) == (409, "edit_conflict")
    assert conflict.json()["revision"] == 2
    assert Note.objects.get().title == "First"


def test_changing_needs_the_revision(api, whole):
    note = api("post", NOTES, whole).json()
    for method in ("put", "patch"):
        refused = api(method, f"{NOTES}/{note['public_id']}", {"title": "x"})
        assert refused.status_code == 400
        assert "revision" in refused.json()["errors"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "x" * 41}, "title"),
        ({"title": "\u0000"}, "title"),
        ({"surprise": 1}, "surprise"),
        ({"public_id": "chosen"}, "public_id"),
        ({"channel": "weapons"}, "channel"),
        ({"slides": [{"upload": "no-uuid"}]}, "slides.0.upload"),
        ({"slides": "many"}, "slides"),
        ({"tags": [{"product": "x", "relation": "bought", "x": 2**40}]}, "tags.0.x"),
        ({"tags": [{"relation": "bought"}]}, "tags.0.product"),
        ({"tags": [{"product": "x", "relation": "bought", "price": 1}]}, "tags.0.price"),
        ({"topics": ["two words"]}, "topics"),
    ],
)
def test_bad_input_is_said_at_its_field(api, whole, change, field):
    draft = api("post", NOTES, {}).json()
    refused = api("post", NOTES, whole | change)
    patched = api("patch", f"{NOTES}/{draft['public_id']}", change | {"revision": 1})

    assert (refused.status_code, patched.status_code) == (400, 400)
    assert any(name.startswith(field) for name in refused.json()["errors"]), refused.json()
    assert Note.objects.get().revision == 1


def test_it_is_said_in_the_readers_language(client, author, whole):
    client.force_login(author)
    refused = client.post(
        NOTES, whole | {"title": "x" * 41}, "application/json", headers={"Accept-Language": "zh-CN"}
    )

    assert "标题" in refused.json()["errors"]["title"][0]


def test_nineteen_pictures_are_one_too_many(api, author, whole):
    uploads = [{"upload": str(p.upload_id)} for p in PictureFactory.create_batch(19, owner=author)]

    refused = api("post", NOTES, whole | {"slides": uploads, "tags": []})

    assert "18" in refused.json()["errors"]["slides"][0]


def test_everything_that_is_missing_is_said_at_once(api):
    note = api("post", NOTES, {}).json()

    refused = api("put", f"{NOTES}/{note['public_id']}/publication")

    assert refused.status_code == 409
    assert set(refused.json()["errors"]) == {"slides", "title", "channel"}


def test_counts_include_ones_own_act_at_once(api):
    note = NoteFactory()
    here = f"{NOTES}/{note.public_id}"

    for _ in range(2):
        assert api("put", f"{here}/like").json()["likes"] == 1
    assert api("put", f"{here}/save").json() == {
        "active": True,
        "likes": 1,
        "saves": 1,
        "shares": 0,
        "comments": 0,
    }
    for _ in range(2):
        assert api("delete", f"{here}/like").json()["likes"] == 0


def test_large_counts_are_taken_from_the_tally(api, noon):
    note = NoteFactory()
    tally.recount([note.pk], at=noon)
    type(note.tally).objects.update(likes=12_000)

    assert api("put", f"{NOTES}/{note.public_id}/like").json()["likes"] == 12_000


def test_comments_are_answered_and_taken_away(api):
    note = NoteFactory()
    here = f"{NOTES}/{note.public_id}/comments"
    first = api("post", here, {"text": "Does it drip?", "token": "a"}).json()
    assert api("post", here, {"text": "Does it drip?", "token": "a"}).json() == first

    reply = api("post", here, {"text": "No.", "answers": first["public_id"]}).json()
    assert reply["parent"] == first["public_id"]

    listed = api("get", here).json()["results"]
    assert [(row["public_id"], row["reply_count"]) for row in listed] == [(first["public_id"], 1)]
    replies = api("get", f"/api/v1/comments/{first['public_id']}/replies").json()["results"]
    assert [row["text"] for row in replies] == ["No."]

    for _ in range(2):
        gone = api("delete", f"/api/v1/comments/{first['public_id']}")
        assert gone.status_code == 204
    assert api("get", here).json()["results"] == []


@pytest.mark.parametrize("text", ["", "x" * 1001])
def test_a_refused_comment_says_why(api, text):
    refused = api("post", f"{NOTES}/{NoteFactory().public_id}/comments", {"text": text})

    assert refused.status_code == 400
    assert "text" in refused.json()["errors"]
    assert not Comment.objects.exists()


def test_lists_are_narrowed(api):
    tea = NoteFactory(channel="food")
    NoteFactory(channel="home")
    CommentFactory(note=tea)

    def found(query):
        return [row["public_id"] for row in api("get", f"{NOTES}?{query}").json()["results"]]

    assert found("channel=food") == [tea.public_id]
    assert found(f"author={tea.author.handle}") == [tea.public_id]
    assert found("topic=nothing") == []
    assert api("get", f"{NOTES}?channel=weapons").status_code == 400


def test_drafts_of_others_are_not_there(api):
    draft = DraftFactory()
    for method in ("get", "delete"):
        assert api(method, f"{NOTES}/{draft.public_id}").status_code == 404
    assert api("put", f"{NOTES}/{draft.public_id}/publication").status_code == 404
    assert api("put", f"{NOTES}/{draft.public_id}/like").status_code == 404


def test_topics_and_a_channel_are_suggested(api, author, whole):
    note = api("post", NOTES, whole).json()
    assert api("get", "/api/v1/topics?q=gon").json() == []
    api("put", f"{NOTES}/{note['public_id']}/publication")

    assert [t["name"] for t in api("get", "/api/v1/topics?q=%23GON").json()] == ["Gongfu"]
    assert api("get", "/api/v1/topics?q=a%20b").json() == []
    suggested = api("get", "/api/v1/channels/suggestion?topics=gongfu&products=").json()
    assert suggested == {"channel": "home"}
