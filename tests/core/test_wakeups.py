import uuid

import pytest
from celery import shared_task
from kombu.exceptions import OperationalError

from core import valkey
from core.wakeups import wake


@shared_task(name=f"tests.{uuid.uuid4()}")
def fold():
    return None


@pytest.fixture
def sent(monkeypatch):
    calls = []
    monkeypatch.setattr(fold, "apply_async", lambda args, **options: calls.append(args))
    return calls


@pytest.mark.django_db
def test_a_burst_sends_one_message_after_commit(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            wake(fold)
        assert sent == []

    assert sent == [()]


@pytest.mark.django_db
def test_other_arguments_are_another_message(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        wake(fold, 1)
        wake(fold, 2)

    assert sent == [(1,), (2,)]


@pytest.mark.django_db
def test_a_dead_broker_is_not_the_readers_trouble(
    monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def refuse(args, **options):
        raise OperationalError("gone")

    monkeypatch.setattr(fold, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        wake(fold, "dead")

    assert "its sweep will come" in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("valkey_away")
def test_without_valkey_nothing_is_sent_and_nothing_waits(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        wake(fold, "gone")

    assert not valkey.is_up()
    assert sent == []
