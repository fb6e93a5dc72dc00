"""What every test may ask for."""

import pytest

from tests.factories.notes import NOON


@pytest.fixture
def noon():
    return NOON
