"""What production asks of its environment, before anything starts."""

from collections.abc import Mapping

from rednote.settings import gateways

_MUST_BE_SET = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "STREAM_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "MEDIA_ROOT",
    "UPLOAD_ROOT",
    "EMAIL_HOST",
    "DEFAULT_FROM_EMAIL",
    "GATEWAYS",
)
_KNOWN_SECRETS = ("development-only", "tests-only", "change-me", "django-insecure")
_SHORTEST_SECRET = 50
_TRUE = ("1", "true", "yes", "on", "y", "t")


def faults(environment: Mapping[str, str]) -> list[str]:
    """Everything that forbids a start, each with the name of its variable; empty: all is well."""
    found = [
        f"{name} is not set." for name in _MUST_BE_SET if not environment.get(name, "").strip()
    ]
    if environment.get("DEBUG", "").lower() in _TRUE:
        found.append("DEBUG is on: it shows the code and its secrets to visitors.")
    found += _secret(environment) + _hosts(environment) + _addresses(environment)
    return found + gateways.faults(environment)


def _secret(environment: Mapping[str, str]) -> list[str]:
    secret = environment.get("SECRET_KEY", "")
    if not secret:
        return []
    if any(secret.startswith(known) for known in _KNOWN_SECRETS):
        return ["SECRET_KEY is a default that everybody knows."]
    if len(secret) < _SHORTEST_SECRET or len(set(secret)) < 5:
        return [f"SECRET_KEY is too weak: {_SHORTEST_SECRET} random characters at least."]
    return []


def _hosts(environment: Mapping[str, str]) -> list[str]:
    hosts = [host.strip() for host in environment.get("ALLOWED_HOSTS", "").split(",")]
    wide = [host for host in hosts if host in ("*", ".") or host.startswith("*")]
    return ["ALLOWED_HOSTS is open to every name: list the site's own."] if wide else []


def _addresses(environment: Mapping[str, str]) -> list[str]:
    return [
        f"{name} must begin with https://."
        for name in ("SITE_URL", "STREAM_URL")
        if environment.get(name) and not environment[name].startswith("https://")
    ]
