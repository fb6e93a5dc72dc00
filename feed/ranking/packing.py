"""Lists of numbers in one column: quick to read into arrays, nothing to parse."""

import numpy as np

_PAIR = np.dtype([("key", "<i8"), ("value", "<f4")])
_TOPIC = np.dtype([("key", "<i8"), ("liked", "<f4"), ("met", "<f4")])


def pairs(keys: np.ndarray, values: np.ndarray) -> bytes:
    """Keys with a value each."""
    rows = np.empty(len(keys), dtype=_PAIR)
    rows["key"], rows["value"] = keys, values
    return rows.tobytes()


def unpack_pairs(bodies: list, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of keys and values, of one length: -1 and 0 fill; None is an empty row."""
    keys = np.full((len(bodies), length), -1, dtype=np.int64)
    values = np.zeros((len(bodies), length))
    for row, body in enumerate(bodies):
        if body:
            found = np.frombuffer(body, dtype=_PAIR)[:length]
            keys[row, : len(found)], values[row, : len(found)] = found["key"], found["value"]
    return keys, values


def topics(keys: np.ndarray, liked: np.ndarray, met: np.ndarray) -> bytes:
    """For each topic, by rising key, how often it was liked and met."""
    order = np.argsort(keys)
    rows = np.empty(len(keys), dtype=_TOPIC)
    rows["key"], rows["liked"], rows["met"] = keys[order], liked[order], met[order]
    return rows.tobytes()


def unpack_topics(body: bytes | memoryview | None) -> np.ndarray:
    """Rows with key, liked and met, by rising key."""
    return np.frombuffer(body or b"", dtype=_TOPIC)
