"""Django's cache on Valkey: one client per process, and no error where Valkey is away."""

import functools
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from core import valkey


class _OwnClient(RedisCacheClient):
    """Django makes a client for every operation, which costs twice the operation itself."""

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        return valkey.client()


def _or(otherwise: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Answer `otherwise` where Valkey does not answer: a miss, or a write that is lost."""

    def wrap(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def safe(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
            return valkey.attempt(lambda _: method(self, *args, **kwargs), otherwise=otherwise)

        return safe

    return wrap


class GracefulCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _OwnClient

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        def read(_: object) -> Any:
            return super(GracefulCache, self).get(key, default, version)

        return valkey.attempt(read, otherwise=default)

    add = _or(False)(RedisCache.add)
    set = _or(None)(RedisCache.set)
    touch = _or(False)(RedisCache.touch)
    delete = _or(False)(RedisCache.delete)
    get_many = _or({})(RedisCache.get_many)
    has_key = _or(False)(RedisCache.has_key)
    set_many = _or([])(RedisCache.set_many)
    delete_many = _or(None)(RedisCache.delete_many)
    clear = _or(False)(RedisCache.clear)
