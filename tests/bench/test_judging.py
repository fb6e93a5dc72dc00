"""The bench sees another plan where there is one, and judges each round by itself."""

import importlib
import os

import pytest
from django.db import connection

SAME = "SELECT handle FROM accounts_user WHERE id = 7"


@pytest.fixture
def bench(monkeypatch):
    """Its modules; what it says to processes of its own stays in this test."""
    for name in ("REDNOTE_VAR", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    return importlib.import_module


@pytest.mark.django_db
def test_another_way_to_the_rows_is_another_plan(bench):
    plans = bench("bench.plans")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        by_index = plans.of([SAME, "UPDATE accounts_user SET bio = ''", SAME])
        cursor.execute("SET LOCAL enable_seqscan = on")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        without = plans.of([SAME, SAME])

    assert [plan.shape for plan in by_index] == ["Index Scan accounts_user_pkey"] * 2
    assert plans.differences(by_index, by_index) == []
    assert len(plans.differences(by_index, without)) == 2
    assert "Seq Scan accounts_user" in plans.differences(by_index, without)[0]


@pytest.mark.django_db
def test_a_statement_more_is_a_difference(bench):
    plans = bench("bench.plans")
    asked = plans.of([SAME])

    assert len(plans.differences(asked, [*asked, *asked])) == 1
    assert len(plans.differences([], asked)) == 1


def test_a_slow_moment_of_the_machine_changes_no_verdict(bench):
    page_of = bench("bench.pages").Page
    floor = page_of("floor B", "/", rates=[100.0, 10.0, 100.0, 40.0, 100.0])
    page = page_of("page", "/", rates=[200.0, 20.0, 200.0, 80.0, 30.0])
    few = page_of("page", "/", cpus=[0.004, 0.012, 0.004])
    many = page_of("page", "/", cpus=[0.0044, 0.0132, 0.009])

    assert page.times(floor) == pytest.approx(2.0)
    assert many.growth(few) == pytest.approx(1.1)


def test_what_a_process_has_run_is_read_from_its_clock(bench):
    proc = bench("bench.proc")
    before = proc.cpu_seconds([os.getpid()])
    sum(number * number for number in range(200_000))
    spent = proc.cpu_seconds([os.getpid()]) - before

    assert 0.001 < spent < 5
