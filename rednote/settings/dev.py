"""A developer's machine, and `make run`."""

from rednote.settings.base import *

DEBUG = True
SECRET_KEY = "development-only"
ALLOWED_HOSTS = ["*"]
