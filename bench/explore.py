"""Explore of a reader with a history, ranked anew, with 1,000 and with very many notes.

Counted is the processor's time of the web process and of its database together.
"""

import itertools
import statistics
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from bench import client, pages, proc
from bench.gates import Gate
from bench.pages import Page
from bench.site import Site
from feed.ranking import kin

FEW = 1_000
# Readers with a history, and acts of each: their lists fill the places of about 600 candidates.
READERS, ACTS = 300, 60
# Days on which each has looked at so many notes.
DAYS, LOOKS = 29, 34
ROUNDS, TIMES = 9, 8
_HISTORIES = """
    INSERT INTO feed_contribution (note_id, reader_id, value, impressions, engaged, reach, as_of,
        weight, is_newcomer, similarity, acts, is_engaged, engaged_at)
    SELECT n.id, u.id, 3, 1, 3, 1, now(), 1, false, 0, 1, true,
        now() - (u.place * 7 + n.place) %% 5000 * interval '10 minutes'
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_user
          WHERE handle LIKE 'bench%%' ORDER BY id LIMIT %(readers)s) AS u
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM notes_note) AS n
        ON (n.place * 37 + u.place * (n.place %% 7 + 1)) %% %(share)s = 0
    ON CONFLICT DO NOTHING
"""
# A month of looks of the same readers, at few notes: what they cost to ask for is measured, while
# hardly anything is left out.
_LOOKS = """
    INSERT INTO feed_attention (token, note_id, kind, day, reader_id, source, position, seconds, at)
    SELECT 'b' || c.reader_id || '-' || place, n.id, CASE place %% 10 WHEN 9 THEN 'dwell'
            ELSE 'impression' END, day, c.reader_id, 'explore', 0, 12,
        day + place * interval '1 minute'
    FROM (SELECT DISTINCT reader_id FROM feed_contribution) AS c
    CROSS JOIN generate_series(1, %(days)s) AS ago CROSS JOIN generate_series(1, %(a_day)s) AS place
    CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE 'UTC')::date - ago AS day) AS past
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS number FROM notes_note
          ORDER BY id LIMIT 10) AS n ON n.number = place %% 10
"""


@dataclass
class Cost:
    """What one page costs, round by round, in milliseconds."""

    page: Page
    spent: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.spent)

    def by(self, other: "Cost") -> float:
        """Each round by itself: neighbours share their moment."""
        pairs = zip(self.spent, other.spent, strict=True)
        return statistics.median(mine / its for mine, its in pairs)


def give_histories(notes: int) -> None:
    """Let readers have acted on the notes that are there, and find what is alike."""
    values = {"readers": READERS, "share": notes // ACTS}
    with connection.cursor() as cursor:
        cursor.execute(_HISTORIES, values)
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(_LOOKS, {"days": DAYS, "a_day": LOOKS})
        cursor.execute("RESET statement_timeout")
    kin.rebuild(at=timezone.now())


def cost(few: Site, many: Site, cookie: str) -> dict[str, float]:
    """First and further page at both sizes, in turn."""
    found = {site: _asked(cookie) for site in (few, many)}
    with few.running(few.web), many.running(many.web):
        for site, costs in found.items():
            if failures := pages.visit(site, [each.page for each in costs.values()]):
                raise RuntimeError(failures)
        for name, number in itertools.product(found[few], range(ROUNDS)):
            for site in (few, many) if number % 2 else (many, few):
                each = found[site][name]
                each.spent.append(_spent(site, each.page))
    less, more = found[few], found[many]
    return {
        "first_ms": round(more["first"].median, 1),
        "first_ms_few": round(less["first"].median, 1),
        "first_growth": round(more["first"].by(less["first"]), 2),
        "further_ms": round(more["further"].median, 1),
        "further_growth": round(more["further"].by(less["further"]), 2),
        "further_times_floor": round(more["floor B"].by(more["further"]), 2),
    }


def gates(found: dict[str, float], notes: int) -> list[Gate]:
    name = f"explore, signed in, {notes} notes"
    growth = f"× CPU of {FEW} notes"
    return [
        Gate(f"{name}: first page, CPU ms", found["first_ms"], 25, True),
        Gate(f"{name}: first page, {growth}", found["first_growth"], 1.5, True),
        Gate(f"{name}: further, {growth}", found["further_growth"], 1.5, True),
    ]


def _asked(cookie: str) -> dict[str, Cost]:
    return {
        "floor B": Cost(Page("floor B", "/floor/rows")),
        "first": Cost(Page("first", "/", cookie)),
        "further": Cost(Page("further", "", cookie)),
    }


def _spent(site: Site, page: Page) -> float:
    assert site.web.pid
    request = page.request()
    client.fetch(site.port, request)
    pids = [*proc.tree(site.web.pid), *site.backends()]
    before = proc.cpu_seconds(pids)
    for _time in range(TIMES):
        if client.fetch(site.port, request)[0] != 200:
            raise RuntimeError(f"{page.name} is refused.")
    return (proc.cpu_seconds(pids) - before) / TIMES * 1000
