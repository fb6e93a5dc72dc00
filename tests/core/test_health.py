import pytest

from core import health, heartbeats, valkey

ALL = ["beat", "worker:urgent", "worker:default", "worker:media"]


@pytest.fixture
def everybody_lives(monkeypatch):
    monkeypatch.setattr(heartbeats, "_mine", list(ALL))
    monkeypatch.setattr(heartbeats, "_written_at", -10.0)
    heartbeats._write()


@pytest.mark.django_db
@pytest.mark.usefixtures("everybody_lives")
def test_ready_when_everything_is_up(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "missing": []})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ALL)
@pytest.mark.usefixtures("everybody_lives")
def test_names_who_is_silent(client, name):
    valkey.client().delete(f"alive:{name}")
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["missing"]) == (503, [name])


@pytest.mark.django_db
@pytest.mark.usefixtures("valkey_away")
def test_names_valkey(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["missing"]) == (503, ["valkey"])


@pytest.mark.usefixtures("everybody_lives")
def test_names_the_database(client, monkeypatch):
    class Gone:
        def cursor(self):
            raise health.DatabaseError

        def close(self):
            pass

    monkeypatch.setattr(health, "connection", Gone())

    assert client.get("/readyz").json()["missing"] == ["database"]


@pytest.mark.django_db
@pytest.mark.usefixtures("everybody_lives")
def test_names_migrations_that_are_not_applied(client, monkeypatch):
    def not_yet():
        raise health._NotYet

    monkeypatch.setattr(health, "_found_migrated", not_yet)

    assert client.get("/readyz").json()["missing"] == ["migrations"]


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "10.0.0.1"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
        ({"REMOTE_ADDR": "10.0.0.1", "HTTP_AUTHORIZATION": "Bearer known"}, 200),
    ],
)
def test_figures_are_for_this_machine_or_for_a_token(client, settings, how, status):
    settings.METRICS_TOKEN = "known"

    assert client.get("/metrics", **how).status_code == status


def test_an_empty_token_opens_nothing(client, settings):
    settings.METRICS_TOKEN = ""
    answer = client.get("/metrics", REMOTE_ADDR="10.0.0.1", HTTP_AUTHORIZATION="Bearer ")

    assert answer.status_code == 404


def test_answers_are_counted(client):
    client.get("/healthz")
    text = client.get("/metrics").content.decode()

    assert 'rednote_answers_total{method="GET",status="200"}' in text
    assert 'rednote_tasks_waiting{queue="urgent"} 0.0' in text
