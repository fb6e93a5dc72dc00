import json

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import DataError, OperationalError
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts.models import User
from core.errors import RuleViolation
from core.serializers import CountField, StrictModelSerializer, StrictSerializer


class OutOfStock(RuleViolation):
    code = "out_of_stock"


class Line(StrictSerializer):
    quantity = CountField(min_value=1)
    word = serializers.CharField(required=False, max_length=20)


class Order(StrictSerializer):
    lines = Line(many=True)


class Account(StrictModelSerializer):
    class Meta:
        model = User
        fields = ["handle", "joined_at"]


def ask(*, raises=None, serializer=None, body=None, permission=()):
    class Door(APIView):
        permission_classes = permission

        def post(self, request):
            if raises:
                raise raises
            checked = serializer(data=request.data)
            checked.is_valid(raise_exception=True)
            return Response(checked.validated_data)

    request = APIRequestFactory().post("/", body or b"{}", content_type="application/json")
    return Door.as_view()(request).render()


def test_a_rule_says_no_with_its_field_and_its_figures():
    rule = OutOfStock("Two are left.", field="quantity", detail={"short": ["SKU-1"], "status": 1})
    answer = ask(raises=rule)

    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content) == {
        "type": "urn:rednote:problem:out_of_stock",
        "title": "Not possible now",
        "status": 409,
        "detail": "Two are left.",
        "code": "out_of_stock",
        "errors": {"quantity": ["Two are left."]},
        "short": ["SKU-1"],
    }


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "permission_denied"),
        (RequestDataTooBig(), 413, "too_large"),
        (DataError(), 400, "bad_value"),
        (OverflowError(), 400, "bad_value"),
        (OperationalError(), 503, "busy"),
        (exceptions.Throttled(wait=7.2), 429, "throttled"),
        (ModelValidationError({"title": ["Too long."]}), 400, "invalid"),
        (ModelValidationError("No."), 400, "invalid"),
    ],
)
def test_what_is_raised_becomes_a_problem(raised, status, code):
    answer = ask(raises=raised)

    assert (answer.status_code, json.loads(answer.content)["code"]) == (status, code)
    assert bool(answer.get("Retry-After")) == (status in (429, 503))


def test_a_fault_of_ours_stays_a_fault():
    with pytest.raises(ZeroDivisionError):
        ask(raises=ZeroDivisionError())


def test_who_is_not_signed_in_is_told_so():
    answer = ask(permission=[IsAuthenticated])

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Session"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"lines": [{"quantity": 1, "price": 1}]}', "lines.0.price"),
        ('{"lines": [{"quantity": 0}]}', "lines.0.quantity"),
        ('{"lines": [{"quantity": -1}]}', "lines.0.quantity"),
        ('{"lines": [{"quantity": true}]}', "lines.0.quantity"),
        ('{"lines": [{"quantity": 2147483648}]}', "lines.0.quantity"),
        ('{"lines": [{"quantity": "1e400"}]}', "lines.0.quantity"),
        ('{"lines": [{"quantity": 1e400}]}', "lines"),
        ('{"lines": [{"quantity": 9223372036854775808}]}', "lines"),
        ('{"lines": [{"quantity": 1, "word": "\\ud800"}]}', "lines"),
        ('{"lines": [{"quantity": 1, "word": "a\\u0000"}]}', "lines"),
        ('{"lines": [], "coupon": 1}', "coupon"),
        ("[]", "detail"),
    ],
)
def test_bad_input_is_named_by_its_field(body, field):
    answer = ask(serializer=Order, body=body)

    assert answer.status_code == 400
    assert list(json.loads(answer.content)["errors"]) == [field]


@pytest.mark.parametrize(
    "body",
    ["{", "[" * 100_000, "[" * 30 + "]" * 30, '{"a": NaN}', b"\xff", "1" * 5000],
)
def test_what_is_no_sane_json_is_refused(body):
    assert ask(serializer=Order, body=body).status_code == 400


def test_a_body_beyond_the_limit_is_refused(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    assert ask(serializer=Order, body='{"lines": []}').status_code == 413


def test_a_read_only_field_is_not_taken():
    serializer = Account(data={"handle": "tea.lover", "joined_at": "2026-01-01T00:00:00Z"})

    assert not serializer.is_valid()
    assert list(serializer.errors) == ["joined_at"]


@pytest.mark.django_db
def test_what_nobody_foresaw_is_a_problem_to_programs_and_a_page_to_people(client, monkeypatch):
    def break_down(*args, **kwargs):
        raise RuntimeError

    client.raise_request_exception = False
    monkeypatch.setattr("shop.cart_cookie.cart_of", break_down)
    answer, page = client.get("/api/v1/cart"), client.get("/cart")

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert (answer.json()["code"], answer.json()["title"]) == ("broken", "Our fault")
    assert (page.status_code, page["Content-Type"][:9]) == (500, "text/html")
