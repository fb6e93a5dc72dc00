"""RSA keys made for one run, and what they sign."""

from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)


def new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key: RSAPrivateKey) -> str:
    public = key.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def bare(pem: str) -> str:
    """What stands between the first and the last line, as providers hand it out."""
    return "".join(pem.strip().splitlines()[1:-1])


def sign(key: RSAPrivateKey, message: str) -> str:
    return b64encode(key.sign(message.encode(), PKCS1v15(), SHA256())).decode()


def is_signed(public: str, message: str, signature: str) -> bool:
    key = load_pem_public_key(public.encode())
    try:
        key.verify(b64decode(signature), message.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


class Keys:
    """The key of today, the key of tomorrow, and one of somebody else."""

    def __init__(self):
        self.old, self.new, self.foreign = new_key(), new_key(), new_key()

    def now(self, faults) -> RSAPrivateKey:
        if "bad signature" in faults:
            return self.foreign
        return self.new if "key rotation" in faults else self.old

    def publics(self) -> list[str]:
        return [bare(public_pem(self.old)), bare(public_pem(self.new))]
