"""Who a session is, asked anew with every request."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    reader = UserFactory()
    client.force_login(reader)
    assert _is_in(client)
    return reader


def _is_in(client) -> bool:
    return client.get(reverse("accounts:settings")).status_code == 200


def test_a_session_that_is_over_is_nobodys(client, reader):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not _is_in(client)


def test_a_session_that_was_ended_elsewhere_is_nobodys(client, reader):
    Session.objects.all().delete()
    assert not _is_in(client)


def test_who_is_closed_is_out_at_once(client, reader):
    User.objects.filter(pk=reader.pk).update(is_active=False)
    assert not _is_in(client)


def test_an_account_that_became_official_is_out_at_once(client, reader):
    User.objects.filter(pk=reader.pk).update(kind=User.Kind.OFFICIAL)
    assert not _is_in(client)


def test_a_new_password_ends_the_other_sessions(client, reader):
    reader.set_password("another one, quite long")
    reader.save()
    assert not _is_in(client)


@pytest.mark.parametrize("key", ["", "x" * 32, "' OR 1=1 --", "%s", "é"])
def test_a_key_that_nobody_was_given_is_nobodys(client, reader, key):
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not _is_in(client)
