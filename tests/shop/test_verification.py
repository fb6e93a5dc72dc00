"""A badge stands while a decision is valid, and nobody but the platform decides."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from media.models import Upload
from shop.models import Product, Store, Verification
from shop.services import verification
from shop.signals import store_verified
from shop.tasks import sweep_badges
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.shop import ProductFactory, StoreFactory, StoreStaffFactory

pytestmark = pytest.mark.django_db
CLAIM = verification.Claim("official", "Tea Ltd", "91440300-X", "Since 1998.")
YEAR = timedelta(days=365)


@pytest.fixture
def store():
    return StoreFactory()


@pytest.fixture
def owner(store):
    return StoreStaffFactory(store=store).user


@pytest.fixture
def reviewer():
    return UserFactory(is_staff=True, is_superuser=True)


def paper(owner, *, is_private=True):
    picture = PictureFactory(owner=owner)
    Upload.objects.filter(pk=picture.upload_id).update(is_private=is_private)
    picture.upload.refresh_from_db()
    return picture, "licence.jpg"


@pytest.fixture
def application(store, owner):
    return verification.apply(
        store, applicant=owner, claim=CLAIM, documents=[paper(owner)], at=timezone.now()
    )


def approve(application, reviewer, *, lasts=YEAR):
    now = timezone.now()
    return verification.approve(
        application, reviewer=reviewer, reason="Seen.", expires_at=now + lasts, at=now
    )


def is_official(store):
    return Store.objects.get(pk=store.pk).is_official()


def test_a_kind_without_a_decision_is_no_badge():
    assert not StoreFactory(kind="official", verified_until=None).is_official()
    assert not StoreFactory(verified_until=timezone.now() + YEAR).is_official()


def test_a_decision_brings_the_badge_and_tells_caches(store, application, reviewer):
    product, heard = ProductFactory(store=store), []

    def hear(sender, store, **kwargs):
        heard.append(store.pk)

    store_verified.connect(hear)
    approve(application, reviewer)
    store_verified.disconnect(hear)

    assert is_official(store)
    store.refresh_from_db()
    assert (store.kind, store.account.is_verified) == ("official", True)
    assert application.reviewer == reviewer
    assert heard == [store.pk]
    assert Product.objects.get(pk=product.pk).version == product.version + 1


def test_the_badge_ends_with_its_day_before_any_sweep(store, application, reviewer, time_machine):
    approve(application, reviewer)
    time_machine.move_to(application.expires_at - timedelta(seconds=1), tick=False)
    assert is_official(store)

    time_machine.move_to(application.expires_at, tick=False)
    assert not is_official(store)
    product = ProductFactory(store=store)
    assert [sweep_badges() for _ in range(2)] == [1, 0]
    store.refresh_from_db()
    assert (store.verified_until, store.account.is_verified) == (None, False)
    assert Product.objects.get(pk=product.pk).version == product.version + 1


def test_of_two_decisions_one_holds(application, reviewer):
    again = Verification.objects.get(pk=application.pk)
    now = timezone.now()
    verification.refuse(application, reviewer=reviewer, reason="Blurred.", at=now)

    with pytest.raises(verification.AlreadyDecided):
        approve(again, reviewer)
    application.refresh_from_db()
    assert (application.status, application.reason) == ("refused", "Blurred.")
    assert not is_official(application.store)


def test_a_refusal_leaves_a_standing_badge(store, owner, application, reviewer):
    approve(application, reviewer)
    second = verification.apply(
        store, applicant=owner, claim=CLAIM, documents=[paper(owner)], at=timezone.now()
    )
    verification.refuse(second, reviewer=reviewer, reason="No.", at=timezone.now())

    assert is_official(store)


def test_a_renewal_ends_the_decision_before_it(store, owner, application, reviewer):
    approve(application, reviewer)
    second = verification.apply(
        store, applicant=owner, claim=CLAIM, documents=[paper(owner)], at=timezone.now()
    )
    approve(second, reviewer, lasts=2 * YEAR)
    application.refresh_from_db()
    assert not application.is_valid(timezone.now())

    verification.revoke(application, reviewer=reviewer, reason="Old.", at=timezone.now())
    assert is_official(store)
    verification.revoke(second, reviewer=reviewer, reason="Sold.", at=timezone.now())
    assert not is_official(store)
    with pytest.raises(verification.AlreadyDecided):
        verification.revoke(second, reviewer=reviewer, reason="Again.", at=timezone.now())


def test_one_application_waits_at_a_time(store, owner, application):
    with pytest.raises(verification.AlreadyWaiting):
        verification.apply(
            store, applicant=owner, claim=CLAIM, documents=[paper(owner)], at=timezone.now()
        )
    verification.withdraw(application, actor=owner, at=timezone.now())
    verification.apply(
        store, applicant=owner, claim=CLAIM, documents=[paper(owner)], at=timezone.now()
    )
    with pytest.raises(verification.AlreadyDecided):
        verification.withdraw(application, actor=owner, at=timezone.now())


@pytest.mark.parametrize("role", ["editor", "service", None])
def test_owners_alone_apply(store, role):
    user = StoreStaffFactory(store=store, role=role).user if role else StoreStaffFactory().user
    with pytest.raises(verification.NotYours):
        verification.apply(
            store, applicant=user, claim=CLAIM, documents=[paper(user)], at=timezone.now()
        )


def test_papers_are_needed_and_private(store, owner):
    public = paper(owner, is_private=False)
    for documents in ([], [public], [paper(owner) for _ in range(9)]):
        with pytest.raises(verification.DocumentsMissing):
            verification.apply(
                store, applicant=owner, claim=CLAIM, documents=documents, at=timezone.now()
            )
    assert not Verification.objects.exists()


def test_the_platform_alone_decides(application, owner):
    now = timezone.now()
    for act in (
        lambda: approve(application, owner),
        lambda: verification.refuse(application, reviewer=owner, reason="No.", at=now),
        lambda: verification.revoke(application, reviewer=owner, reason="No.", at=now),
    ):
        with pytest.raises(verification.NotYours):
            act()


@pytest.mark.parametrize("lasts", [timedelta(0), -YEAR, 4 * YEAR])
def test_a_decision_lasts_at_most_three_years(application, reviewer, lasts):
    with pytest.raises(verification.UnfitExpiry):
        approve(application, reviewer, lasts=lasts)


def test_a_refusal_says_why(application, reviewer):
    with pytest.raises(verification.ReasonMissing):
        verification.refuse(application, reviewer=reviewer, reason=" ", at=timezone.now())


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "approved", "decided_at": timezone.now()},
        {"status": "refused", "decided_at": timezone.now()},
        {"status": "refused", "reason": "No."},
    ],
)
def test_the_database_refuses_half_a_decision(application, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=application.pk).update(**broken)


def test_the_whole_way_through_the_api(client, store, owner, reviewer, api_paper):
    client.force_login(owner)
    address = f"/api/v1/stores/{store.slug}/verifications"
    sent = {
        "kind": "flagship",
        "legal_name": "Tea Ltd",
        "registration": "X1",
        "documents": [str(api_paper)],
    }
    made = client.post(address, sent, content_type="application/json")
    assert made.status_code == 201, made.content
    again = client.post(address, sent, content_type="application/json")
    assert (again.status_code, "documents" in again.json()["errors"]) == (400, True)
    pk = made.json()["id"]
    decision = {"status": "approved", "expires_at": (timezone.now() + YEAR).isoformat()}
    by_owner = client.put(f"/api/v1/verifications/{pk}/decision", decision, "application/json")
    assert by_owner.status_code == 403

    client.force_login(reviewer)
    missing = client.put(
        f"/api/v1/verifications/{pk}/decision", {"status": "approved"}, "application/json"
    )
    assert (missing.status_code, "expires_at" in missing.json()["errors"]) == (400, True)
    done = client.put(f"/api/v1/verifications/{pk}/decision", decision, "application/json")
    assert done.json()["status"] == "approved"
    assert client.get(f"/api/v1/stores/{store.slug}").json()["is_official"] is True
    assert [row["status"] for row in client.get(address).json()] == ["approved"]


@pytest.fixture
def api_paper(owner):
    picture, _label = paper(owner)
    return picture.upload_id
