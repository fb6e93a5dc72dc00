"""The public figures of fairness: sums that are right, few data that say nothing, a page."""

from datetime import timedelta

import numpy as np
import pytest
from django.urls import reverse

from accounts.models import Follow
from feed import tasks
from feed.fairness import page, report, sums
from feed.models import Attention, FairnessReport, FirstViews, NoteScore, NoteShown
from notes.models import Note, ProductTag
from tests.factories.accounts import UserFactory
from tests.factories.notes import NOON, ProductTagFactory
from tests.feed.test_explore import publish

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def met(note, reader, *, at, source="explore", kind="impression"):
    return Attention(
        token=f"{reader.pk if reader else 0}{at:%d%H%M%S%f}{source[0]}"[:32],
        note=note,
        reader=reader,
        kind=kind,
        source=source,
        at=at,
    )


def shown_to(notes, readers, *, at):
    """Each note to each reader, a second apart."""
    rows = [
        met(note, reader, at=at + timedelta(seconds=number))
        for note in notes
        for number, reader in enumerate(readers)
    ]
    Attention.objects.bulk_create(rows)


def followed(author, times):
    fans = [UserFactory() for _ in range(times)]
    Follow.objects.bulk_create(Follow(follower=fan, followed=author) for fan in fans)


@pytest.fixture
def site(settings):
    """Ten creators without followers and five with three, each with four notes of two days."""
    settings.FEED = {"FEW_FOLLOWERS": 3}
    notes = publish(60, authors=15, at=NOON - 2 * DAY)
    authors = list(dict.fromkeys(note.author for note in notes))
    fans = [UserFactory() for _ in range(3)]
    Follow.objects.bulk_create(
        Follow(follower=fan, followed=author) for author in authors[:5] for fan in fans
    )
    readers = [UserFactory() for _ in range(20)]
    big = [note for note in notes if note.author in authors[:5]]
    small = [note for note in notes if note.author not in authors[:5]]
    shown_to(big, readers[:10], at=NOON - DAY)
    shown_to(small, readers, at=NOON - DAY)
    return {"big": big, "small": small, "authors": authors}


def test_only_what_the_feed_showed_to_somebody_else_is_counted():
    note, other = publish(2)
    reader, day = UserFactory(), NOON.date()
    rows = [met(note, reader, at=NOON), met(note, reader, at=NOON + HOUR, source="search")]
    rows += [met(note, reader, at=NOON + HOUR, source="following")]
    rows += [met(note, reader, at=NOON + 2 * HOUR, kind="open")]
    rows += [met(note, None, at=NOON), met(note, note.author, at=NOON)]
    rows += [met(other, reader, at=NOON + DAY)]
    Attention.objects.bulk_create(rows)

    for _again in range(2):
        sums.keep(at=NOON + DAY + HOUR)

    found = NoteShown.objects.order_by("day").values_list("note", "day", "times")
    assert list(found) == [(note.pk, day, 2), (other.pk, day + DAY, 1)]


def test_days_that_are_over_are_not_counted_again():
    (note,) = publish(1)
    shown_to([note], [UserFactory()], at=NOON)
    sums.keep(at=NOON + HOUR)
    Attention.objects.all().delete()
    shown_to([note], [UserFactory()], at=NOON + 2 * DAY)

    sums.keep(at=NOON + 2 * DAY + HOUR)
    sums.keep(at=NOON + 5 * DAY)

    days = list(NoteShown.objects.values_list("day", flat=True))
    assert days[-1] == (NOON + 2 * DAY).date()
    assert sums.forget_old(at=NOON + 89 * DAY) == 0
    assert sums.forget_old(at=NOON + 200 * DAY) == len(days)


def test_the_moment_of_the_fiftieth_view_is_kept():
    slow, quick = publish(2, at=NOON - DAY)
    readers = [UserFactory() for _ in range(50)]
    shown_to([quick], readers, at=NOON)
    shown_to([slow], readers[:49], at=NOON)
    NoteScore.objects.filter(note=quick).update(feed_impressions=50)

    for _again in range(2):
        sums.keep(at=NOON + HOUR)

    row = FirstViews.objects.get()
    assert (row.note, row.at) == (quick, NOON + timedelta(seconds=49))


def test_shares_by_following(site):
    report.measure(at=NOON)
    found = FairnessReport.objects.get(days=7).results

    small, big = found["groups"]
    assert (found["views"], found["creators"], found["notes"]) == (1000, 15, 60)
    assert (small["least"], small["most"], big["least"], big["most"]) == (0, 2, 3, None)
    assert small["share_of_creators"] == pytest.approx(2 / 3)
    assert small["share_of_notes"] == pytest.approx(2 / 3)
    assert small["share_of_views"] == pytest.approx(0.8)
    assert found["equal"]["ratio"] == pytest.approx(2.0)
    assert small["first"] == {"notes": 40, "within_day": 0.0, "median_hours": None}


