"""Several people with a window each, and waiting for what workers do."""

import time

import pytest
from django.test import Client

from tests.browser import watch


@pytest.fixture
def window(browser, browser_context_args, site):
    """Open a window of one's own, signed in where a user is given; its console must stay clean."""
    contexts, mistakes = [], []

    def enter(user=None):
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        if user:
            client = Client()
            client.force_login(user)
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        page = context.new_page()
        watch(page, mistakes)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert not mistakes, "\n".join(mistakes)


@pytest.fixture(scope="session")
def until():
    """Wait for workers; the value of the condition once it is true."""

    def wait(condition, *, seconds=45):
        deadline = time.monotonic() + seconds
        while not (value := condition()):
            assert time.monotonic() < deadline, f"not within {seconds} s: {condition}"
            time.sleep(0.1)
        return value

    return wait
