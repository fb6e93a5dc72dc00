"""Search over a corpus whose words are as unevenly spread as those of a language (Zipf)."""

import random
import statistics
import time

from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from bench import client, corpus, proc
from bench.gates import Gate
from bench.site import Site
from core.ids import short_id
from feed.search import found, query
from notes.models import Note, NoteSlide
from notes.services import publishing

# What is asked: words from the most frequent to rare ones, alone and together, in every order.
RANKS = (1, 2, 3, 5, 8, 13, 40, 120, 400, 1000, 3000, 9000)
PAIRS = ((1, 2), (1, 300), (4, 9), (9, 20), (30, 31), (100, 101), (20, 5000))
NARROWED = (
    "&sort=latest",
    "&sort=liked",
    "&sort=commented",
    "&sort=saved",
    "&channel=pets",
    "&no_ads=1",
    "&time=month",
    "&channel=food&no_ads=1&time=half_year",
)
ROUNDS = 3
CEILING_MS = 50.0
# Seconds after which a note is not awaited any longer.
PATIENCE = 30


def speed(site: Site, size: int) -> dict[str, float]:
    """CPU of one page of results, web and database together, over queries of all kinds."""
    corpus.fill(size)
    assert site.web.pid
    reader = Client()
    reader.force_login(User.objects.get(handle="bench7"))
    cookie = f"{settings.SESSION_COOKIE_NAME}={reader.cookies[settings.SESSION_COOKIE_NAME].value}"
    paths = addresses()
    spent, slowest = [], ("", 0.0)
    for _round in range(ROUNDS):
        for path in random.Random(7).sample(paths, len(paths)):
            milliseconds = _one(site, path, cookie)
            spent.append(milliseconds)
            slowest = max(slowest, (path, milliseconds), key=lambda each: each[1])
    spent.sort()
    hot = [_one(site, f"/search?q={corpus.word(1)}", cookie) for _time in range(10)]
    return {
        "notes": size,
        "queries": len(paths),
        "p50_cpu_ms": round(statistics.median(spent), 1),
        "p95_cpu_ms": round(spent[int(len(spent) * 0.95)], 1),
        "most_cpu_ms": round(spent[-1], 1),
        "hot_word_cpu_ms": round(statistics.median(hot), 1),
        "slowest": slowest[0],
    }


def gates(measured: dict[str, float]) -> list[Gate]:
    name = f"search, {measured['notes']} notes"
    return [
        Gate(f"{name}, p95 CPU ms, web and database", measured["p95_cpu_ms"], CEILING_MS, True),
        Gate(f"{name}, the hottest word, CPU ms", measured["hot_word_cpu_ms"], CEILING_MS, True),
    ]


def addresses() -> list[str]:
    texts = [corpus.word(rank) for rank in RANKS]
    texts += ["+".join(corpus.word(rank) for rank in pair) for pair in PAIRS]
    plain = [f"/search?q={text}" for text in texts]
    return plain + [f"{plain[n % len(plain)]}{more}" for n, more in enumerate(NARROWED * 3)]


def _one(site: Site, path: str, cookie: str, times: int = 4) -> float:
    """The CPU of one such page: /proc counts in hundredths of a second, so several are asked."""
    request = client.request_bytes(path, cookie=cookie)
    client.fetch(site.port, request)
    pids = [*proc.tree(site.web.pid or 0), *site.backends()]
    before = proc.cpu_seconds(pids)
    for _time in range(times):
        status, _head, _body = client.fetch(site.port, request)
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
    return (proc.cpu_seconds(pids) - before) / times * 1000


def until_found(times: int = 5) -> float:
    """Seconds from publishing a note to finding it by its title, the worst of a few."""
    return max(_until_found(f"freshly{number}") for number in range(times))


def _until_found(title: str) -> float:
    model = Note.objects.filter(slides__isnull=False).order_by("pk")[0]
    note = Note.objects.create(
        public_id=short_id(), author=model.author, title=title, body="k", channel=model.channel
    )
    NoteSlide.objects.create(note=note, picture=model.slides.all()[0].picture, position=0, alt="")
    began = time.monotonic()
    publishing.publish(note, at=timezone.now())
    asked = query.Query(title)
    while note.pk not in found.note_ids(asked, language="en", at=timezone.now()):
        if time.monotonic() - began > PATIENCE:
            break
        time.sleep(0.05)
    return round(time.monotonic() - began, 2)
