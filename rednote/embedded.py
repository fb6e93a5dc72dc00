"""Where this checkout's own PostgreSQL and Valkey listen; settings and supervisor share it."""

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

BASE_DIR = Path(__file__).resolve().parent.parent
# All that this checkout keeps; tests have a folder of their own.
VAR = Path(os.environ.get("REDNOTE_VAR") or BASE_DIR / "var")
# A Unix socket's path holds 107 bytes; PostgreSQL adds a file name of 17 to its folder.
_LONGEST = 85


def socket_dir(var: Path = VAR) -> Path:
    """The folder of the sockets: under var/, or, where that path is too long, a short one."""
    inside = var / "run"
    if len(os.fsencode(inside)) <= _LONGEST:
        return inside
    digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"rednote-{os.getuid()}-{digest}"


def database(var: Path = VAR) -> dict[str, str]:
    """The Django database of the embedded server, over its socket."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "rednote",
        "USER": "app",
        "HOST": str(socket_dir(var)),
    }


def redis_url(var: Path = VAR) -> str:
    return f"unix://{socket_dir(var)}/valkey.sock"


def broker_url(url: str) -> str:
    """The same server as Celery's broker: its addresses of sockets are written differently."""
    return url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")


def numbered(url: str, number: int) -> str:
    """Another database of the same server."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return urlunsplit(parts._replace(path=f"/{number}"))
