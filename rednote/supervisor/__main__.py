"""`python -m rednote.supervisor run`: the whole site on this machine."""

import argparse
import os
import sys

from rednote.supervisor import prepare, servers
from rednote.supervisor.checkout_lock import AlreadyRunning
from rednote.supervisor.run import Refused, Supervisor


def main() -> int:
    parser = argparse.ArgumentParser(prog="rednote.supervisor", description=__doc__)
    parser.add_argument("act", choices=["run", "prepare"])
    act = parser.parse_args().act
    if act == "prepare":
        prepare.prepare(with_demo=os.environ.get("DEMO") != "0")
        return 0
    return _run()


def _run() -> int:
    port = int(os.environ.get("PORT") or 8000)
    stream_port = int(os.environ.get("STREAM_PORT") or port + 1)
    supervisor = Supervisor(
        host=os.environ.get("HOST") or "127.0.0.1", port=port, stream_port=stream_port
    )
    try:
        supervisor.run()
    except AlreadyRunning as holder:
        print(f"This checkout is running already: {holder}", file=sys.stderr)
        return 1
    except (Refused, servers.NotStarted) as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
