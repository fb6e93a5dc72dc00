"""A Celery application with the site's settings of the queue and nothing else of it: its worker
starts in a second."""

import time
from pathlib import Path

from celery import Celery

app = Celery("tiny", fixups=[])
app.config_from_object("rednote.settings.test", namespace="CELERY")


@app.task(name="tiny.work")
def work(folder: str, name: str, seconds: float) -> None:
    """Leave a sign when begun, and one when done."""
    Path(folder, f"{name}-begun").touch()
    time.sleep(seconds)
    Path(folder, f"{name}-done").touch()
