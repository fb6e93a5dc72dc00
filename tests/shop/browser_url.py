"""Where a browser would go: the host that the WHATWG rules find in an address."""

import re
import unicodedata
from urllib.parse import unquote

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")


def host(address: str) -> str | None:
    """The host of a special address, written by the standard's steps and not by ours."""
    text = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(0x21)))))
    scheme = _SCHEME.match(text)
    if scheme is None or scheme[0].lower() not in ("https:", "http:"):
        return None
    rest = text[scheme.end() :].replace("\\", "/").lstrip("/")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    name = authority.rpartition("@")[2]
    name = re.sub(r":\d*$", "", name)
    plain = unicodedata.normalize("NFKC", unquote(name)).replace("\u3002", ".").lower()
    try:
        return plain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
