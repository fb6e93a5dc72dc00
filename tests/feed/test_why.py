"""Why this note: in words and in every figure; and wishes for the feed, by page and by API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feed import why
from feed.models import FeedSettings, NoteScore
from feed.ranking import fast
from notes.channels import Channel
from notes.models import NoteTopic, Topic, TopicFollow
from notes.services import engagement
from tests.factories.accounts import UserFactory
from tests.feed.test_explore import publish
from tests.feed.test_personal import fans_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def figure(text):
    return float(text.lstrip("×"))


def test_the_terms_multiply_to_the_score(now):
    note = publish(30, at=now - timedelta(hours=200))[4]

    found = why.why(note, reader=UserFactory(), at=now)

    q, chance, taste, near, age, score = (figure(term.figure) for term in found.terms)
    assert score == pytest.approx(max(q + chance, 0.01) * taste * near * age, abs=0.002)
    assert age < 1


def test_the_note_that_led_here_is_named_and_so_is_the_topic(now):
    notes = publish(60, channels=["food"])
    fans_of(notes[:2], now, count=8)
    reader = UserFactory()
    topic = Topic.objects.create(key="tea", name="tea")
    NoteTopic.objects.create(note=notes[1], topic=topic)
    TopicFollow.objects.create(follower=reader, topic=topic, at=now)
    engagement.save(notes[0], reader=reader, at=now)
    fast.fold(at=now)

    found = why.why(notes[1], reader=reader, at=now)

    assert f"Others who liked “{notes[0].title}” went on to it." in found.reasons
    assert "You follow #tea." in found.reasons
    assert figure(found.terms[3].figure) > 1.5


def test_a_visitor_reads_general_reasons_in_chinese_too(client):
    note = publish(10)[0]
    address = f"/api/v1/notes/{note.public_id}/why"

    english = client.get(address).json()
    chinese = client.get(address, headers={"Accept-Language": "zh-hans"}).json()

    assert len(english["terms"]) == len(chinese["terms"]) == 6
    assert any("on trial" in reason for reason in english["reasons"])
    assert any("试推" in reason for reason in chinese["reasons"])


def test_an_unlisted_note_says_so(now):
    note = publish(5)[0]
    NoteScore.objects.filter(note=note).update(is_listed=False)

    assert why.why(note, reader=UserFactory(), at=now).terms == []


def test_wishes_are_kept_by_the_page_channel_by_channel(client):
    reader = UserFactory()
    client.force_login(reader)
    order = list(Channel.values)
    form = {"shown": order[1:], "order": order, "hides_sponsored": "on", "later": order[0]}

    assert client.post("/explore/settings", form).status_code == 302

    wishes = FeedSettings.objects.get(reader=reader)
    assert wishes.order()[:2] == [order[1], order[0]]
    assert wishes.hidden_channels == [order[0]]
    assert wishes.hides_sponsored
    assert not wishes.is_latest_first
    bar = client.get("/").content.decode()
    assert f"/explore/{order[0]}" not in bar
    assert bar.index(f"/explore/{order[1]}") < bar.index(f"/explore/{order[2]}")


def test_without_any_channel_the_page_says_what_is_wrong_and_keeps_the_rest(client):
    client.force_login(UserFactory())

    page = client.post("/explore/settings", {"order": ["pets", "food"], "is_latest_first": "on"})

    assert page.status_code == 422
    text = page.content.decode()
    assert "Leave at least one channel." in text
    assert 'name="is_latest_first" id="id_is_latest_first" checked' in text
    assert text.index('value="pets"') < text.index('value="food"')


def test_wishes_are_changed_by_the_api_one_by_one(client):
    reader = UserFactory()
    client.force_login(reader)
    address = "/api/v1/feed/settings"

    for change in ({"is_latest_first": True}, {"hidden_channels": ["food"]}):
        answer = client.patch(address, change, content_type="application/json")
        assert answer.status_code == 200

    told = client.get(address).json()
    assert told["is_latest_first"]
    assert told["hidden_channels"] == ["food"]
    every = {"hidden_channels": list(Channel.values)}
    assert client.patch(address, every, content_type="application/json").status_code == 400


def test_latest_first_is_a_link_for_everybody(client):
    notes = publish(40)
    newest = [note.public_id for note in notes[:24]]

    told = client.get("/api/v1/explore", {"sort": "latest"}).json()
    page = client.get("/", {"sort": "latest"}).content.decode()

    assert [card["public_id"] for card in told["results"]] == newest
    assert page.index(newest[0]) < page.index(newest[5])
    assert "?sort=latest&amp;after=" in page
    assert client.get("/", {"sort": "loudest"}).status_code == 404
