"""Clearing beside the trust pass: neither waits for the other with what the other needs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from feed.history import forgetting
from feed.models import Contribution, DirtyNote
from feed.ranking import trust
from feed.ranking.histories import Histories
from tests.factories.accounts import UserFactory
from tests.feed.history.looking import look, settle
from tests.feed.test_explore import publish


@pytest.mark.django_db(transaction=True)
def test_a_note_is_cleared_while_the_trust_pass_takes_its_mark():
    note, reader, now = publish(1)[0], UserFactory(), timezone.now()
    look([note], reader, at=now)
    settle(at=now)
    assert DirtyNote.objects.filter(note=note).exists()

    with ThreadPoolExecutor(1) as pool, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(trust._TAKE, [trust.BATCH])
        taken = [row[0] for row in cursor.fetchall()]
        pool.submit(_clear, reader, now + timedelta(seconds=1)).result(timeout=20)
        trust.weigh_notes(cursor, taken, Histories(), at=now)

    assert not Contribution.objects.exists()
    assert trust.weigh(at=now, histories=Histories()) == 0


def _clear(reader, at):
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '10s'")
        forgetting.forget(reader, at=at)
    finally:
        connection.close()
