"""Started twice, killed, restarted: a clear message or recovery, data kept, no process left."""

import signal
import socket

import pytest

from tests.faults.checkout import Checkout

pytestmark = pytest.mark.faults

_MAKE = (
    "from accounts.models import User; "
    "User.objects.create(handle='kept', email='kept@example.com'); print('made')"
)
_COUNT = "from accounts.models import User; print(User.objects.filter(handle='kept').count())"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    # So long a path that no socket fits below it.
    place = tmp_path_factory.mktemp("place") / ("a-long-name-of-a-folder" * 4) / "rednote"
    checkout = Checkout(place)
    try:
        checkout.start()
        yield checkout
    finally:
        if checkout.supervisor.poll() is None:
            checkout.stop()
        checkout.await_silence()


@pytest.mark.parametrize(
    "names",
    [("web", "stream", "worker", "worker-urgent", "beat"), ("valkey",), ("postgres",)],
    ids=lambda names: names[0],
)
def test_what_is_killed_comes_back_and_works(checkout, names):
    old = {name: checkout.kill(name) for name in names}

    for name, pid in old.items():
        checkout.await_new_pid(name, pid)
    checkout.forget_signs_of_life()
    checkout.await_ready(seconds=60)


def test_a_second_start_is_refused_and_the_first_goes_on(checkout):
    web = checkout.pid("web")
    second = checkout.begin()
    said, _ = second.communicate(timeout=30)

    assert second.returncode == 1
    assert f"running already: http://localhost:{checkout.port}" in said
    assert checkout.pid("web") == web
    assert checkout.is_ready()


def test_commands_find_the_servers_and_data_outlives_a_killed_supervisor(checkout):
    assert checkout.manage("shell", "-v", "0", "-c", _MAKE) == "made"
    checkout.supervisor.kill()
    checkout.supervisor.communicate()

    checkout.await_silence()
    checkout.start()
    assert checkout.manage("shell", "-v", "0", "-c", _COUNT) == "1"


def _stop(checkout, wish):
    checkout.supervisor.send_signal(wish)
    checkout.supervisor.communicate(timeout=60)
    assert checkout.supervisor.returncode == 0
    checkout.await_silence()
    assert list((checkout.folder / "var" / "pids").iterdir()) == []


def test_a_stop_leaves_no_process_and_the_next_start_comes_up(checkout):
    _stop(checkout, signal.SIGTERM)

    checkout.start()
    assert checkout.is_ready()


def test_ctrl_c_leaves_no_process_and_a_port_that_is_taken_is_named(checkout):
    _stop(checkout, signal.SIGINT)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = checkout.begin(PORT=str(port))
        said, _ = refused.communicate(timeout=30)

    assert refused.returncode == 1
    assert f"Port {port} of 127.0.0.1 is taken" in said
    checkout.await_silence()
