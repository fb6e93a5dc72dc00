"""Hears a signal, and keeps what it said."""

from contextlib import contextmanager


@contextmanager
def heard(signal):
    news = []

    def listen(sender, **said):
        news.append({key: value for key, value in said.items() if key != "signal"})

    signal.connect(listen)
    try:
        yield news
    finally:
        signal.disconnect(listen)
