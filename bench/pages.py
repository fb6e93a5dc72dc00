"""Pages against the floors: requests a second, CPU a request, queries, bytes."""

import gzip
import re
import statistics
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench import client, proc
from bench.site import Site
from notes.models import Note
from shop.models import Product

ROUNDS = 3
SECONDS = 0.9


@dataclass
class Page:
    name: str
    path: str
    cookie: str = ""
    rates: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    queries: int = -1
    size: int = 0
    status: int = 0

    @property
    def is_there(self) -> bool:
        return self.status == 200

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    @property
    def cpu_ms(self) -> float:
        return statistics.median(self.cpus) * 1000

    def as_row(self) -> dict[str, object]:
        return {
            "page": self.name,
            "rate": round(self.rate, 1),
            "cpu_ms": round(self.cpu_ms, 3),
            "queries": self.queries,
            "bytes": self.size,
        }


def measure(site: Site, *, busy: Note, quiet: Note, product: Product) -> dict[str, Page]:
    """Measure all pages in turn, several rounds, so that a slow moment hits them all alike."""
    reader = Client()
    reader.force_login(User.objects.get(handle="bench7"))
    key = reader.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = f"{settings.SESSION_COOKIE_NAME}={key}"
    further = _further_page(reader)
    pages = [
        Page("bare", "/floor/bare"),
        Page("floor B", "/floor/rows"),
        Page("explore, anonymous", "/"),
        Page("explore, signed in, first", "/", cookie),
        Page("explore, signed in, further", further, cookie),
        Page("note, anonymous", f"/notes/{quiet.public_id}"),
        Page("note, signed in", f"/notes/{quiet.public_id}", cookie),
        Page("note, 1,000 comments", f"/notes/{busy.public_id}", cookie),
        Page("product, anonymous", f"/products/{product.public_id}"),
        Page("product, signed in", f"/products/{product.public_id}", cookie),
    ]
    for page in pages:
        _look(site, page, reader if page.cookie else Client())
    for _ in range(ROUNDS):
        for page in pages:
            if page.is_there:
                _press(site, page)
    return {page.name: page for page in pages}


def _further_page(reader: Client) -> str:
    """The address behind "more" on the reader's explore page."""
    html = reader.get("/").content.decode()
    found = re.search(r'hx-get="([^"]*after=[^"]+)"', html)
    if found is None:
        return "/no-further-page"
    address = found[1].replace("&amp;", "&")
    return address if address.startswith("/") else f"/{address}"


def _look(site: Site, page: Page, reader: Client) -> None:
    """Once for its answer, size and queries: asked twice, counted warm."""
    request = client.request_bytes(page.path, cookie=page.cookie)
    for _ in range(3):
        page.status, head, body = client.fetch(site.port, request)
    packed = b"content-encoding" in head.lower()
    page.size = len(body) if packed else len(gzip.compress(body, 6))
    reader.get(page.path)
    with CaptureQueriesContext(connection) as queries:
        reader.get(page.path)
    page.queries = len(queries)


def _press(site: Site, page: Page) -> None:
    assert site.web.pid
    request = client.request_bytes(page.path, cookie=page.cookie)
    client.load(site.port, request, seconds=0.1)
    pids = proc.tree(site.web.pid)
    before = proc.cpu_seconds(pids)
    load = client.load(site.port, request, seconds=SECONDS)
    spent = proc.cpu_seconds(pids) - before
    if load.refused:
        raise RuntimeError(f"{page.name} refused {load.refused} of {load.answered} requests.")
    page.rates.append(load.rate)
    page.cpus.append(spent / load.answered)
