import pytest
from django.urls import reverse

from accounts.models import Block, Follow
from notes.models import NoteTopic, Save, Topic
from notes.services import tally
from tests.factories.accounts import OfficialAccountFactory, UserFactory
from tests.factories.notes import DraftFactory, NoteFactory

pytestmark = pytest.mark.django_db


def shown(client, person, **query):
    response = client.get(reverse("notes:profile", args=[person.handle]), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_a_profile_says_who_it_is_and_what_was_published(client, noon):
    person = OfficialAccountFactory(bio="Tea, slowly", verified_as="Yunya Tea")
    note = NoteFactory(author=person, title="First flush")
    DraftFactory(author=person, title="Half an idea")
    Follow.objects.create(follower=UserFactory(), followed=person)
    note.likes.create(user=UserFactory(), at=noon)
    tally.recount([note.pk], at=noon)

    page = shown(client, person)

    for words in ("Tea, slowly", "Yunya Tea", "First flush"):
        assert words in page
    assert "Half an idea" not in page


def test_private_notes_are_not_met_on_a_profile(client):
    person = UserFactory()
    for visibility in ("link", "private", "followers"):
        NoteFactory(author=person, title=f"Hush {visibility}", visibility=visibility)
    assert "Hush" not in shown(client, person)

    fan = UserFactory()
    Follow.objects.create(follower=fan, followed=person)
    client.force_login(fan)
    page = shown(client, person)
    assert "Hush followers" in page
    assert "Hush link" not in page


def test_drafts_saved_and_liked_are_ones_own(client, noon):
    me, saved = UserFactory(), NoteFactory(title="Kept for later")
    Save.objects.create(user=me, note=saved, at=noon)
    DraftFactory(author=me, title="Half an idea")
    for tab in ("drafts", "saved", "liked"):
        address = reverse("notes:profile", args=[me.handle])
        assert client.get(address, {"tab": tab}).status_code == 404

    client.force_login(me)
    assert "Half an idea" in shown(client, me, tab="drafts")
    assert "Kept for later" in shown(client, me, tab="saved")
    assert "Nothing liked yet" in shown(client, me, tab="liked")


def test_who_blocks_a_reader_is_not_there_and_who_is_blocked_can_be_unblocked(client):
    person, reader = UserFactory(), UserFactory()
    client.force_login(reader)
    block = Block.objects.create(blocker=reader, blocked=person)
    assert "Unblock" in shown(client, person)

    block.delete()
    Block.objects.create(blocker=person, blocked=reader)
    assert client.get(reverse("notes:profile", args=[person.handle])).status_code == 404


def test_profiles_are_paged(client):
    person = UserFactory()
    NoteFactory.create_batch(26, author=person)
    page = client.get(reverse("notes:profile", args=[person.handle]))
    following = page.context["next_url"]

    more = client.get(
        reverse("notes:profile", args=[person.handle]) + following, headers={"HX-Request": "true"}
    ).content.decode()

    assert more.count("<article") == 2
    assert "<html" not in more


def test_a_topic_shows_what_was_kept_most_first(client, noon):
    topic = Topic.objects.create(key="tea", name="Tea")
    newest = NoteFactory(title="Newest", published_at=noon.replace(hour=9))
    loved = NoteFactory(title="Loved")
    for note in (newest, loved):
        NoteTopic.objects.create(note=note, topic=topic)
    loved.likes.create(user=UserFactory(), at=noon)
    tally.recount([loved.pk], at=noon)

    address = reverse("notes:topic", args=["tea"])
    top = client.get(address).content.decode()
    latest = client.get(address, {"sort": "latest"}).content.decode()

    assert top.index("Loved") < top.index("Newest")
    assert latest.index("Newest") < latest.index("Loved")
    assert client.get(reverse("notes:topic", args=["TEA"]))["Location"] == address
    assert client.get(reverse("notes:topic", args=["nothing"])).status_code == 404
