"""What the feed keeps out of processes that do not need it: heavy libraries, dictionaries."""

import json
import subprocess
import sys

from django.conf import settings

_LOADED = """
import json, sys
import rednote.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(json.dumps([name for name in ("scipy", "rjieba") if name in sys.modules]))
"""


def test_web_starts_without_heavy_libraries():
    done = subprocess.run(
        [sys.executable, "-c", _LOADED], cwd=settings.BASE_DIR, capture_output=True, check=True
    )

    assert json.loads(done.stdout.splitlines()[-1]) == []
