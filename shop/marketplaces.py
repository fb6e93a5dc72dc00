"""Which addresses at Tmall, Taobao and JD we send people to, and the signed way out. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode

from django.core import signing
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from core.errors import RuleViolation

MOST = 500
# Long enough to read the page, too short to be passed on.
LEAVE_SECONDS = 600

HOSTS: Mapping[str, str] = {
    "detail.tmall.com": "tmall",
    "item.taobao.com": "taobao",
    "s.click.taobao.com": "taobao",
    "uland.taobao.com": "taobao",
    "m.tb.cn": "taobao",
    "item.jd.com": "jd",
    "item.m.jd.com": "jd",
    "union-click.jd.com": "jd",
    "u.jd.com": "jd",
}
# Links of Taobao's own union lead to Tmall's shelves as well.
_UNION_HOSTS = frozenset({"s.click.taobao.com", "uland.taobao.com", "m.tb.cn"})


@dataclass(frozen=True, slots=True)
class SubId:
    """The one field in which a provider lets its partners pass a mark of their own.

    :param provider: whose report of orders gives the mark back
    :param longest: how many letters and digits it may have there
    """

    provider: str
    field: str
    longest: int


# Taobao Alliance: `unid`, letters and digits, 12 at most. JD Union: `subUnionId`, letters, digits,
# "_" and "-", 80 at most; both give it back in their reports to partners who asked for that.
TAOBAO_UNION = SubId("taobao", "unid", 12)
JD_UNION = SubId("jd", "subUnionId", 80)
# Elsewhere a mark is not allowed, or would be lost: short links lead on to an address of their own.
SUB_IDS: Mapping[str, SubId] = {
    "s.click.taobao.com": TAOBAO_UNION,
    "uland.taobao.com": TAOBAO_UNION,
    "union-click.jd.com": JD_UNION,
}

_ADDRESS = re.compile(
    r"https://(?P<host>[^/?#]+)(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?", re.I
)
_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})
_ENCODED_CONTROL = re.compile(r"%(?:[01][0-9a-f]|7f)", re.I)
_NESTED = re.compile(r"(?:https?:[/\\]*|(?:[a-z][a-z0-9+.\-]*:)?[/\\]{2,})([^/\\?#]*)", re.I)
_SCRIPT = re.compile(r"\s*(?:javascript|data|vbscript|blob|file):", re.I)
# What stays as it is in a path or query; "%" because a given escape is kept.
_SAFE = "/:;,@&=+$!*'()~-._%"
_SIGNER = signing.TimestampSigner(salt="shop.leave")


class UnsafeAddress(RuleViolation):
    code = "unsafe_address"
    status = 400


def checked(address: str, marketplace: str, *, more_hosts: Iterable[str] = ()) -> str:
    """The address in its one safe form: https, a host of this marketplace in ASCII, nothing else.

    :param more_hosts: hosts of the setting, each "host" or "marketplace:host"
    :raises UnsafeAddress: if a browser might go anywhere but to a host of the list
    """
    allowed = _allowed(more_hosts)
    host, path, query = _parts(address)
    if marketplace not in allowed.get(host, ()):
        raise _refusal(_("This host is not one of the marketplace's own."))
    for text in (
        path,
        *(part for pair in parse_qsl(query, keep_blank_values=True) for part in pair),
    ):
        _refuse_nested(text, allowed)
    safe = f"https://{host}{quote(path, safe=_SAFE)}"
    if query:
        safe += "?" + quote(query, safe=_SAFE + "?")
    if len(safe) > MOST or not url_has_allowed_host_and_scheme(safe, {host}, require_https=True):
        raise _refusal(_("The address is too long or not well formed."))
    return safe


def host_of(address: str) -> str:
    """The host of an address that `checked` has made."""
    return address.split("/", 3)[2]


def sub_id_field(address: str) -> SubId | None:
    """Where the address takes a mark of ours; None where it takes none."""
    return SUB_IDS.get(host_of(address))


def with_sub_id(address: str, sub_id: str) -> str:
    """The address with our mark, where its provider has a field for it; else unchanged."""
    taken = sub_id_field(address)
    if taken is None or not sub_id:
        return address
    base, _sep, query = address.partition("?")
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != taken.field]
    return f"{base}?{urlencode([*pairs, (taken.field, sub_id)])}"


def leave_token(public_id: str) -> str:
    """A short-lived proof that the reader has seen where the way leads."""
    return _SIGNER.sign(public_id).partition(":")[2]


def is_fresh(public_id: str, token: str) -> bool:
    try:
        _SIGNER.unsign(f"{public_id}:{token}", max_age=LEAVE_SECONDS)
    except signing.BadSignature:
        return False
    return True


def _allowed(more_hosts: Iterable[str]) -> dict[str, frozenset[str]]:
    every = frozenset({"tmall", "taobao", "jd"})
    allowed = {host: frozenset({owner}) for host, owner in HOSTS.items()}
    allowed |= {host: frozenset({"tmall", "taobao"}) for host in _UNION_HOSTS}
    for entry in more_hosts:
        owner, _sep, host = entry.strip().lower().rpartition(":")
        allowed[host] = frozenset({owner}) if owner else every
    return allowed


def _parts(address: str) -> tuple[str, str, str]:
    if not isinstance(address, str) or not 0 < len(address) <= MOST:
        raise _refusal(_("The address is too long or not well formed."))
    if "\\" in address or any(unicodedata.category(char) in _FORBIDDEN for char in address):
        raise _refusal(_("The address holds characters that may mislead."))
    match = _ADDRESS.fullmatch(address)
    if match is None or _ENCODED_CONTROL.search(address):
        raise _refusal(_("The address must begin with https:// and be well formed."))
    path = match["path"] or "/"
    if path.startswith("//"):
        raise _refusal(_("The address is too long or not well formed."))
    return _ascii_host(match["host"]), path, match["query"] or ""


def _ascii_host(host: str) -> str:
    if any(char in host for char in "@:[]%"):
        raise _refusal(_("The address may not hold a user name or a port."))
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise _refusal(_("The address is too long or not well formed.")) from None


def _refuse_nested(text: str, allowed: Mapping[str, object]) -> None:
    """Refuse a part that, decoded however often, is itself an address to somewhere else."""
    for _round in range(5):
        hosts = _NESTED.findall(text)
        if _SCRIPT.match(text) or any(host.lower() not in allowed for host in hosts):
            raise _refusal(_("The address leads on to another site."))
        decoded = unquote(text)
        if decoded == text:
            return
        text = decoded
    raise _refusal(_("The address leads on to another site."))


def _refusal(message: str) -> UnsafeAddress:
    return UnsafeAddress(message, field="url")
