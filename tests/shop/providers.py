"""The loopback provider for a test: started once, well again for each."""

import pytest
from django.utils import timezone

from shop.services import attempts
from tests.factories.orders import placed
from tests.provider.process import NAMES, ProviderProcess
from tests.shop.payer import RETURN, fresh


@pytest.fixture(scope="session")
def provider_process():
    process = ProviderProcess()
    yield process
    process.stop()


@pytest.fixture
def provider(provider_process, settings, provider_books):
    settings.SHOP = {**settings.SHOP, **provider_process.settings()}
    provider_process.fail()
    return provider_process


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def start(group, name):
    payment = attempts.start(group, name, return_url=RETURN, at=timezone.now())
    return fresh(payment)


def opened_at(name, **values):
    """An order and its payment, opened at this provider."""
    return start(placed(provider=name, **values), name)
