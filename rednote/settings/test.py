"""The tests: real PostgreSQL and Valkey, cheap passwords, mail kept in memory."""

from rednote.settings.base import *

SECRET_KEY = "tests-only"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
