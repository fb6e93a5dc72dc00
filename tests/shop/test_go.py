"""The page before one leaves, and the door."""

import pytest

from shop import marketplaces
from shop.models import OutboundClick, OutboundOffer
from tests.factories.accounts import UserFactory
from tests.factories.offers import OutboundOfferFactory

pytestmark = pytest.mark.django_db


def way_out(client, offer, **query):
    page = client.get(f"/go/{offer.public_id}", query).content.decode()
    return page.split(f'href="/go/{offer.public_id}/leave')[1].split('"')[0].replace("&amp;", "&")


def test_the_page_says_where_to_and_what_it_cost_and_when(client):
    offer = OutboundOfferFactory()

    answer = client.get(f"/go/{offer.public_id}")

    page = answer.content.decode()
    for words in ("Tmall", "detail.tmall.com", "¥82.00", "April 28, 2026", offer.product.title):
        assert words in page
    assert offer.url not in page
    assert answer["X-Robots-Tag"] == "noindex"
    assert len(client.cookies["visitor"].value) > 40
    assert client.cookies["visitor"]["httponly"]


def test_leaving_sends_no_referrer_and_counts_once(client):
    offer = OutboundOfferFactory()
    user = UserFactory()
    client.force_login(user)

    for _ in range(2):
        query = way_out(client, offer, note="abc123")
        answer = client.get(f"/go/{offer.public_id}/leave{query}")

        assert (answer.status_code, answer["Location"]) == (302, offer.url)
        assert answer["Referrer-Policy"] == "no-referrer"

    clicks = OutboundClick.objects.order_by("pk")
    assert [click.is_counted for click in clicks] == [True, False]
    assert {(click.user, click.source) for click in clicks} == {(user, "abc123")}


@pytest.mark.parametrize("token", ["", "forged", "a:b:c", "é", "x" * 3000])
def test_without_a_fresh_token_the_page_comes_again(client, token):
    offer = OutboundOfferFactory()

    answer = client.get(f"/go/{offer.public_id}/leave", {"t": token})

    assert answer.status_code == 410
    assert "fresh one" in answer.content.decode()
    assert not OutboundClick.objects.exists()


def test_an_expired_token_leads_to_a_fresh_one(client, time_machine):
    time_machine.move_to("2026-05-01T04:00:00Z", tick=False)
    offer = OutboundOfferFactory()
    query = way_out(client, offer)
    time_machine.shift(marketplaces.LEAVE_SECONDS + 1)

    assert client.get(f"/go/{offer.public_id}/leave{query}").status_code == 410
    fresh = way_out(client, offer)
    assert client.get(f"/go/{offer.public_id}/leave{fresh}").status_code == 302


def test_looking_ahead_is_not_leaving(client):
    offer = OutboundOfferFactory()
    query = way_out(client, offer)

    answer = client.get(f"/go/{offer.public_id}/leave{query}", headers={"Sec-Purpose": "prefetch"})

    assert answer.status_code == 204
    assert client.head(f"/go/{offer.public_id}/leave{query}").status_code == 405
    assert not OutboundClick.objects.exists()


def test_an_address_is_never_a_parameter(client):
    offer = OutboundOfferFactory()
    query = way_out(client, offer)

    for name in ("url", "to", "next", "note"):
        answer = client.get(f"/go/{offer.public_id}/leave{query}&{name}=https://evil.example/")
        assert answer["Location"] == offer.url
    assert set(OutboundClick.objects.values_list("source", flat=True)) == {""}


def test_offers_that_nobody_may_take(client):
    hidden = OutboundOfferFactory(is_active=False)
    draft = OutboundOfferFactory(product__status="draft")
    unsafe = OutboundOfferFactory()
    OutboundOffer.objects.filter(pk=unsafe.pk).update(url="https://shop.example/1")

    for offer in (hidden, draft, unsafe):
        token = marketplaces.leave_token(offer.public_id)
        assert client.get(f"/go/{offer.public_id}").status_code == 404
        assert client.get(f"/go/{offer.public_id}/leave", {"t": token}).status_code == 404
    assert client.get("/go/unknown").status_code == 404
