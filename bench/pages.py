"""Pages against the floors: requests a second, CPU a request, queries, plans, bytes."""

import gzip
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench import client, plans, proc
from bench.plans import Plan
from bench.site import Site
from core import near, valkey
from feed.ranking import pool
from notes.models import Note
from shop.models import Product

# Many short rounds: a slow moment of the machine hits one page of one round, and medians pass by.
ROUNDS = 12
SECONDS = 0.3
# PostgreSQL keeps one plan of a prepared statement after five runs.
_SETTLED = 7


@dataclass
class Page:
    """A page at one number of notes. `path` is empty for the page behind "more"."""

    name: str
    path: str
    cookie: str = ""
    is_htmx: bool = False
    rates: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    queries: int = -1
    plans: list[Plan] = field(default_factory=list)
    size: int = 0
    status: int = 0

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    @property
    def cpu_ms(self) -> float:
        return statistics.median(self.cpus) * 1000

    def times(self, floor: "Page") -> float:
        """Its rate by that of the floor, each round by itself: neighbours share their moment."""
        pairs = zip(self.rates, floor.rates, strict=True)
        return statistics.median(mine / other for mine, other in pairs)

    def growth(self, few: "Page") -> float:
        """Its CPU by that with fewer notes, each round by itself."""
        pairs = zip(self.cpus, few.cpus, strict=True)
        return statistics.median(mine / other for mine, other in pairs)

    def request(self) -> bytes:
        return client.request_bytes(self.path, cookie=self.cookie, is_htmx=self.is_htmx)

    def as_row(self) -> dict[str, object]:
        return {
            "page": self.name,
            "rate": round(self.rate, 1),
            "cpu_ms": round(self.cpu_ms, 3),
            "queries": self.queries,
            "plans": [plan.shape for plan in self.plans],
            "bytes": self.size,
        }


def reader() -> Client:
    """Somebody who is signed in, in every copy of the database that is made from now on."""
    signed_in = Client()
    signed_in.force_login(User.objects.get(handle="bench7"))
    return signed_in


def cookie_of(signed_in: Client) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={signed_in.cookies[name].value}"


def asked(signed_in: Client, *, busy: Note, quiet: Note, product: Product) -> list[Page]:
    """All pages, with the queries of each as the bench's own database answers them now."""
    cookie = cookie_of(signed_in)
    pages = [
        Page("bare", "/floor/bare"),
        Page("floor B", "/floor/rows"),
        Page("explore, anonymous", "/"),
        Page("explore, signed in, first", "/", cookie),
        Page("explore, signed in, further", "", cookie),
        Page("explore, signed in, fragment", "", cookie, is_htmx=True),
        Page("note, anonymous", f"/notes/{quiet.public_id}"),
        Page("note, signed in", f"/notes/{quiet.public_id}", cookie),
        Page("note, 1,000 comments", f"/notes/{busy.public_id}", cookie),
        Page("product, anonymous", f"/products/{product.public_id}"),
        Page("product, signed in", f"/products/{product.public_id}", cookie),
    ]
    forget()
    for page in pages:
        ask(page, signed_in if page.cookie else Client())
    return pages


def ask(page: Page, visitor: Client) -> None:
    """Its queries with warm caches; the plans of all that it asks with cold ones."""
    path = page.path or _further(visitor.get("/").content)
    headers = {"HX-Request": "true"} if page.is_htmx else {}
    for _ in range(_SETTLED):
        visitor.get(path, headers=headers)
    with CaptureQueriesContext(connection) as warm:
        visitor.get(path, headers=headers)
    page.queries = len(warm)
    forget()
    # Another client for visitors: each remembers the shared pages that it has seen.
    cold_visitor = visitor if page.cookie else Client()
    with CaptureQueriesContext(connection) as cold:
        cold_visitor.get(path, headers=headers)
    page.plans = plans.of(query["sql"] for query in cold)


def forget() -> None:
    """Nothing is cached, neither in Valkey nor in this process."""
    valkey.client().flushdb()
    near.forget_all()
    pool.forget()


def _further(html: bytes) -> str:
    """The address behind "more" on an explore page."""
    found = re.search(rb'hx-get="([^"]*after=[^"]+)"', html)
    if found is None:
        return "/no-further-page"
    address = found[1].decode().replace("&amp;", "&")
    return address if address.startswith("/") else f"/{address}"


def visit(site: Site, pages: Sequence[Page]) -> list[str]:
    """Open each page of a running site until it is warm; what did not answer as it should."""
    for page in pages:
        if not page.path:
            first = client.request_bytes("/", cookie=page.cookie)
            page.path = _further(client.fetch(site.port, first)[2])
        for _ in range(_SETTLED):
            page.status, head, body = client.fetch(site.port, page.request())
        packed = b"content-encoding" in head.lower()
        page.size = len(body) if packed else len(gzip.compress(body, 6))
    return [
        f"{page.name} ({page.path}) answers {page.status}" for page in pages if page.status != 200
    ]


def press(sites: Sequence[tuple[Site, Sequence[Page]]]) -> None:
    """Round by round, page by page, each on all sites in turn."""
    for number in range(ROUNDS):
        # Neither site is always the second one.
        order = sites if number % 2 else sites[::-1]
        for place in range(len(sites[0][1])):
            for site, pages in order:
                _press(site, pages[place])


def _press(site: Site, page: Page) -> None:
    assert site.web.pid
    request = page.request()
    client.load(site.port, request, seconds=0.05)
    pids = proc.tree(site.web.pid)
    before = proc.cpu_seconds(pids)
    load = client.load(site.port, request, seconds=SECONDS)
    spent = proc.cpu_seconds(pids) - before
    if load.refused:
        raise RuntimeError(f"{page.name} refused {load.refused} of {load.answered} requests.")
    page.rates.append(load.rate)
    page.cpus.append(spent / load.answered)
