"""One run, one table, one file of figures."""

import argparse
import contextlib
import json
import time
from collections.abc import Callable, Iterable

from accounts.models import User
from bench import (
    attention,
    desk,
    explore,
    gates,
    latency,
    load,
    orders,
    pages,
    photos,
    plans,
    proc,
    rush,
    scores,
    search,
    shop_pages,
)
from bench.gates import Gate
from bench.pages import Page
from bench.site import Site, copy_database, own_servers
from notes.models import Note
from rednote import embedded
from rednote.supervisor import servers
from shop.models import Product

_AT_LARGE = ("shelves", "explore", "days")
_THOUSAND = "rednote_thousand"
_RESULTS = embedded.BASE_DIR / "var" / "bench"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--large", action="store_true", help="at 100,000 notes and SKUs")
    parser.add_argument("--only", default="", help="such measures alone: orders,rush")
    asked = parser.parse_args(arguments)
    sizes = (10_000, 100_000) if asked.large else (1_000, 10_000)
    began = time.monotonic()
    bench = Bench({name for name in asked.only.split(",") if name})
    with own_servers() as started:
        bench.run(started, sizes)
    seconds = time.monotonic() - began
    bench.print_all(seconds)
    bench.write(seconds)
    return 0 if all(gate.is_reached for gate in bench.gates) and not bench.failures else 1


