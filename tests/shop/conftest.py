"""A provider whose books are empty, for every test of the shop; an order, and the audit."""

import pytest

from shop.services import audit
from tests.factories.orders import placed
from tests.shop.providers import name, provider, provider_process

__all__ = ["name", "provider", "provider_process"]


@pytest.fixture(autouse=True)
def provider_books(settings, tmp_path):
    path = tmp_path / "provider.sqlite3"
    settings.SHOP = {**settings.SHOP, "TEST_PROVIDER_FILE": str(path)}
    return path


@pytest.fixture
def group():
    return placed()


@pytest.fixture
def balanced_books(db):
    """After the test, the audit finds nothing."""
    yield
    assert audit.findings() == []
