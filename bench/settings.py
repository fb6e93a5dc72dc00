"""The project's own settings, with two more addresses: the floors."""

from rednote.settings.dev import *

DEBUG = False
ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"] += [BASE_DIR / "bench" / "templates"]
