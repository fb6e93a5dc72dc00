"""Experiments in the admin: the platform's staff write, start, watch and stop them; nobody else."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from feed.experiments import rankers, running
from feed.models import Experiment
from feed.weights import DEFAULTS
from shop.models import StoreStaff
from tests.admin.brands import Brand
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
LIST, ADD = "admin:feed_experiment_changelist", "admin:feed_experiment_add"


@pytest.fixture
def platform(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True, handle="head"))
    return client


def form(**values):
    known = {"name": "Near", "question": "Do they save more?", "kind": "split"}
    known |= {"surface": "explore", "layer": "main", "share": 50}
    known |= {"name_a": "As ever", "name_b": "Nearer", "lines_a": "", "lines_b": "RELATED = 20"}
    return known | values


def page_of(experiment):
    return reverse("admin:feed_experiment_change", args=[experiment.pk])


def drafted(platform, **values):
    answer = platform.post(reverse(ADD), form(**values))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return Experiment.objects.latest("pk")


def test_it_is_written_started_widened_and_stopped(platform):
    experiment = drafted(platform)
    assert (experiment.state, experiment.changes_b) == ("draft", {"RELATED": 20.0})

    started = form(feed_experiment_start="1", lines_b="RELATED = 25")
    assert "It runs." in platform.post(page_of(experiment), started, follow=True).content.decode()
    wider = form(share=80, lines_b="RELATED = 90", name="Other")
    platform.post(page_of(experiment), wider)
    experiment.refresh_from_db()
    assert (experiment.state, experiment.share, experiment.name) == ("running", 80, "Near")
    assert experiment.changes_b == {"RELATED": 25.0}

    stopped = platform.post(page_of(experiment), form(share=80, feed_experiment_stop="1"))
    assert stopped.status_code == 302
    moves = list(experiment.moves.values_list("state", "share", "actor__handle"))
    assert moves == [("running", 50, "head"), ("running", 80, "head"), ("stopped", 80, "head")]
    shown = platform.get(page_of(experiment)).content.decode()
    assert "@head" in shown
    assert "Save and start" not in shown
    assert LogEntry.objects.filter(object_id=experiment.pk).count() >= 4


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"lines_b": "RELATET = 1"}, "lines_b", "Did you mean RELATED?"),
        ({"lines_a": "SAVE = 1"}, "lines_a", "stored for everybody"),
        ({"share": 0}, "share", "greater than or equal to 1"),
        ({"share": 101}, "share", "less than or equal to 100"),
        ({"name": ""}, "name", "required"),
        ({"layer": "a b"}, "layer", "valid"),
        ({"kind": "guess"}, "kind", "valid choice"),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_kept(platform, wrong, field, words):
    answer = platform.post(reverse(ADD), form(**wrong))

    assert answer.status_code == 200
    assert words in str(answer.context["adminform"].form.errors[field])
    assert "Do they save more?" in answer.content.decode()
    assert not Experiment.objects.exists()


def test_the_share_of_what_runs_only_rises(platform):
    experiment = drafted(platform)
    platform.post(page_of(experiment), form(feed_experiment_start="1"))

    answer = platform.post(page_of(experiment), form(share=20))

    assert "only rises: 50" in str(answer.context["adminform"].form.errors["share"])


@pytest.fixture
def meanwhile(monkeypatch):
    """Has somebody else write the row after the page has read it."""

    def do(experiment, **values):
        rows = Experiment.objects.filter(pk=experiment.pk)
        monkeypatch.setattr(running, "take_turn", lambda: rows.update(**values))

    return do


def test_what_was_started_meanwhile_is_not_made_a_draft_again(platform, meanwhile):
    experiment, now = drafted(platform), timezone.now()
    meanwhile(experiment, state="running", started_at=now)

    answer = platform.post(page_of(experiment), form(lines_b="RELATED = 90", name="Other"))

    assert "started or stopped meanwhile" in answer.content.decode()
    experiment.refresh_from_db()
    assert (experiment.state, experiment.started_at) == ("running", now)
    assert (experiment.name, experiment.changes_b) == ("Near", {"RELATED": 20.0})


def test_figures_that_are_measured_meanwhile_stay(platform, meanwhile):
    experiment, now = drafted(platform), timezone.now()
    meanwhile(experiment, measured_at=now)

    platform.post(page_of(experiment), form(share=60, lines_b="RELATED = 30"))

    experiment.refresh_from_db()
    assert (experiment.share, experiment.measured_at) == (60, now)
    assert experiment.changes_b == {"RELATED": 30.0}


def test_what_stands_in_the_way_is_said_and_it_stays_a_draft(platform):
    Experiment.objects.create(name="First", state="running", started_at=timezone.now())
    experiment = drafted(platform)

    answer = platform.post(page_of(experiment), form(feed_experiment_start="1"), follow=True)

    assert "“First” runs here" in answer.content.decode()
    experiment.refresh_from_db()
    assert experiment.state == "draft"


def test_a_draft_can_be_deleted_what_ran_cannot(platform):
    experiment = drafted(platform)
    path = reverse("admin:feed_experiment_delete", args=[experiment.pk])
    assert platform.get(path).status_code == 200
    platform.post(page_of(experiment), form(feed_experiment_start="1"))
    assert platform.get(path).status_code == 403


def test_what_each_weight_means_is_said_in_the_readers_language(platform):
    page = page_of(drafted(platform))

    said = platform.get(page, headers={"accept-language": "zh-hans"}).content.decode()
    english = platform.get(page, headers={"accept-language": "en"}).content.decode()

    for name in {**rankers.OF_SCORE, **rankers.OF_LIST}:
        meaning = DEFAULTS[name].meaning
        assert escape(meaning) in english
        assert escape(meaning) not in said, name


def test_a_brand_sees_none_of_it(client):
    experiment = Experiment.objects.create(name="Secret")
    client.force_login(Brand("ours").member(StoreStaff.Role.OWNER))

    for path in (reverse(LIST), reverse(ADD), page_of(experiment)):
        assert client.get(path).status_code == 403
    assert client.post(page_of(experiment), form(feed_experiment_start="1")).status_code == 403
    experiment.refresh_from_db()
    assert experiment.state == "draft"
