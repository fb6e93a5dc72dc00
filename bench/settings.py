"""The project's own settings, with two more addresses (the floors) and a database by its name."""

from rednote.settings.dev import *

DEBUG = False
ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"] += [BASE_DIR / "bench" / "templates"]
DATABASES["default"]["NAME"] = env("BENCH_DATABASE", default=DATABASES["default"]["NAME"])
