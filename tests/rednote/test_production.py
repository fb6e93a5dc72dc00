import json
import logging
import os
import re
import subprocess
import sys

import pytest

from rednote import embedded, logs
from rednote.settings import gateways
from rednote.settings.demands import faults

SECRET = "kP2v9Qx7mZt4Lw8Rj6Bn1Hs5Fd3Gy0Ca-_EuIoTqXrYpWzVbNh"
GOOD = {
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "www.example.com",
    "SITE_URL": "https://www.example.com",
    "STREAM_URL": "https://www.example.com/stream/",
    "DATABASE_URL": "postgres://app@127.0.0.1:1/rednote",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "MEDIA_ROOT": "/nowhere/media",
    "UPLOAD_ROOT": "/nowhere/uploads",
    "EMAIL_HOST": "mail.example.com",
    "DEFAULT_FROM_EMAIL": "noreply@example.com",
    "GATEWAYS": "test",
}


def test_a_whole_environment_has_no_faults():
    assert faults(GOOD) == []


@pytest.mark.parametrize("name", GOOD)
def test_each_missing_setting_is_named(name):
    assert [fault for fault in faults(GOOD | {name: " "}) if fault.startswith(name)]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"DEBUG": "1"}, "DEBUG"),
        ({"DEBUG": "True"}, "DEBUG"),
        ({"SECRET_KEY": "development-only"}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + "x1y2z3" * 10}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "www.example.com, *"}, "ALLOWED_HOSTS"),
        ({"SITE_URL": "http://www.example.com"}, "SITE_URL"),
    ],
)
def test_a_dangerous_setting_is_named(change, named):
    assert [fault.split()[0] for fault in faults(GOOD | change)] == [named]


def _check(changes):
    environment = {**os.environ, **GOOD, **changes, "REDNOTE_VAR": str(embedded.VAR)}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(
        [*command, "--settings", "rednote.settings.production"],
        env=environment,
        cwd=embedded.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_and_its_deployment_check_is_clean():
    done = _check({})
    assert done.returncode == 0, done.stderr


def test_production_refuses_and_says_which():
    done = _check({"SECRET_KEY": "", "ALLOWED_HOSTS": "*", "DEBUG": "1"})
    assert done.returncode != 0
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DEBUG"):
        assert re.search(rf"^- {name} ", done.stderr, re.MULTILINE)


def test_log_lines_are_json_without_secrets(capsys):
    formatter = logs.configuration(as_json=True)["formatters"]["lines"]
    build = {key: value for key, value in formatter.items() if key != "()"}
    record = logging.makeLogRecord({"name": "shop", "levelname": "INFO", "msg": "paid %s"})
    record.args = ("R1",)
    line = json.loads(formatter["()"](**build).format(record))

    assert (line["event"], line["logger"], line["level"]) == ("paid R1", "shop", "info")
    event = logs.without_secrets(
        None, "info", {"event": "login", "password": "x", "csrf_token": "y"}
    )
    assert event == {"event": "login", "password": "***", "csrf_token": "***"}


def test_static_files_are_named_by_content_and_modules_follow(tmp_path):
    packages = (
        "admin",
        "unfold",
        "rest_framework",
        "drf_spectacular*",
        "django_htmx",
        "import_export",
    )
    ignored = [part for name in packages for part in ("-i", f"{name}/*")]
    environment = {**os.environ, **GOOD, "REDNOTE_VAR": str(tmp_path)}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", *ignored],
        env=environment | {"DJANGO_SETTINGS_MODULE": "rednote.settings.production"},
        cwd=embedded.BASE_DIR,
        capture_output=True,
        check=True,
    )
    static = tmp_path / "static"
    names = json.loads((static / "staticfiles.json").read_text())["paths"]
    frame = (static / names["js/frame.js"]).read_text()

    assert (static / f"{names['js/frame.js']}.br").exists()
    imported = re.findall(r'from "\./([^"]+)"', frame)
    assert imported
    assert {f"js/{name}" for name in imported} <= set(names.values())


@pytest.mark.parametrize("provider", [name for name in gateways.DEMANDS if name != "test"])
def test_a_provider_that_is_told_half_is_a_fault_chosen_or_not(provider):
    first, *others = gateways.DEMANDS[provider]
    named = {fault.split()[0] for fault in faults(GOOD | {"GATEWAYS": provider})}
    assert named == {first, *others}
    named = {fault.split()[0] for fault in faults(GOOD | {first: "x"})}
    assert named == set(others)


@pytest.mark.parametrize(
    "change",
    [
        {"ALIPAY_PRIVATE_KEY": "nonsense"},
        {"ALIPAY_PUBLIC_KEYS": "MIIB"},
        {"WECHATPAY_API_KEY": "short"},
        {"GATEWAYS": "test,barter"},
    ],
)
def test_a_key_that_cannot_be_read_and_an_unknown_provider_are_named(change):
    (name,) = change
    assert [
        fault
        for fault in faults(GOOD | change)
        if fault.startswith(name) and "not set" not in fault
    ]
