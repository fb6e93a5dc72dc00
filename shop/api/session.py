"""Who is here: asked by shared pages, which know nothing of their reader."""

from django.middleware.csrf import get_token
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shop import cart_cookie
from shop.services import cart as carts


class SessionUserSerializer(serializers.Serializer):
    handle = serializers.CharField()
    name = serializers.CharField(source="get_full_name")
    is_official = serializers.BooleanField()
    is_staff = serializers.BooleanField(help_text="May enter the admin.")


class SessionSerializer(serializers.Serializer):
    csrf_token = serializers.CharField(help_text="For the header X-CSRFToken of unsafe acts.")
    language = serializers.ChoiceField(choices=["en", "zh-hans"])
    user = SessionUserSerializer(allow_null=True)
    has_cart = serializers.BooleanField()
    cart_count = serializers.IntegerField()


class SessionView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(operation_id="session_retrieve", responses=SessionSerializer)
    def get(self, request: Request) -> Response:
        """The reader as this browser's cookies say, and the token for what they do next."""
        cart = cart_cookie.cart_of(request._request)
        session = {
            "csrf_token": get_token(request._request),
            "language": request._request.LANGUAGE_CODE,
            "user": request.user if request.user.is_authenticated else None,
            "has_cart": cart is not None,
            "cart_count": carts.count(cart),
        }
        return Response(SessionSerializer(session).data)
