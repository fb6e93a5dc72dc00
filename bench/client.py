"""A load generator that costs little: prepared requests over kept connections."""

import contextlib
import socket
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass


@dataclass
class Load:
    answered: int
    refused: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.answered / self.seconds


def request_bytes(path: str, *, cookie: str = "", is_htmx: bool = False) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip, br"]
    lines += ["Accept-Language: en"]
    lines += ["HX-Request: true"] if is_htmx else []
    lines += [f"Cookie: {cookie}"] if cookie else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post_bytes(path: str, body: bytes, *, cookie: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json"]
    lines += [f"Cookie: {cookie}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def crowd(port: int, requests: Sequence[bytes], *, connections: int) -> list[tuple[int, float]]:
    """Each of these once, over so many kept connections at once: status and seconds of each."""
    waiting, answers = deque(requests), []

    def ask() -> None:
        with socket.create_connection(("127.0.0.1", port), 30) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while request := _next(waiting):
                began = time.perf_counter()
                connection.sendall(request)
                status, _, _ = _answer(connection)
                answers.append((status, time.perf_counter() - began))

    with ThreadPoolExecutor(connections) as pool:
        for asked in [pool.submit(ask) for _ in range(connections)]:
            asked.result()
    return answers


def load(port: int, request: bytes, *, seconds: float, connections: int = 4) -> Load:
    """Ask as fast as answers come, over so many connections at once."""
    counts = [[0, 0] for _ in range(connections)]
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_ask, args=(port, request, until, count)) for count in counts
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answered, refused = (sum(column) for column in zip(*counts, strict=True))
    return Load(answered, refused, time.monotonic() - began)


def fetch(port: int, request: bytes) -> tuple[int, bytes, bytes]:
    """One answer: its status, its head and its body."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(request)
        return _answer(connection)


def _next(waiting: deque[bytes]) -> bytes:
    with contextlib.suppress(IndexError):
        return waiting.popleft()
    return b""


def _ask(port: int, request: bytes, until: float, count: list[int]) -> None:
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.monotonic() < until:
            connection.sendall(request)
            status, _, _ = _answer(connection)
            count[0 if status == 200 else 1] += 1


def _answer(connection: socket.socket) -> tuple[int, bytes, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    lowered = head.lower()
    status = int(head.split(b" ", 2)[1])
    if b"transfer-encoding: chunked" in lowered:
        while not body.endswith(b"0\r\n\r\n"):
            body += _more(connection)
        return status, head, _unchunked(body)
    length = int(lowered.partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
    while len(body) < length:
        body += _more(connection)
    return status, head, body


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(262_144)
    if not part:
        raise ConnectionError("The server closed the connection.")
    return part


def _unchunked(body: bytes) -> bytes:
    parts = []
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        parts.append(rest[:length])
        body = rest[length + 2 :]
    return b"".join(parts)
