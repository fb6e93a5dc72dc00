"""The table of routes: for each named address, who may ask it, who may keep it, what it costs.

Each app keeps its rows in `tests/<app>/routes.py`; tests/test_routes.py walks them all.
"""

import importlib.util
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import tests

ROLES = ("anonymous", "reader", "owner", "blocked", "staff", "rival_staff", "platform")
Expected = Mapping[str, int | tuple[int, ...]]


def everyone(status: int) -> dict[str, int]:
    return dict.fromkeys(ROLES, status)


def signed_in(status: int, anonymous: int = 302) -> dict[str, int]:
    """The same for all who have an account; a page sends others to sign in, the API says 401."""
    return {**everyone(status), "anonymous": anonymous}


@dataclass(frozen=True)
class Route:
    """One operation on one named address.

    :param cache: `shared` (public to those without a session), `public`, `private`
    :param budget: the most queries that a GET may make for any role
    :param kwargs: the address' parts, out of the world
    :param data: what is sent: a dict, or a function of the world; a GET's query
    :param expect: role → status; a role that is not named is not asked
    :param form: send `data` as a form instead of JSON
    """

    cache: Literal["shared", "public", "private"] = "private"
    budget: int = 12
    kwargs: Callable[[Any], Mapping[str, Any]] = field(default=lambda world: {})
    method: str = "get"
    data: Any = None
    expect: Expected = field(default_factory=dict)
    form: bool = False


def table() -> dict[str, list[Route]]:
    """All rows by URL name; a name with several methods has a list of routes."""
    rows: dict[str, list[Route]] = {}
    for package in pkgutil.iter_modules(tests.__path__, "tests."):
        if package.ispkg and importlib.util.find_spec(f"{package.name}.routes"):
            module = importlib.import_module(f"{package.name}.routes")
            for name, routes in module.ROUTES.items():
                rows.setdefault(name, []).extend(routes if isinstance(routes, list) else [routes])
    return rows
