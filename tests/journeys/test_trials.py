"""Staff try two rankers on readers and stop it; anybody reads on a phone whom the feed shows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Follow
from feed.experiments import exposures, figures
from feed.fairness import report
from feed.models import Attention, Experiment, Exposure
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory
from tests.feed.test_explore import publish

pytestmark = pytest.mark.browser


def sign_in(page, client, site, who):
    client.force_login(who)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])


def met(notes, readers, at):
    Attention.objects.bulk_create(
        Attention(
            token=f"t{reader.pk}", note=note, reader=reader, kind=kind, source="explore", at=at
        )
        for note in notes
        for reader in readers
        for kind in ("impression", "open")
    )


def test_an_experiment_is_started_measured_and_stopped(page, client, site):
    sign_in(page, client, site, UserFactory(is_staff=True, is_superuser=True))
    page.goto(reverse("admin:feed_experiment_add") + "?lang=en")
    page.get_by_label("Name", exact=False).first.fill("Nearer")
    page.get_by_label("Changes of B").fill("RELATET = 15")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Did you mean RELATED?").wait_for()
    page.get_by_label("Changes of B").fill("RELATED = 15")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("button", name="Save and start").click()
    page.get_by_text("It runs.").wait_for()

    experiment, now = Experiment.objects.get(), timezone.now()
    readers = [UserFactory() for _ in range(44)]
    Exposure.objects.bulk_create(
        Exposure(
            experiment=experiment,
            reader=reader,
            arm="ab"[number % 2],
            day=exposures.day_of(now),
            at=experiment.started_at,
        )
        for number, reader in enumerate(readers)
    )
    met([NoteFactory()], readers, now)
    figures.measure(experiment, at=now + timedelta(seconds=1))
    page.reload()
    row = page.get_by_role("row", name="Opened, of 100 shown")
    assert "100.00" in row.inner_text()
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("It is stopped.").wait_for()
    experiment.refresh_from_db()
    assert (experiment.state, experiment.moves.count()) == ("stopped", 2)


def test_whom_the_feed_shows_fits_a_phone(page, site, settings):
    settings.FEED = {"FEW_FOLLOWERS": 2}
    now = timezone.now()
    notes = publish(40, authors=10, at=now - timedelta(days=2))
    fans = [UserFactory() for _ in range(14)]
    known = list(dict.fromkeys(note.author for note in notes))[:5]
    Follow.objects.bulk_create(
        Follow(follower=fan, followed=author) for author in known for fan in fans[:2]
    )
    met(notes, fans, now - timedelta(hours=3))
    report.measure(at=now)

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/fairness?lang=en")
    page.get_by_role("heading", name="are 50% of all, with 50% of views").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Last 7 days").click()
    page.wait_for_url("**/fairness?days=7")
    assert page.get_by_role("cell", name="fewer than 2 followers").is_visible()
