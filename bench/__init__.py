"""Measures against two floors, on servers and data of its own: `make bench`."""

import os
import tempfile

# Before anything asks where data lives: a folder of this run's own, inherited by its processes.
os.environ.setdefault("REDNOTE_VAR", f"{tempfile.gettempdir()}/rednote-bench-{os.getpid()}")
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
