"""The figures that must be reached, each with what was measured."""

from dataclasses import dataclass

from bench import plans
from bench.pages import Page

Pages = dict[str, Page]


@dataclass(frozen=True)
class Gate:
    what: str
    measured: float
    limit: float
    is_ceiling: bool = False

    @property
    def is_reached(self) -> bool:
        if self.is_ceiling:
            return self.measured <= self.limit
        return self.measured >= self.limit

    def __str__(self) -> str:
        sign = "≤" if self.is_ceiling else "≥"
        verdict = "ok" if self.is_reached else "MISS"
        return f"{self.what:<58} {self.measured:>10.2f}  {sign} {self.limit:<8g} {verdict}"


def of_pages(pages: Pages, notes: int) -> list[Gate]:
    floor, bare = pages["floor B"], pages["bare"]
    anonymous, further = pages["explore, anonymous"], pages["explore, signed in, further"]
    fragment = pages["explore, signed in, fragment"]
    quiet, busy = pages["note, signed in"], pages["note, 1,000 comments"]
    product = pages["product, signed in"]

    def most(what: str, measured: float, limit: float) -> Gate:
        return Gate(f"{notes:>6} notes: {what}", measured, limit, is_ceiling=True)

    def least(what: str, page: Page, limit: float) -> Gate:
        return Gate(f"{notes:>6} notes: {what}, × floor B", page.times(floor), limit)

    return [
        least("explore anonymous", anonymous, 5),
        most("explore anonymous, × CPU of bare", anonymous.cpu_ms / bare.cpu_ms, 3),
        most("explore anonymous, queries", anonymous.queries, 0),
        most("explore anonymous, kB compressed", anonymous.size / 1000, 12),
        least("explore signed in, further", further, 1.5),
        least("explore signed in, further as a fragment", fragment, 1.5),
        most("explore signed in, further, queries", further.queries, 6),
        least("note", quiet, 0.5),
        least("note with 1,000 comments", busy, 0.5),
        most("note, queries", quiet.queries, 12),
        most("note, queries more with 1,000 comments", busy.queries - quiet.queries, 0),
        least("product", product, 0.5),
        most("product, queries", product.queries, 12),
    ]


def of_growth(few: Pages, many: Pages) -> list[Gate]:
    def most(what: str, measured: float, limit: float) -> Gate:
        return Gate(f"10 × notes: {what}", measured, limit, is_ceiling=True)

    ours = [name for name in many if name not in ("bare", "floor B")]
    return [
        *(most(f"{name}, × CPU", many[name].growth(few[name]), 1.3) for name in ours),
        *(most(f"{name}, plans that differ", _changed(few[name], many[name]), 0) for name in ours),
        *(
            most(f"{name}, queries more", many[name].queries - few[name].queries, 0)
            for name in ours
            if "signed in" in name
        ),
    ]


def _changed(few: Page, many: Page) -> int:
    return len(plans.differences(few.plans, many.plans))
