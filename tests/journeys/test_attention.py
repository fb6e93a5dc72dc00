"""A real browser tells what was shown, real workers turn it into trust and score."""

import time

import pytest
from django.utils import timezone

from feed.models import Attention, NoteScore, ReaderTrust
from feed.ranking import listing, pool
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory

pytestmark = pytest.mark.browser
_PATIENCE = 20


def wait_for(found):
    until = time.monotonic() + _PATIENCE
    while not (result := found()) and time.monotonic() < until:
        time.sleep(0.2)
    return result


def test_what_a_reader_looks_at_in_explore_is_counted_once(page, context, client, site):
    notes = [NoteFactory(title=f"Kettle {n}") for n in range(3)]
    listing.enlist_many(notes, at=timezone.now())
    pool.tell_change()
    reader = UserFactory()
    client.force_login(reader)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])

    page.goto("/")
    page.wait_for_selector("[data-note]")
    seen = wait_for(lambda: ReaderTrust.objects.filter(reader=reader, feed_views=3).exists())

    assert seen
    shown = Attention.objects.filter(reader=reader, kind="impression", source="explore")
    assert shown.count() == 3
    assert wait_for(
        lambda: NoteScore.objects.filter(impressions__gt=0, feed_impressions=1).count() == 3
    )
