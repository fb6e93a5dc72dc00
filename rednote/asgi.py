"""The stream process: server-sent events alone, without any middleware."""

import os

import django

from messaging.stream import Stream

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rednote.settings.dev")
django.setup(set_prefix=False)
application = Stream()
