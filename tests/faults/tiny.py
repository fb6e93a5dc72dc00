"""A Celery application with the site's settings of the queue and nothing else of it: its worker
starts in a second."""

import time
from pathlib import Path

from celery import Celery

app = Celery("tiny", fixups=[])
app.config_from_object("rednote.settings.test", namespace="CELERY")


@app.task(name="tiny.work")
def work(folder: str, name: str) -> None:
    """Leave a sign when begun, stay in hand until there is one to end, and leave one when done."""
    Path(folder, f"{name}-begun").touch()
    while not Path(folder, f"{name}-may-end").exists():
        time.sleep(0.05)
    Path(folder, f"{name}-done").touch()
