"""What stands beside a shelf to narrow it by: links, so that all of it is in the address."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from shop.models import Attribute, AttributeChoice, Store
from shop.product_filter import attribute_pairs
from shop.services import attributes, facets, ranges
from shop.services.categories import Node, Tree

MOST_STORES = 16


@dataclass(frozen=True)
class Choice:
    """`count` is "" where it is not known."""

    label: str
    url: str
    count: str
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    label: str
    choices: list[Choice]

    @property
    def is_used(self) -> bool:
        return any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True)
class Sides:
    """The way down the tree, what narrows further, and how many fit."""

    path: list[Node]
    categories: list[Choice]
    groups: list[Group]
    total: str


class Links:
    """The address of this shelf with one thing changed; always from its first page on."""

    def __init__(self, asked: QueryDict) -> None:
        self._asked = asked

    def to(self, **changes: str) -> str:
        query = self._asked.copy()
        for name in ("after", *changes):
            query.pop(name, None)
        for name, value in changes.items():
            if value:
                query[name] = value
        return f"?{query.urlencode()}"


def sides(
    asked: QueryDict, found: facets.Facets, tree: Tree, *, chosen: str, store: Store | None = None
) -> Sides:
    """Everything beside a shelf that was counted; in a store's own page, no other stores."""
    links = Links(asked)
    node = tree.by_slug.get(chosen)
    groups = [] if store else [_stores(asked, found, links)]
    questions = attributes.of_category(node, tree)
    groups += _values(asked, found, links, questions)
    groups += _spans(asked, links, questions)
    groups += [_ratings(asked, links)]
    return Sides(
        path=tree.path(node),
        categories=_below(tree, node, found, links),
        groups=[group for group in groups if len(group.choices) > 1 or group.is_used],
        total=_figure(found.total, found),
    )


def _below(tree: Tree, node: Node | None, found: facets.Facets, links: Links) -> list[Choice]:
    """The children of the chosen category; at a leaf, its siblings."""
    shown, above = tree.children(node), node
    if node and not shown:
        above = tree.nodes.get(node.parent) if node.parent else None
        shown = tree.children(above)
    counts: dict[int, int] = {}
    for pk, count in found.categories.items():
        top = tree.top_of(pk, above)
        if top:
            counts[top.pk] = counts.get(top.pk, 0) + count
    return [
        Choice(
            child.name,
            links.to(category=child.slug, attr=""),
            _figure(counts.get(child.pk, 0), found),
            child == node,
        )
        for child in shown
        if counts.get(child.pk) or found.is_more or child == node
    ]


def _stores(asked: QueryDict, found: facets.Facets, links: Links) -> Group:
    most = sorted(found.stores, key=lambda pk: -found.stores[pk])[:MOST_STORES]
    rows = {store.pk: store for store in Store.objects.filter(pk__in=most).only("slug", "name")}
    chosen = asked.get("store", "")
    choices = []
    for pk in most:
        if pk in rows:
            store, is_chosen = rows[pk], rows[pk].slug == chosen
            url = links.to(store="" if is_chosen else store.slug)
            choices.append(Choice(store.name, url, _figure(found.stores[pk], found), is_chosen))
    return Group(_("Store"), choices)


def _values(
    asked: QueryDict, found: facets.Facets, links: Links, questions: list[Attribute]
) -> list[Group]:
    chosen = attribute_pairs(asked.get("attr", ""))
    spans = ranges.named(asked.get("attr", ""))
    return [
        Group(
            each.name,
            [_value(each, value, chosen, spans, found, links) for value in each.choices.all()],
        )
        for each in attributes.facets_of(questions)
    ]


def _value(
    attribute: Attribute,
    value: AttributeChoice,
    chosen: list[tuple[str, str]],
    spans: list[ranges.Range],
    found: facets.Facets,
    links: Links,
) -> Choice:
    pair = (attribute.code, value.code)
    is_chosen = pair in chosen
    after = [each for each in chosen if each != pair] if is_chosen else [*chosen, pair]
    # Where one value is chosen, the shelf does not know how many the others would bring.
    is_known = is_chosen or all(code != attribute.code for code, _value in chosen)
    return Choice(
        value.name,
        links.to(attr=_attr(after, spans)),
        _figure(found.values.get(value.pk, 0), found) if is_known else "",
        is_chosen,
    )


def _spans(asked: QueryDict, links: Links, questions: list[Attribute]) -> list[Group]:
    """Ranges of numbers; of one attribute one range is chosen at a time."""
    pairs = attribute_pairs(asked.get("attr", ""))
    chosen = ranges.named(asked.get("attr", ""))
    offered = ranges.offered(questions)
    groups = []
    for each in questions:
        others = [one for one in chosen if one.code != each.code]
        # One that was typed into the address can be taken away, too.
        shown = dict.fromkeys([*offered.get(each.pk, []), *chosen])
        choices = [
            Choice(
                _span(each, one),
                links.to(attr=_attr(pairs, others if one in chosen else [*others, one])),
                "",
                one in chosen,
            )
            for one in shown
            if one.code == each.code
        ]
        if choices:
            groups.append(Group(each.name, choices))
    return groups


def _span(attribute: Attribute, one: ranges.Range) -> str:
    low, high = one.bounds
    words = {"low": low, "high": high, "unit": attribute.unit}
    if not low:
        return (_("up to %(high)s %(unit)s") % words).strip()
    if not high:
        return (_("%(low)s %(unit)s and more") % words).strip()
    return f"{low}–{high} {attribute.unit}".strip()


def _attr(pairs: list[tuple[str, str]], spans: list[ranges.Range]) -> str:
    return ",".join([*(f"{code}:{name}" for code, name in pairs), *(one.text for one in spans)])


def _ratings(asked: QueryDict, links: Links) -> Group:
    chosen = asked.get("rating", "")
    words = [("4", _("4 stars and more")), ("3", _("3 stars and more"))]
    return Group(
        _("Rating"),
        [
            Choice(label, links.to(rating="" if chosen == stars else stars), "", chosen == stars)
            for stars, label in words
        ],
    )


def _figure(count: int, found: facets.Facets) -> str:
    """Exact on a short shelf; "at least" on a long one, and nothing where that says nothing."""
    if not found.is_more:
        return str(count)
    return f"{count}+" if count else ""
