"""A topic is followed once, and no longer when taken back."""

import pytest

from notes.models import Topic, TopicFollow
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_following_a_topic_twice_is_once_and_its_page_says_so(client):
    Topic.objects.create(key="茶", name="茶")
    reader = UserFactory()
    client.force_login(reader)
    assert 'aria-pressed="false"' in client.get("/topics/茶").content.decode()

    for _ in range(2):
        assert client.put("/api/v1/topics/茶/follow").status_code == 204

    assert TopicFollow.objects.filter(follower=reader).count() == 1
    assert 'data-follow-topic="茶" aria-pressed="true"' in client.get("/topics/茶").content.decode()
    for _ in range(2):
        assert client.delete("/api/v1/topics/茶/follow").status_code == 204
    assert not TopicFollow.objects.exists()
