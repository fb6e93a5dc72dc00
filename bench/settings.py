"""The project's own settings, with two more addresses (the floors) and a database by its name."""

from rednote.settings.dev import *

DEBUG = False
ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"] += [BASE_DIR / "bench" / "templates"]
DATABASES["default"]["NAME"] = env("BENCH_DATABASE", default=DATABASES["default"]["NAME"])
# One reader asks as fast as answers come.
PER_MINUTE = {"search": 1_000_000}
