"""Queries compiled once say what their querysets say, each time with its own values."""

import pytest
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.prepared import Prepared, Written
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_each_run_has_its_own_values():
    ann, bob = UserFactory(handle="ann"), UserFactory(handle="bob")
    of_handle = Prepared(
        lambda handle: User.objects.filter(handle=handle).values_list("pk"),
        "handle",
        texts=["handle"],
    )

    assert of_handle.rows(handle="ann") == [(ann.pk,)]
    assert of_handle.rows(handle="bob") == [(bob.pk,)]
    assert of_handle.rows(handle="%s' OR 1=1 --") == []


def test_a_list_is_one_parameter():
    people = UserFactory.create_batch(3)
    among = Prepared(
        lambda pks: User.objects.filter(pk__in=[pks]).values_list("pk"), "pks", lists=["pks"]
    )

    wanted = [people[0].pk, people[2].pk]
    assert sorted(pk for (pk,) in among.rows(pks=wanted)) == sorted(wanted)
    assert among.rows(pks=[]) == []


def test_a_statement_in_sql_is_told_once_and_has_values_each_time():
    ann, bob = UserFactory(handle="ann"), UserFactory(handle="bob")
    of = Written(
        "people",
        "SELECT id FROM accounts_user WHERE handle = %(handle)s OR id = ANY(%(pks)s::bigint[])"
        " AND handle <> %(handle)s ORDER BY id",
    )

    with CaptureQueriesContext(connection) as queries:
        assert of.rows(handle="ann", pks="{}") == [(ann.pk,)]
        assert of.rows(handle="bob", pks=f"{{{ann.pk},-1}}") == [(ann.pk,), (bob.pk,)]
        assert of.rows(handle="' OR 1=1 --", pks="{}") == []

    names = {query["sql"].partition("(")[0] for query in queries}
    assert len(names) == 1
    assert _known_to_the_database(names.pop().removeprefix("EXECUTE "))


def test_objects_are_models_with_what_is_joined_and_annotated():
    note_author = UserFactory(name="Ann")
    of_pk = Prepared(lambda pk: User.objects.filter(pk=pk).annotate(mark=Value(7)), "pk")

    found = of_pk.objects(pk=note_author.pk)
    assert found == [note_author]
    assert (found[0].name, found[0].mark) == ("Ann", 7)
    assert not found[0]._state.adding
    assert of_pk.objects(pk=-1) == []


def test_the_second_run_builds_nothing():
    built = []

    def build(pk):
        built.append(pk)
        return User.objects.filter(pk=pk)

    of_pk = Prepared(build, "pk")
    with CaptureQueriesContext(connection) as queries:
        of_pk.objects(pk=1)
        of_pk.objects(pk=2)
    assert (len(built), len(queries)) == (1, 2)


def test_the_database_plans_it_once_a_connection():
    of_pk = Prepared(lambda pk: User.objects.filter(pk=pk), "pk")
    with CaptureQueriesContext(connection) as queries:
        of_pk.rows(pk=1)
        of_pk.rows(pk=2)

    name = queries[0]["sql"].removeprefix("EXECUTE ").partition("(")[0]
    assert queries[1]["sql"] == f"EXECUTE {name}(2)"
    assert _known_to_the_database(name)


@pytest.mark.django_db(transaction=True)
def test_another_connection_is_told_too():
    ann = UserFactory()
    of_pk = Prepared(lambda pk: User.objects.filter(pk=pk), "pk")
    assert of_pk.objects(pk=ann.pk) == [ann]

    connection.close()
    assert of_pk.objects(pk=ann.pk) == [ann]


@pytest.mark.django_db(transaction=True)
def test_a_migration_under_way_breaks_nothing():
    ann = UserFactory(name="Ann")
    names = Prepared(lambda pk: User.objects.filter(pk=pk).values_list("name"), "pk")
    assert names.rows(pk=ann.pk) == [("Ann",)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT atttypmod - 4 FROM pg_attribute WHERE attname = 'name'"
            " AND attrelid = 'accounts_user'::regclass"
        )
        (length,) = cursor.fetchone()
        try:
            cursor.execute("ALTER TABLE accounts_user ALTER name TYPE varchar(500)")
            assert names.rows(pk=ann.pk) == [("Ann",)]
        finally:
            cursor.execute(f"ALTER TABLE accounts_user ALTER name TYPE varchar({length})")


def _known_to_the_database(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name = %s", [name])
        return cursor.fetchone() == (1,)
