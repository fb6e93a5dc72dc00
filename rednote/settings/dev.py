"""A developer's machine, and `make run`. DEBUG=1 in the environment shows errors in the browser."""

from rednote.settings.base import *

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="development-only")
ALLOWED_HOSTS = ["*"]
# Static files as they lie in the tree: found at the start, or at every request with DEBUG.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0
# The same page is opened by either name.
STREAM_ORIGINS = [
    SITE_URL,
    SITE_URL.replace("//localhost", "//127.0.0.1"),
]
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = embedded.VAR / "mail"