def test_what_is_sponsored_is_said(site):
    for note in site["small"][:10]:
        ProductTagFactory(note=note, relation=ProductTag.Relation.PAID)

    found = report.of(30, at=NOON)["sponsored"]
    assert found is None
    report.measure(at=NOON)
    found = FairnessReport.objects.get(days=30).results["sponsored"]
    assert found == {"notes": pytest.approx(1 / 6), "views": pytest.approx(0.2)}


def test_few_say_nothing(site, client):
    Note.objects.filter(author__in=site["authors"][:1]).delete()
    report.measure(at=NOON)
    found = FairnessReport.objects.get(days=30).results
    assert (found["groups"], found["equal"], found["sponsored"]) == ([], None, None)

    shown = client.get(reverse("feed:fairness")).content.decode()
    assert "Too little to say" in shown
    assert "500 views, and 5 creators" in shown


def test_few_views_say_nothing(site):
    Attention.objects.filter(note__in=site["small"][:30]).delete()
    report.measure(at=NOON)
    found = FairnessReport.objects.get(days=7).results
    assert found["views"] < report.FEWEST_VIEWS
    assert found["groups"] == []


@pytest.mark.parametrize(
    ("followers", "ends"),
    [
        ([5000] * 5 + [10] * 5, [(0, 999), (1000, None)]),
        ([20_000] * 5 + [5000] * 5 + [10] * 5, [(0, 999), (1000, 9999), (10_000, None)]),
        ([20_000] * 4 + [5000] * 5 + [10] * 5, [(0, 999), (1000, None)]),
        ([5000] * 4 + [200] * 5 + [10] * 5, [(0, 99), (100, None)]),
        ([30] * 5 + [3] * 9, [(0, 9), (10, None)]),
        ([9] * 50, [(0, None)]),
        ([5000] * 5 + [10] * 4, [(0, None)]),
        ([], [(0, None)]),
    ],
)
def test_groups_stand_on_the_scale_of_the_site(followers, ends):
    found = report.split(np.array(followers, dtype=float))
    assert [(group.least, group.most) for group in found] == ends


def test_at_equal_quality_the_mix_of_qualities_does_not_count():
    # Small ones write better, and are shown as others are at every quality: 1, not 2.
    quality = np.array([0.1] * 40 + [0.9] * 10 + [0.1] * 10 + [0.9] * 40)
    views = np.where(quality > 0.5, 100.0, 10.0)
    author = np.arange(100) % 10 + np.repeat([0, 10], 50)
    nothing = np.full(100, np.nan)
    notes = np.stack([author, quality, views, nothing, np.ones(100)], axis=1)

    found = report.at_equal_quality(notes, np.arange(100) >= 50)

    assert found["ratio"] == pytest.approx(1.0)
    assert report.at_equal_quality(notes, np.arange(100) >= 85) is None


def test_half_of_them_by():
    hours = [*range(1, 12), *[np.nan] * 10]
    notes = np.array([[n % 7, 0.5, 1, hour, 1] for n, hour in enumerate(hours)], dtype=float)
    found = report.first_views(notes)
    assert found == {"notes": 21, "within_day": pytest.approx(11 / 21), "median_hours": 11.0}
    notes[:2, 3] = np.nan
    assert report.first_views(notes)["median_hours"] is None
    assert report.first_views(notes[:19]) is None


def test_the_page_and_the_api_say_the_same(site, client):
    assert tasks.measure_fairness() == 2
    report.measure(at=NOON)

    shown = client.get(reverse("feed:fairness"), {"days": 7})
    told = client.get(reverse("api:fairness"), {"days": 7}).json()

    text = shown.content.decode()
    assert "fewer than 3 followers are 67% of all, with 80% of views" in text
    assert shown["Cache-Control"].startswith("public")
    assert told["groups"][0]["share_of_views"] == pytest.approx(0.8)
    assert told["equal"]["ratio"] == pytest.approx(2.0)
    client.force_login(UserFactory())
    assert "2.00" in client.get(reverse("feed:fairness"), {"days": 7}).content.decode()


def test_figures_as_people_read_them():
    assert [page.percent(share) for share in (0, 0.004, 0.0994, 0.1, 1)] == [
        "0%",
        "0.4%",
        "9.9%",
        "10%",
        "100%",
    ]
    assert page.label(1000, 9999) == "1,000 to 9,999 followers"


def test_before_the_first_measure_the_page_says_when(client):
    assert "within the hour" in client.get(reverse("feed:fairness")).content.decode()
    assert client.get(reverse("api:fairness")).status_code == 404
