"""Similar notes, similar readers and tastes out of what is stored, by news and at night alike."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from feed import worker_tasks
from feed.models import Contribution, SimilarNotes, SimilarReaders, StaleNote, StaleReader, Taste
from feed.ranking import fast, kin, packing, taste
from notes.models import NoteTopic, Topic
from notes.services import engagement
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory
from tests.feed.test_fold import met

pytestmark = pytest.mark.django_db


def keep_all(readers, notes, at):
    """Each of these readers keeps these notes, one after the other."""
    for reader in readers:
        for step, note in enumerate(notes):
            engagement.save(note, reader=reader, at=at + timedelta(minutes=step))
    while fast.fold(at=at):
        pass


def stored():
    rows = SimilarNotes.objects.order_by("note_id").values_list("note_id", "cosine", "walk")
    return [(note, bytes(cosine), bytes(walk)) for note, cosine, walk in rows]


def near(note):
    keys, _values = packing.unpack_pairs([SimilarNotes.objects.get(note=note).cosine], 50)
    return [key for key in keys[0].tolist() if key >= 0]


def test_rows_of_notes_with_news_are_those_of_the_nightly_pass(noon):
    notes = [NoteFactory() for _ in range(12)]
    for start in range(6):
        keep_all([UserFactory() for _ in range(3)], notes[start : start + 5], noon)

    assert kin.refresh_notes(at=noon + timedelta(days=1)) == 10
    by_news = stored()
    assert not StaleNote.objects.exists()
    kin.rebuild(at=noon + timedelta(days=1))

    assert by_news == stored()
    assert near(notes[2])[0] == notes[3].pk


def test_who_keeps_the_same_is_a_similar_reader(noon):
    tea, toys = [[NoteFactory() for _ in range(4)] for _ in range(2)]
    drinkers, players = [[UserFactory() for _ in range(3)] for _ in range(2)]
    keep_all(drinkers, tea, noon)
    keep_all(players, toys, noon)

    kin.refresh_readers([drinkers[0].pk], at=noon + timedelta(days=1))

    row = SimilarReaders.objects.get(reader=drinkers[0])
    assert set(row.near) == {drinkers[1].pk, drinkers[2].pk}
    assert min(row.likeness) > 0.5


def test_the_nightly_pass_drops_what_is_alike_no_more(noon):
    old, new = [[NoteFactory() for _ in range(3)] for _ in range(2)]
    readers, later = [UserFactory() for _ in range(3)], noon + timedelta(days=200)
    keep_all(readers, old, noon)
    kin.rebuild(at=noon + timedelta(days=1))
    assert near(old[0])
    assert SimilarReaders.objects.exists()

    keep_all([UserFactory() for _ in range(3)], new, later)
    kin.rebuild(at=later + timedelta(days=1))

    assert near(new[0])
    assert not SimilarNotes.objects.filter(note__in=old).exists()
    assert not SimilarReaders.objects.filter(reader__in=readers).exists()


def test_hidden_notes_and_voices_of_a_ring_make_nothing_alike(noon):
    first, second = NoteFactory(), NoteFactory()
    for reader in (UserFactory(), UserFactory()):
        engagement.save(first, reader=reader, at=noon)
        engagement.hide(second, reader=reader, reason="low_quality", at=noon)
    while fast.fold(at=noon):
        pass
    kin.rebuild(at=noon + timedelta(days=1))
    assert near(first) == []

    keep_all([UserFactory() for _ in range(3)], [first, second], noon)
    Contribution.objects.update(weight=0.02)
    assert kin.rebuild(at=noon + timedelta(days=1)) == 0


def test_a_taste_counts_what_was_met_and_liked_by_topic_and_channel(noon):
    reader = UserFactory()
    tea = Topic.objects.create(key="tea", name="tea")
    liked, ignored = NoteFactory(channel="food"), NoteFactory(channel="tech")
    NoteTopic.objects.create(note=liked, topic=tea)
    for note in (liked, ignored):
        met(note, reader, noon)
    engagement.save(liked, reader=reader, at=noon)
    fast.fold(at=noon)

    taste.refresh([reader.pk], at=noon)

    rows = packing.unpack_topics(Taste.objects.get(reader=reader).topics)
    counted = {int(row["key"]): (row["liked"], row["met"]) for row in rows}
    assert counted[tea.pk] == counted[taste.channel_key("food")] == (1.5, 1.0)
    assert counted[taste.channel_key("tech")] == (0.0, 1.0)


def test_news_marks_notes_and_readers_and_the_tasks_take_the_marks_away():
    note, reader = NoteFactory(), UserFactory()
    at = timezone.now()
    met(note, reader, at)
    fast.fold(at=at)
    assert not StaleNote.objects.exists()
    assert not StaleReader.objects.exists()

    engagement.save(note, reader=reader, at=at)
    fast.fold(at=at)
    assert StaleReader.objects.filter(reader=reader).exists()

    assert worker_tasks.refresh_similar() == 1
    assert worker_tasks.refresh_tastes() == 1
    assert worker_tasks.refresh_similar() == worker_tasks.refresh_tastes() == 0
    assert worker_tasks.rebuild_similar() == 1
    assert Taste.objects.filter(reader=reader).exists()


def test_the_nightly_pass_has_minutes_and_ends_before_another_worker_gets_it():
    nightly = worker_tasks.rebuild_similar

    assert settings.CELERY_TASK_TIME_LIMIT < nightly.soft_time_limit < nightly.time_limit
    assert nightly.time_limit < settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]


def test_the_web_process_does_not_load_scipy():
    code = "import rednote.wsgi, rednote.urls, sys; sys.exit('scipy' in sys.modules)"

    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "rednote.settings.test", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr.decode()