class Bench:
    def __init__(self, only: set[str]) -> None:
        self.only = only
        self.figures: dict[str, dict] = {}
        self.pages: dict[int, dict[str, Page]] = {}
        self.gates: list[Gate] = []
        self.failures: list[str] = []
        # So many notes there are already.
        self.loaded = 0

    def run(self, started: list[servers.Server], sizes: tuple[int, int]) -> None:
        postgres = next(server for server in started if isinstance(server, servers.Postgres))
        the_site = Site()
        people = load.people()
        products = load.products(people)
        measures: dict[str, Callable[[], None]] = {
            "pages": lambda: self._pages(the_site, postgres, sizes, people, products),
            "shelves": lambda: self._shelves(postgres),
            "fold": self._fold,
            "latency": lambda: self._latency(the_site),
            "orders": lambda: self._orders(postgres),
            "rush": lambda: self._rush(the_site),
            "desk": lambda: desk.measure(self, postgres),
            "photograph": self._photo,
            "memory": lambda: self._memory(the_site, started),
            "search": lambda: self._search(the_site, sizes),
            "explore": lambda: self._explore(the_site),
            "days": self._days,
        }
        if self.only - measures.keys():
            self.failures.append(f"there is only {', '.join(measures)}")
        chosen = self._chosen(measures, is_large=sizes[1] >= shop_pages.SIZES[1])
        if "explore" in chosen:
            self._prepare_explore(postgres, people, products)
        if "pages" not in chosen:
            # Explore by itself is compared with as many as pages would have loaded.
            wanted = sizes["explore" in chosen]
            load.notes(wanted - self.loaded, people, products)
            load.analyze()
        for name in chosen:
            self._try(name, measures[name])

    def _chosen(self, measures: Iterable[str], *, is_large: bool) -> list[str]:
        """What was named; else all, and what takes long at large alone."""
        if self.only:
            return [name for name in measures if name in self.only]
        return [name for name in measures if is_large or name not in _AT_LARGE]

    def _try(self, name: str, measure: Callable[[], None]) -> None:
        """One measure that breaks must not cost the others; it fails the run all the same."""
        print(f"Measuring {name} …", flush=True)
        try:
            measure()
        except Exception as failure:
            self.failures.append(f"{name}: {type(failure).__name__}: {failure}")

    def _prepare_explore(
        self, postgres: servers.Postgres, people: list[User], products: list[Product]
    ) -> None:
        """Keep the database as it is with few notes, and who will ask for explore in it."""
        load.notes(explore.FEW, people, products)
        explore.give_histories(explore.FEW)
        load.analyze()
        self.cookie = pages.cookie_of(pages.reader())
        copy_database(postgres, _THOUSAND)
        self.loaded = explore.FEW

    def _pages(
        self,
        the_site: Site,
        postgres: servers.Postgres,
        sizes: tuple[int, int],
        people: list[User],
        products: list[Product],
    ) -> None:
        """Both sizes at once, on a site each, so that every moment of the machine is shared."""
        visitor = pages.reader()
        sites = {sizes[0]: Site(database="rednote_few", cache=1), sizes[1]: the_site}
        for size in sizes:
            print(f"Loading {size} notes …", flush=True)
            load.notes(size - self.loaded, people, products)
            busy, quiet = Note.objects.order_by("pk")[:2]
            if size == sizes[0]:
                load.comments(busy, people, load.COMMENTS_OF_BUSY_NOTE)
                load.comments(quiet, people, 10)
            self.loaded = size
            load.analyze()
            found = pages.asked(visitor, busy=busy, quiet=quiet, product=products[0])
            self.pages[size] = {page.name: page for page in found}
            if size == sizes[0]:
                copy_database(postgres, "rednote_few")
        both = [(sites[size], list(found.values())) for size, found in self.pages.items()]
        with contextlib.ExitStack() as stack:
            for site, found in both:
                stack.enter_context(site.running(site.web))
                self.failures += pages.visit(site, found)
            if self.failures:
                self.pages.clear()
                return
            pages.press(both)
        self._judge_pages(sizes)

    def _shelves(self, postgres: servers.Postgres) -> None:
        found, failures = shop_pages.measure(postgres)
        self.failures += failures
        if not failures:
            for size, by_name in found.items():
                rows = {page.name: page.as_row() for page in by_name.values()}
                self.figures[f"pages_shop_{size}"] = rows
            self.gates += shop_pages.gates(found)

    def _judge_pages(self, sizes: tuple[int, int]) -> None:
        for size, found in self.pages.items():
            self.figures[f"pages_{size}"] = {page.name: page.as_row() for page in found.values()}
            self.gates += gates.of_pages(found, size)
        self.gates += gates.of_growth(*(self.pages[size] for size in sizes))

    def _fold(self) -> None:
        self.figures["fold"] = scores.fold_speed()
        speed = self.figures["fold"]["notes_a_second"]
        self.gates.append(Gate("fast path, notes/s", speed, 1000))

    def _latency(self, the_site: Site) -> None:
        with the_site.running(*the_site.others):
            time.sleep(6)
            self.figures["latency"] = latency.measure()
            seconds = search.until_found()
        self.figures["latency"]["published_until_found_s"] = seconds
        self.gates += latency.gates(self.figures["latency"])
        self.gates.append(Gate("published → found by search, s", seconds, 5, True))

    def _orders(self, postgres: servers.Postgres) -> None:
        self.figures["orders"] = orders.speed(postgres)
        share = self.figures["orders"]["share_of_plain"]
        self.gates.append(Gate("place-order, × plain psycopg2", share, 0.5))

    def _rush(self, the_site: Site) -> None:
        """On web as `make run` starts it."""
        with the_site.running(the_site.everything[0]):
            self.figures["rush"] = rush.measure(the_site)
        self.gates += rush.gates(self.figures["rush"])

    def _photo(self) -> None:
        self.figures["photograph"] = photos.cost()
        spent = self.figures["photograph"]["cpu_with_avif_s"]
        self.gates.append(Gate("12 MP photograph, CPU s with AVIF", spent, 3, is_ceiling=True))

    def _search(self, the_site: Site, sizes: tuple[int, int]) -> None:
        """Twice the notes, or a million of them: words as unevenly spread as a language's."""
        with the_site.running(the_site.web):
            found = search.speed(the_site, 1_000_000 if sizes[1] > 10_000 else 2 * sizes[1])
        self.figures["search"] = found
        self.gates += search.gates(found)

    def _explore(self, the_site: Site) -> None:
        """With a thousand notes and with as many as there are: of search, a million at large."""
        few = Site(database=_THOUSAND, cache=3)
        self.figures["explore"] = explore.cost(few, the_site, self.cookie)
        self.gates += explore.gates(self.figures["explore"], Note.objects.count())

    def _days(self) -> None:
        self.figures["days"] = attention.measure()
        self.gates += attention.gates(self.figures["days"])

    def _memory(self, the_site: Site, started: list[servers.Server]) -> None:
        """Everything as `make run` starts it, after a little traffic."""
        running = the_site.everything
        with the_site.running(*running):
            the_site.visit()
            found = {each.name: each.pid for each in running}
            found |= {server.name: server.process.pid for server in started}
            sizes = {name: round(proc.pss_mb(pid), 1) for name, pid in found.items() if pid}
        sizes["all"] = round(sum(sizes.values()), 1)
        self.figures["memory_mb"] = sizes
        self.gates.append(Gate("memory of all processes, MB", sizes["all"], 1200, is_ceiling=True))

    def print_all(self, seconds: float) -> None:
        for size, found in self.pages.items():
            floor = found["floor B"]
            print(f"\n{size} notes{'':<22}req/s   × floor B   CPU ms  queries  bytes packed")
            for page in found.values():
                print(
                    f"  {page.name:<28}{page.rate:>8.1f} {page.times(floor):>10.2f}"
                    f" {page.cpu_ms:>9.2f} {page.queries:>7} {page.size:>12}"
                )
        self._print_plans()
        for name, figures in self.figures.items():
            if not name.startswith("pages_"):
                print(f"\n{name}: " + ", ".join(f"{key} {value}" for key, value in figures.items()))
        print("\nGates")
        for gate in self.gates:
            print(f"  {gate}")
        for failure in self.failures:
            print(f"  NOT MEASURED  {failure}")
        print(f"\n{seconds:.0f} s")

    def _print_plans(self) -> None:
        """A line a page: as many statements as it asks with cold caches, and which plans differ."""
        few, many = self.pages.values() if self.pages else ({}, {})
        print("\nquery plans, few notes : many")
        for name, page in many.items():
            differ = plans.differences(few[name].plans, page.plans)
            verdict = f"{len(differ)} differ" if differ else "the same"
            print(f"  {name:<28}{len(page.plans):>4} statements, {verdict}")
            for difference in differ:
                print(f"    {difference}")

    def write(self, seconds: float) -> None:
        _RESULTS.mkdir(parents=True, exist_ok=True)
        report = {
            "seconds": round(seconds, 1),
            "figures": self.figures,
            "gates": [vars(gate) | {"ok": gate.is_reached} for gate in self.gates],
            "not_measured": self.failures,
        }
        target = _RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
        target.write_text(json.dumps(report, indent=2, ensure_ascii=False))
        print(f"Written to {target.relative_to(embedded.BASE_DIR)}")
