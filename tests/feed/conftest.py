"""What every test of the feed starts from."""

import pytest

from feed.ranking import pool


@pytest.fixture(autouse=True)
def _no_memory():
    """No test meets the notes that this process remembers of another."""
    pool.forget()
    yield
    pool.forget()
