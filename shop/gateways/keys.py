"""The RSA keys of providers and of ours, as they stand in the environment.

A key is PEM, or what stands between its first and last line. Several are parted by commas; each
may have its number before an "=": "PUB_KEY_ID_1=MIIB…,PUB_KEY_ID_2=MIIB…".
"""

import re
from base64 import b64decode
from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

_FRAME = re.compile(r"-----[A-Z ]+-----")
_NUMBERED = re.compile(r"\s*([A-Za-z0-9_-]{1,80})=(?=[A-Za-z0-9+/\s\\-]{100})")


def private(text: str) -> str:
    """Our key as PEM.

    :raises ValueError: if it is none
    """
    key = load_der_private_key(_der(text), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("not an RSA key")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def publics(text: str) -> dict[str, RSAPublicKey]:
    """A provider's keys by their numbers; those without one are counted.

    :raises ValueError: if one of them is none, or there is none
    """
    found = {}
    for index, part in enumerate(text.split(",")):
        named = _NUMBERED.match(part)
        key = load_der_public_key(_der(part[named.end() :] if named else part))
        if not isinstance(key, RSAPublicKey):
            raise ValueError("not an RSA key")
        found[named[1] if named else str(index)] = key
    return found


def pem(key: RSAPublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def is_signed(message: bytes, signature: str, by: Iterable[RSAPublicKey]) -> bool:
    """Whether one of these keys has signed the message (RSA, SHA-256)."""
    try:
        given = b64decode(signature, validate=True)
    except ValueError:
        return False
    return any(_is_signed(message, given, key) for key in by)


def _is_signed(message: bytes, signature: bytes, key: RSAPublicKey) -> bool:
    try:
        key.verify(signature, message, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _der(text: str) -> bytes:
    bare = _FRAME.sub("", text.replace("\\n", ""))
    return b64decode("".join(bare.split()), validate=True)
