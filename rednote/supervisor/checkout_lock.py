"""One supervisor per checkout: a lock that the kernel frees when its holder dies."""

import fcntl
from pathlib import Path


class AlreadyRunning(Exception):
    pass


class CheckoutLock:
    def __init__(self, path: Path):
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+")

    def take(self, line: str) -> None:
        """Hold it until this process ends.

        :raises AlreadyRunning: with what the holder wrote into it
        """
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            raise AlreadyRunning(self._file.read().strip()) from None
        self._file.truncate(0)
        self._file.write(line)
        self._file.flush()
