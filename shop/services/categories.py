"""The tree of categories, read whole: there are few, and every shelf asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from core.prepared import Prepared
from shop.models import Category


@dataclass(frozen=True, slots=True)
class Node:
    pk: int
    slug: str
    name_en: str
    name_zh: str
    parent: int | None

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Tree:
    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = {node.pk: node for node in nodes}
        self.by_slug = {node.slug: node for node in nodes}
        self._below: dict[int | None, list[Node]] = {}
        for node in nodes:
            self._below.setdefault(node.parent, []).append(node)

    def children(self, node: Node | None) -> list[Node]:
        """What stands right below it; without a node, the top."""
        return self._below.get(node.pk if node else None, [])

    def path(self, node: Node | None) -> list[Node]:
        """From the top down to it."""
        found: list[Node] = []
        while node is not None and node not in found:
            found.insert(0, node)
            node = self.nodes.get(node.parent) if node.parent else None
        return found

    def within(self, node: Node) -> list[int]:
        """The keys of it and of all below it."""
        found, level = [node.pk], [node]
        while level:
            level = [child for each in level for child in self.children(each)]
            found += [child.pk for child in level if child.pk not in found]
        return found

    def top_of(self, pk: int, below: Node | None) -> Node | None:
        """Under which child of a node a category stands; None where it does not."""
        path = self.path(self.nodes.get(pk))
        for above, node in zip([None, *path], path, strict=False):
            if above == below:
                return node
        return None


def tree() -> Tree:
    """All categories as they stand now: one small query."""
    return Tree([Node(*row) for row in _ALL.rows()])


_ALL = Prepared(
    lambda: Category.objects.order_by("position", "pk").values_list(
        "pk", "slug", "name_en", "name_zh", "parent_id"
    )
)
