"""The tests: real PostgreSQL and Valkey, cheap passwords, mail kept in memory."""

from rednote.settings.base import *

SECRET_KEY = "tests-only"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Every request builds its own page, so that no test meets what another one built.
SHARED_PAGE_SECONDS = 0
SHARED_PAGES_STRICT = True
