"""Judged queries: helpful before promotional, and the order that people would choose."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from feed.search import evaluation
from notes.models import Note

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent.parent / "search_judgements"
FLOOR = 0.96


@pytest.fixture
def run():
    judged = evaluation.judgements(FOLDER / "judgements.tsv")
    now = timezone.now()
    ids = evaluation.load(FOLDER / "notes.tsv", at=now)
    return lambda **how: evaluation.run(judged, ids, at=now, **how)


def mean(found):
    return sum(one.ndcg for one in found) / len(found)


def test_sixty_queries_are_answered_as_judged_and_promotion_stands_below(run):
    found = run()

    assert len(found) >= 60
    assert mean(found) >= FLOOR
    assert min(one.ndcg for one in found) >= 0.8
    assert {one.judged.query: one.breaches for one in found if one.breaches} == {}


def test_by_the_text_alone_promotion_would_come_first(run):
    """The control: without helpfulness the same queries break the promise."""
    plain = run(is_helpful=False)

    assert sum(bool(one.breaches) for one in plain) >= 30
    assert mean(plain) < mean(run())


def test_a_perfect_order_gains_one():
    grades = {"a": 3, "b": 2, "c": 0}

    assert evaluation.ndcg(["a", "b", "c"], grades) == 1.0
    assert evaluation.ndcg(["c", "b", "a"], grades) < 0.7
    assert evaluation.ndcg([], grades) == 0.0


def test_the_command_prints_both_lines_and_leaves_nothing_behind():
    out = StringIO()
    call_command("evaluate_search", stdout=out)

    lines = out.getvalue().splitlines()
    assert lines[0].startswith("rednote     nDCG@10=0.9")
    assert lines[0].endswith("relevance=0")
    assert lines[1].startswith("text alone")
    assert not Note.objects.exists()
