import pytest

from accounts.models import Block, Follow, Report
from accounts.services import relations
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(client):
    person = UserFactory(handle="ann", name="Ann")
    client.force_login(person)
    return person


@pytest.fixture
def ben():
    return UserFactory(handle="ben")


def patch(client, **fields):
    return client.patch("/api/v1/me", fields, content_type="application/json")


def test_me(client, ann):
    assert client.get("/api/v1/me").json()["handle"] == "ann"
    assert patch(client, name="安", language="zh-hans").status_code == 200
    ann.refresh_from_db()
    assert (ann.name, ann.language) == ("安", "zh-hans")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a\u202eb"),
        ("name", None),
        ("name", ["a"]),
        ("bio", "x" * 201),
        ("language", "tlh"),
        ("handle", "root2"),
        ("email", "evil@example.com"),
        ("is_staff", True),
        ("is_superuser", True),
        ("password", "x"),
    ],
)
def test_bad_and_foreign_fields_are_named(client, ann, field, value):
    answer = patch(client, **{field: value})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


def test_an_account_is_shown_with_its_figures(client, ann, ben):
    relations.follow(follower=ann, followed=ben)
    relations.follow(follower=UserFactory(), followed=ben)

    shown = client.get("/api/v1/users/ben").json()

    assert (shown["followers"], shown["following"], shown["is_followed"]) == (2, 0, True)
    assert "email" not in shown
    client.logout()
    assert client.get("/api/v1/users/ben").json()["is_followed"] is False


def test_following_and_back(client, ann, ben):
    for _ in range(2):
        assert client.put("/api/v1/users/ben/follow").status_code == 204
    assert Follow.objects.count() == 1
    for _ in range(2):
        assert client.delete("/api/v1/users/ben/follow").status_code == 204
    assert not Follow.objects.exists()


def test_blocking_and_back(client, ann, ben):
    for _ in range(2):
        assert client.put("/api/v1/users/ben/block").status_code == 204
    assert Block.objects.count() == 1
    assert client.get("/api/v1/users/ben").status_code == 404
    assert client.put("/api/v1/users/ben/follow").json()["code"] == "blocked"
    assert client.delete("/api/v1/users/ben/block").status_code == 204
    assert client.get("/api/v1/users/ben").status_code == 200


def test_who_is_blocked_finds_nobody(client, ann, ben):
    relations.block(blocker=ben, blocked=ann)

    assert client.get("/api/v1/users/ben").status_code == 404
    assert client.put("/api/v1/users/ben/follow").status_code == 404


def test_oneself_is_not_followed(client, ann):
    answer = client.put("/api/v1/users/ann/follow")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_oneself")


def report(client, **fields):
    body = {"kind": "note", "public_id": "abc", "reason": "spam"} | fields
    return client.post("/api/v1/reports", body, content_type="application/json")


def test_a_report_is_taken_once(client, ann):
    assert report(client, text="Same text as yesterday.").status_code == 204
    assert report(client).status_code == 204
    assert Report.objects.get().text == "Same text as yesterday."


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "planet"),
        ("public_id", "x" * 41),
        ("public_id", "a b"),
        ("reason", "mood"),
        ("text", "x" * 501),
        ("reporter", 1),
    ],
)
def test_a_bad_report_names_the_field(client, ann, field, value):
    answer = report(client, **{field: value})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_many_followers_cost_no_more(client, ann, ben, django_assert_max_num_queries):
    for _ in range(20):
        relations.follow(follower=UserFactory(), followed=ben)
    with django_assert_max_num_queries(4):
        client.get("/api/v1/users/ben")
