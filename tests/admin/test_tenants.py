"""Two brands and platform staff walk every admin address; no brand meets the other's canary."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.urls import NoReverseMatch, reverse

from core.admin import PlatformAdmin
from shop.admin.base import StoreAdmin
from shop.models import StoreStaff
from tests.admin.brands import CANARY, Brand
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def ours():
    return Brand("ours")


@pytest.fixture
def theirs():
    return Brand(CANARY)


@pytest.fixture(params=list(StoreStaff.Role))
def staff_client(request, client, ours):
    client.force_login(ours.member(request.param))
    return client


def _paths(brand):
    """Every admin address of each model, and of each of this brand's rows."""
    yield reverse("admin:index")
    for model in MODELS:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        for view in ("changelist", "add"):
            yield reverse(f"admin:{name}_{view}")
        for pk in brand.rows(model):
            for view in ("change", "history", "delete"):
                yield reverse(f"admin:{name}_{view}", args=[quote(pk)])


def _shown(client, path, **query):
    response = client.get(path, query, follow=True)
    assert response.status_code in {200, 400, 403, 404}, (path, response.status_code)
    return response.content.decode()


def test_every_admin_is_of_a_store_or_of_the_platform():
    strays = [
        model._meta.label
        for model, model_admin in admin.site._registry.items()
        if not isinstance(model_admin, StoreAdmin | PlatformAdmin)
    ]
    assert strays == []


def test_a_brand_never_meets_the_other(staff_client, ours, theirs):
    for path in _paths(theirs):
        assert CANARY not in _shown(staff_client, path), path


def test_platform_staff_do_meet_both(client, ours, theirs):
    """The control: the walk above looks where the canary would be."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    hits = [path for path in _paths(theirs) if CANARY in _shown(client, path)]

    for model in theirs.models():
        name = f"/{model._meta.app_label}/{model._meta.model_name}/"
        assert any(name in path for path in hits), name


def test_search_filters_and_lookups_find_nothing_of_the_other(staff_client, ours, theirs):
    for model in MODELS:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        model_admin = admin.site._registry[model]
        queries = [{"q": CANARY[1:]}, {"q": theirs.store.pk}, {"store": theirs.store.pk}]
        queries += [{"store__id__exact": theirs.store.pk}, {"status__exact": "on_sale"}]
        queries += [
            {f"{name}__endswith": CANARY[1:]} for name in ("title", "store__name", "number")
        ]
        for query in queries:
            if model_admin.search_fields or "q" not in query:
                assert CANARY not in _shown(staff_client, path, **query), (path, query)


def test_autocomplete_offers_nothing_of_the_other(staff_client, ours, theirs):
    for model, model_admin in admin.site._registry.items():
        for field in model_admin.get_autocomplete_fields(None):
            answer = staff_client.get(
                reverse("admin:autocomplete"),
                {
                    "app_label": model._meta.app_label,
                    "model_name": model._meta.model_name,
                    "field_name": field,
                    "term": "",
                },
            )
            assert CANARY not in answer.content.decode(), (model, field)


def test_actions_leave_the_other_alone(staff_client, ours, theirs):
    before = theirs.snapshot()
    for model in MODELS:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for action in admin.site._registry[model].actions or ():
            name = action if isinstance(action, str) else action.__name__
            chosen = {"action": name, "_selected_action": list(theirs.rows(model)), "index": 0}
            response = staff_client.post(path, chosen)
            assert response.status_code in {200, 302, 403}
        staff_client.post(path, {"action": "delete_selected", "_selected_action": []})

    assert theirs.snapshot() == before


def test_posted_changes_leave_the_other_alone(staff_client, ours, theirs):
    before = theirs.snapshot()
    for model in theirs.models():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        for pk in theirs.rows(model):
            for view in ("change", "delete"):
                path = reverse(f"admin:{name}_{view}", args=[quote(pk)])
                answer = staff_client.post(
                    path, {"post": "yes", "title": "stolen", "name": "stolen"}
                )
                assert answer.status_code in {302, 403, 404}, path

    assert theirs.snapshot() == before


def test_a_new_product_cannot_be_given_to_the_other(client, ours, theirs):
    client.force_login(ours.member(StoreStaff.Role.OWNER))
    form = ours.product_form(store=theirs.store.pk)

    answer = client.post(reverse("admin:shop_product_add"), form)

    assert answer.status_code == 200
    assert "store" in answer.context["adminform"].form.errors
    assert theirs.store.products.count() == 1


def test_somebody_without_a_role_sees_no_model_but_the_category_tree(client):
    client.force_login(UserFactory(is_staff=True))
    paths = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in MODELS
    ]

    opened = [path for path in paths if client.get(path).status_code != 403]

    assert opened == [reverse("admin:shop_category_changelist")]


def test_unfold_actions_ask_for_the_row(staff_client, ours, theirs):
    """Each action of unfold has an address of its own, with the row's key in it."""
    before = theirs.snapshot()
    for model, model_admin in admin.site._registry.items():
        names = [*model_admin.actions_detail, *model_admin.actions_row]
        for action in names:
            for pk in theirs.rows(model):
                label = f"{model._meta.app_label}_{model._meta.model_name}_{action}"
                try:
                    path = reverse(f"admin:{label}", args=[pk])
                except NoReverseMatch:
                    continue
                assert CANARY not in _shown(staff_client, path)
                staff_client.post(path)

    assert theirs.snapshot() == before
