from pathlib import Path

import pytest

from rednote import embedded


def test_sockets_lie_in_the_checkout_where_their_path_fits():
    assert embedded.socket_dir(Path("/srv/site/var")) == Path("/srv/site/var/run")


def test_two_long_checkouts_have_two_short_folders():
    places = [embedded.socket_dir(Path("/srv") / (letter * 100) / "var") for letter in "ab"]

    assert len({*places}) == 2
    assert all(len(str(place / ".s.PGSQL.5432")) < 107 for place in places)


@pytest.mark.parametrize(
    ("url", "numbered", "broker"),
    [
        ("redis://127.0.0.1:6399/1", "redis://127.0.0.1:6399/12", "redis://127.0.0.1:6399/12"),
        ("redis://127.0.0.1:6399", "redis://127.0.0.1:6399/12", "redis://127.0.0.1:6399/12"),
        (
            "unix:///a/valkey.sock",
            "unix:///a/valkey.sock?db=12",
            "redis+socket:///a/valkey.sock?virtual_host=12",
        ),
    ],
)
def test_each_parallel_worker_has_a_database_of_its_own(url, numbered, broker):
    assert embedded.numbered(url, 12) == numbered
    assert embedded.broker_url(numbered) == broker
