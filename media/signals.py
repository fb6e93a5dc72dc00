"""News from media. Sent inside the transaction that made it."""

from django.dispatch import Signal

picture_ready = Signal()  # picture: Picture
picture_refused = Signal()  # picture: Picture, code: str
