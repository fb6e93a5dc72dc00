"""The tests: real PostgreSQL and Valkey, cheap passwords, mail kept in memory."""

import os
import tempfile

# Before anything asks where data lives: a folder of this run's own, inherited by its workers.
os.environ.setdefault("REDNOTE_VAR", f"{tempfile.gettempdir()}/rednote-test-{os.getpid()}")

from rednote.settings.base import *

SECRET_KEY = "tests-only"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Every request builds its own page, so that no test meets what another one built.
SHARED_PAGE_SECONDS = 0
SHARED_PAGES_STRICT = True
WHITENOISE_USE_FINDERS = True

# The processes of the browser tests share the database of the test that looks at them.
DATABASES["default"]["NAME"] = env("TEST_DATABASE", default=DATABASES["default"]["NAME"])
DATABASES["default"]["HOST"] = env("TEST_DATABASE_HOST", default=DATABASES["default"]["HOST"])

# Each parallel worker has a Valkey database of its own.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
if _worker and "TEST_DATABASE" not in os.environ:
    REDIS_URL = embedded.numbered(env("REDIS_URL", default=embedded.redis_url()), 10 + int(_worker))
    CELERY_BROKER_URL = embedded.broker_url(REDIS_URL)
    CACHES["default"]["LOCATION"] = REDIS_URL
