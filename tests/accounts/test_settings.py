import pytest

from accounts.models import Block
from accounts.services import relations
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
URL = "/me/settings"


@pytest.fixture
def ann(client):
    person = UserFactory(handle="ann")
    client.force_login(person)
    return person


def test_the_profile_is_changed(client, ann):
    answer = client.post(URL, {"name": "安", "bio": "Tea.\nCakes.", "language": "zh-hans"})

    assert answer.status_code == 302
    assert answer.cookies["lang"].value == "zh-hans"
    ann.refresh_from_db()
    assert (ann.name, ann.bio, ann.language) == (
        "安",
        "Tea.\r\nCakes.".replace("\r", ""),
        "zh-hans",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a\u202eb"),
        ("name", "x" * 41),
        ("bio", "x" * 201),
        ("language", "tlh"),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_is_saved(client, ann, field, value):
    answer = client.post(URL, {"name": "New", "bio": "", "language": ""} | {field: value})

    assert list(answer.context["form"].errors) == [field]
    ann.refresh_from_db()
    assert ann.name == "Ann"
    assert "New" in answer.content.decode() or field == "name"


def test_no_field_makes_staff_of_anybody(client, ann):
    client.post(URL, {"name": "Ann", "is_staff": "1", "is_superuser": "1", "handle": "root2"})

    ann.refresh_from_db()
    assert (ann.is_staff, ann.is_superuser, ann.handle) == (False, False, "ann")


def test_blocked_people_are_listed_and_let_go(client, ann):
    relations.block(blocker=ann, blocked=UserFactory(handle="ben"))
    assert "@ben" in client.get(URL).content.decode()

    client.post(f"{URL}/blocked/ben")

    assert not Block.objects.exists()
    assert client.post(f"{URL}/blocked/ben").status_code == 404


def test_only_ones_own_blocks_are_taken_back(client, ann):
    ben = UserFactory(handle="ben")
    relations.block(blocker=ben, blocked=UserFactory(handle="cem"))

    assert client.post(f"{URL}/blocked/cem").status_code == 404
    assert Block.objects.count() == 1


def test_the_page_speaks_chinese(client, ann):
    page = client.get(URL, headers={"accept-language": "zh-hans"}).content.decode()

    assert "设置" in page
    assert "Settings" not in page


@pytest.mark.parametrize("others", [1, 30])
def test_the_page_costs_the_same_with_many_blocks(
    client, ann, others, django_assert_max_num_queries
):
    for _ in range(others):
        relations.block(blocker=ann, blocked=UserFactory())

    with django_assert_max_num_queries(6):
        client.get(URL)
