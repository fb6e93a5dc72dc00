"""Leaving for a marketplace: recorded, counted once, and never to anywhere else."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError, connection, transaction

from shop.marketplaces import UnsafeAddress
from shop.models import OutboundClick, OutboundOffer
from shop.services import outbound, referrals
from tests.factories.accounts import UserFactory
from tests.factories.offers import OutboundOfferFactory

pytestmark = pytest.mark.django_db
VISITOR = "a" * 40


def test_leaving_records_a_click_and_says_where_to(noon):
    offer = OutboundOfferFactory()
    user = UserFactory()

    address = outbound.leave(offer, visitor=VISITOR, user=user, source="note1", at=noon)

    assert address == offer.url
    click = OutboundClick.objects.get()
    assert (click.offer, click.user, click.source, click.is_counted) == (offer, user, "note1", True)
    assert click.sub_id == ""


def test_a_click_counts_once_in_half_an_hour(noon):
    offer = OutboundOfferFactory()
    for minutes in (0, 1, 29, 30, 31, 61):
        at = noon + datetime.timedelta(minutes=minutes)
        outbound.leave(offer, visitor=VISITOR, user=None, at=at)
    outbound.leave(offer, visitor="b" * 40, user=None, at=noon)

    counted = OutboundClick.objects.order_by("pk").values_list("is_counted", flat=True)
    assert list(counted) == [True, False, False, True, False, True, True]


def test_a_click_without_a_visitor_does_not_count(noon):
    outbound.leave(OutboundOfferFactory(), visitor="", user=None, at=noon)

    assert not OutboundClick.objects.get().is_counted


def test_our_mark_is_written_down_where_the_provider_takes_one(noon):
    offer = OutboundOfferFactory(marketplace="jd", url="https://union-click.jd.com/jdc?p=Ay")

    address = outbound.leave(offer, visitor=VISITOR, user=None, at=noon)

    click = OutboundClick.objects.get()
    assert len(click.sub_id) == 20
    assert address == f"https://union-click.jd.com/jdc?p=Ay&subUnionId={click.sub_id}"


def test_the_mark_is_no_longer_than_its_provider_takes(noon):
    url = "https://s.click.taobao.com/t?e=1"
    address = outbound.leave(
        OutboundOfferFactory(marketplace="taobao", url=url), visitor=VISITOR, user=None, at=noon
    )
    mark = OutboundClick.objects.get().sub_id
    assert (len(mark), mark.isalnum()) == (12, True)
    assert address == f"{url}&unid={mark}"


@pytest.mark.parametrize("is_guest", [True, False])
def test_whose_note_led_here_is_frozen_with_the_share(noon, is_guest):
    offer, creator, buyer = OutboundOfferFactory(), UserFactory(), UserFactory()
    who = {"visitor": VISITOR} if is_guest else {"buyer": buyer}
    referrals.remember(offer.product, beneficiary=creator, source="note1", at=noon, **who)
    outbound.leave(offer, visitor=VISITOR, user=None if is_guest else buyer, at=noon)

    click = OutboundClick.objects.get()
    assert (click.beneficiary, click.share_bp, click.source) == (creator, 7000, "note1")


def test_ones_own_note_and_the_stores_own_account_earn_nothing(noon):
    offer, reader = OutboundOfferFactory(), UserFactory()
    account = offer.product.store.account
    referrals.remember(offer.product, beneficiary=reader, visitor="c" * 40, source="n", at=noon)
    referrals.remember(offer.product, beneficiary=account, buyer=reader, source="n", at=noon)
    referrals.adopt("c" * 40, reader, at=noon)
    outbound.leave(offer, visitor=VISITOR, user=reader, source="n", at=noon)

    click = OutboundClick.objects.get()
    assert (click.beneficiary, click.share_bp, click.source) == (None, 0, "n")


def test_a_row_that_is_not_safe_any_more_leads_nowhere(noon):
    offer = OutboundOfferFactory(url="https://shop.example/1")  # past the service, into the table

    with pytest.raises(UnsafeAddress):
        outbound.leave(offer, visitor=VISITOR, user=None, at=noon)

    assert not OutboundClick.objects.exists()


def test_saving_keeps_the_safe_form_and_refuses_the_rest():
    offer = OutboundOfferFactory.build(product=OutboundOfferFactory().product)
    offer.url = "HTTPS://DETAIL.TMALL.COM/item.htm?id=1"
    assert outbound.save_offer(offer).url == "https://detail.tmall.com/item.htm?id=1"

    offer.url = "https://evil.example/"
    with pytest.raises(UnsafeAddress):
        outbound.save_offer(offer)
    assert OutboundOffer.objects.get(pk=offer.pk).url == "https://detail.tmall.com/item.htm?id=1"


def test_a_form_refuses_it_at_its_field():
    offer = OutboundOfferFactory.build(
        product=OutboundOfferFactory().product, url="https://evil.example/", marketplace="tmall"
    )

    with pytest.raises(ValidationError) as refusal:
        offer.full_clean()

    assert list(refusal.value.message_dict) == ["url"]


@pytest.mark.parametrize(
    "url",
    [
        "http://detail.tmall.com/",
        "https://evil.example\\@detail.tmall.com/",
        "https://a@detail.tmall.com/",
        "https://detail.tmall.com:8443/",
        "https://detail.tmall.com./",
        "https://detail.tmall.com/ x",
        "https://detail.tmall.com",
        "javascript:alert(1)",
    ],
)
def test_the_database_itself_refuses_what_hides(url):
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboundOfferFactory(url=url)


def test_clicks_are_append_only_but_an_account_may_go(noon):
    user, creator, offer = UserFactory(), UserFactory(), OutboundOfferFactory()
    referrals.remember(offer.product, beneficiary=creator, buyer=user, source="n", at=noon)
    outbound.leave(offer, visitor=VISITOR, user=user, at=noon)

    changes = ({"is_counted": False}, {"visitor": "c" * 40}, {"share_bp": 1})
    for change in (*changes, {"user": UserFactory()}, {"beneficiary": UserFactory()}):
        with pytest.raises(Error), transaction.atomic():
            OutboundClick.objects.update(**change)
    user.delete()
    creator.delete()
    click = OutboundClick.objects.get()
    assert (click.user, click.beneficiary) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_count_once(noon):
    offer = OutboundOfferFactory()
    start = threading.Barrier(6)

    def click():
        start.wait()
        try:
            outbound.leave(offer, visitor=VISITOR, user=None, at=noon)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    counted = OutboundClick.objects.values_list("is_counted", flat=True)
    assert sorted(counted) == [False] * 5 + [True]
