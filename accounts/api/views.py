"""One's own account, other accounts, and what one does to them."""

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, mixins, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import MeSerializer, ReportSerializer, UserSerializer
from accounts.http import SignedInApiRequest
from accounts.models import Follow, User
from accounts.services import relations

DONE = OpenApiResponse(description="It is so now, whether or not it was before.")


class MeView(mixins.UpdateModelMixin, generics.RetrieveAPIView):
    """The caller's own account."""

    request: SignedInApiRequest
    serializer_class = MeSerializer
    permission_classes = [IsAuthenticated]

    def get_object(self):
        return User.objects.get(pk=self.request.user.pk)

    def patch(self, request):
        return self.partial_update(request)


class UserView(generics.RetrieveAPIView):
    """An account that the caller may see: active, and no block either way."""

    serializer_class = UserSerializer
    lookup_field = "handle"

    def get_queryset(self):
        reader = self.request.user
        follows = Follow.objects.filter(follower_id=reader.pk, followed=OuterRef("pk"))
        is_followed = Exists(follows) if reader.is_authenticated else Value(False)
        return User.objects.visible_to(reader).annotate(
            followers=_count("followed"), following=_count("follower"), is_followed=is_followed
        )


class RelationView(APIView):
    """PUT makes it so, DELETE takes it back; both may be repeated."""

    permission_classes = [IsAuthenticated]

    def other(self, handle: str) -> User:
        """An account that is visible, or that the caller has hidden by blocking it."""
        reader = self.request.user
        visible = User.objects.visible_to(reader).values("pk")
        seen = Q(pk__in=visible) | Q(blocks_received__blocker=reader)
        return get_object_or_404(
            User.objects.filter(seen, is_active=True).distinct(), handle=handle
        )


class FollowView(RelationView):
    @extend_schema(operation_id="users_follow", request=None, responses={204: DONE})
    def put(self, request, handle):
        relations.follow(follower=request.user, followed=self.other(handle))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(operation_id="users_unfollow", request=None, responses={204: DONE})
    def delete(self, request, handle):
        relations.unfollow(follower=request.user, followed=self.other(handle))
        return Response(status=status.HTTP_204_NO_CONTENT)


class BlockView(RelationView):
    @extend_schema(operation_id="users_block", request=None, responses={204: DONE})
    def put(self, request, handle):
        relations.block(blocker=request.user, blocked=self.other(handle))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(operation_id="users_unblock", request=None, responses={204: DONE})
    def delete(self, request, handle):
        relations.unblock(blocker=request.user, blocked=self.other(handle))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReportView(APIView):
    """Complain about something by its kind and public id."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="reports_create", request=ReportSerializer, responses={204: DONE})
    def post(self, request):
        sent = ReportSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        relations.report(reporter=request.user, **sent.validated_data)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _count(side: str):
    """How many follows have this account on that side."""
    follows = Follow.objects.filter(**{side: OuterRef("pk")}).order_by()
    counted = follows.values(side).annotate(rows=Count("pk")).values("rows")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
