"""Real processes of the site on the test's database, and a browser that watches for errors."""

import contextlib
import os
import re
import socket
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from rednote import embedded
from rednote.supervisor import processes
from tests import chromium
from tests.provider.process import NAMES, ProviderProcess

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
_CHILDREN: list = []
# A refusal that a test provokes is no mistake of the page; anything else on the console is.
_EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """What the site's processes said last stands beside a test that failed."""
    report = yield
    if report.failed:
        report.sections += [(child.name, child.last_words(60)) for child in _CHILDREN]
    return report


@pytest.fixture(scope="session")
def browser_type_launch_args():
    # Playwright keeps an event loop in this thread; the ORM is not called from within it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {"executable_path": chromium.executable(), "args": _ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(running_site):
    return {"base_url": running_site, "viewport": {"width": 1440, "height": 900}, "locale": "en"}


@pytest.fixture(scope="session")
def first_types(django_db_setup, django_db_blocker):
    """The kinds of rows and the rights, by the numbers under which the site came to know them."""
    with django_db_blocker.unblock():
        return [(model, list(model.objects.all())) for model in (ContentType, Permission)]


@pytest.fixture
def site(running_site, first_types, transactional_db):
    """The address of the running site; what the test writes is there, and gone afterwards."""
    # Emptying the tables has numbered them anew, and the site's processes keep the old numbers.
    with transaction.atomic():
        for model, _rows in reversed(first_types):
            model.objects.all().delete()
        for model, rows in first_types:
            model.objects.bulk_create(rows)
    ContentType.objects.clear_cache()
    yield running_site
    with connection.cursor() as cursor:
        # The site's processes go on. Where one of them and the emptying of the tables stand in
        # each other's way, whoever waits the shortest gives up: let that be the process.
        cursor.execute(
            "SELECT set_config('deadlock_timeout', '1min', false) FROM pg_roles"
            " WHERE rolname = current_user AND rolsuper"
        )


@pytest.fixture
def page(page, site):
    """A page whose console must stay clean: no script error, no violation of the policy."""
    mistakes: list[str] = []
    watch(page, mistakes)
    yield page
    assert not mistakes, "\n".join(mistakes)


def watch(page, mistakes):
    """Write down every script error, and what else stands on the console as an error."""
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    page.on("console", lambda message: _note(message, mistakes))


def _note(message, mistakes):
    if message.type == "error" and not _EXPECTED.search(message.text):
        mistakes.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture(scope="session")
def site_port():
    return free_port()


@pytest.fixture(scope="session")
def loopback(site_port):
    """The payment providers that the running site knows beside the demo's."""
    process = ProviderProcess(f"http://localhost:{site_port}")
    yield process
    process.stop()


@pytest.fixture(scope="session")
def running_site(django_db_setup, django_db_blocker, first_types, site_port, loopback):
    """Web, stream, worker and beat, as `make run` starts them."""
    # Beat keeps its memory here; where the servers are given from outside, nobody else makes it.
    (embedded.VAR / "run").mkdir(parents=True, exist_ok=True)
    port, stream_port = site_port, free_port()
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
    variables = processes.environment(
        host="127.0.0.1", port=port, stream_port=stream_port, var=embedded.VAR
    )
    variables |= {
        "DJANGO_SETTINGS_MODULE": "rednote.settings.test",
        "TEST_DATABASE": name,
        "REDIS_URL": settings.REDIS_URL,
        **loopback.environment(names=("test", *NAMES)),
    }
    site = processes.Site(embedded.VAR, variables)
    children = [
        site.web("127.0.0.1", port, workers=1),
        site.stream("127.0.0.1", stream_port),
        site.worker("worker", "urgent,default,media", 2),
        site.beat(),
    ]
    with contextlib.ExitStack() as stack:
        for child in children:
            child.start()
            stack.callback(child.stop)
        _CHILDREN[:] = children
        stack.callback(_CHILDREN.clear)
        address = variables["SITE_URL"]
        await_readiness(address, children)
        yield address


def await_readiness(address, children, *, seconds=60):
    deadline = time.monotonic() + seconds
    answer = ""
    while time.monotonic() < deadline:
        dead = [child for child in children if not child.is_alive()]
        assert not dead, f"{dead[0].name} ended:\n{dead[0].last_words(40)}"
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                return
        except urllib.error.HTTPError as refusal:
            answer = refusal.read(500).decode(errors="replace")
        except OSError as failure:
            answer = str(failure)
        time.sleep(0.1)
    raise AssertionError(f"The site was not ready within {seconds} s: {answer}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
