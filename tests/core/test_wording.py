"""Numbers, money and time, in both languages."""

import datetime

import pytest
from django.utils import translation

from core import wording

NOON = datetime.datetime(2026, 5, 1, 4, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1000, "1k", "1000"),
        (9_999, "9.9k", "9999"),
        (12_345, "12.3k", "1.2万"),
        (999_999, "999k", "99.9万"),
        (1_250_000, "1.2M", "125万"),
        (100_000_000, "100M", "1亿"),
    ],
)
def test_counts_are_cut_and_never_rounded_up(number, english, chinese):
    with translation.override("en"):
        assert wording.compact(number) == english
    with translation.override("zh-hans"):
        assert wording.compact(number) == chinese


@pytest.mark.parametrize(
    ("minor", "currency", "long", "short"),
    [
        (8850, "CNY", "¥88.50", "¥88.50"),
        (8800, "CNY", "¥88.00", "¥88"),
        (0, "CNY", "¥0.00", "¥0"),
        (123_456_789, "CNY", "¥1,234,567.89", "¥1,234,567.89"),
        (-505, "CNY", "-¥5.05", "-¥5.05"),
        (1200, "JPY", "JP¥1,200", "JP¥1,200"),
        (990, "SEK", "9.90 SEK", "9.90 SEK"),
    ],
)
def test_money_is_exact(minor, currency, long, short):
    assert wording.money(minor, currency) == long
    assert wording.money(minor, currency, short=True) == short


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (datetime.timedelta(seconds=20), "just now"),
        (datetime.timedelta(minutes=5), "5 min ago"),
        (datetime.timedelta(hours=23, minutes=59), "23 h ago"),
        (datetime.timedelta(days=6, hours=23), "6 d ago"),
        (datetime.timedelta(days=30), "Apr 1"),
        (datetime.timedelta(days=300), "Jul 5, 2025"),
        (datetime.timedelta(minutes=-15), "in 15 min"),
        (datetime.timedelta(hours=-3), "in 3 h"),
        (datetime.timedelta(days=-2), "in 2 d"),
    ],
)
def test_time_is_relative_for_a_week_and_a_date_after(passed, words):
    with translation.override("en"):
        assert wording.ago(NOON - passed, now=NOON) == words


def test_dates_stand_in_the_sites_time_and_the_readers_order():
    with translation.override("zh-hans"):
        assert wording.ago(NOON - datetime.timedelta(days=30), now=NOON) == "04-01"
    assert wording.exact(NOON) == "2026-05-01 12:00"
