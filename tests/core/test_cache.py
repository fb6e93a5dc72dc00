import time

from django.core.cache import cache


def test_what_is_set_is_found_until_it_is_deleted():
    cache.set("a", {"n": 1})
    cache.set_many({"b": 2, "c": 3})

    assert cache.get("a") == {"n": 1}
    assert cache.get_many(["b", "c", "d"]) == {"b": 2, "c": 3}
    assert not cache.add("a", 2)
    assert cache.touch("a", 60)
    cache.delete("a")
    assert cache.get("a", "gone") == "gone"
    assert not cache.has_key("a")


def test_without_valkey_everything_is_a_miss_and_nothing_an_error(valkey_away):
    began = time.monotonic()
    cache.set("a", 1)

    assert cache.get("a", "default") == "default"
    assert cache.get_many(["a"]) == {}
    assert cache.get_or_set("a", lambda: 5) == 5
    assert not cache.add("a", 1)
    assert not cache.delete("a")
    assert cache.set_many({"a": 1}) == []
    assert time.monotonic() - began < 1


def test_a_read_costs_one_client_for_all(valkey):
    cache.set("a", 1)
    assert cache._cache.get_client("a") is cache._cache.get_client("b", write=True)
