"""What every test may ask for."""

from datetime import timedelta

import pytest
import redis
from django.conf import settings

from core import near, texts
from core import valkey as core_valkey
from feed import days
from tests.factories.notes import NOON
from tests.servers import ThrowAway

pytest_plugins = ["tests.browser", "tests.world"]
throw_away = ThrowAway()


def pytest_configure(config):
    is_parallel_worker = hasattr(config, "workerinput")
    if not is_parallel_worker and not config.option.collectonly:
        throw_away.start()


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        throw_away.stop()


def pytest_collection_modifyitems(items):
    """Whatever walks the running site belongs to the browser's stage, said or not."""
    for item in items:
        if "running_site" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(autouse=True, scope="session")
def _texts():
    """Both languages are spoken."""
    texts.compile_all()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Days of attention around the tests' own moment, which the site would refuse as too old."""
    with django_db_blocker.unblock():
        days.make(NOON.date() + timedelta(days=number) for number in range(-8, 9))


@pytest.fixture
def noon():
    return NOON


@pytest.fixture(scope="session")
def valkey():
    """This worker's own Valkey database."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5)


@pytest.fixture(autouse=True)
def _empty_valkey(valkey):
    """No test meets what another has cached."""
    valkey.flushdb()
    near.forget_all()


@pytest.fixture
def valkey_away(settings):
    """Nobody answers where Valkey was."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    core_valkey.client.cache_clear()
    core_valkey.wake_up()
    yield
    core_valkey.client.cache_clear()
    core_valkey.wake_up()
