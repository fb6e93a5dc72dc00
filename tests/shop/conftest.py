"""A provider whose books are empty, for every test of the shop."""

import pytest


@pytest.fixture(autouse=True)
def provider_books(settings, tmp_path):
    path = tmp_path / "provider.sqlite3"
    settings.SHOP = {**settings.SHOP, "TEST_PROVIDER_FILE": str(path)}
    return path
