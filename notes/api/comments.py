"""Comments of a note, their replies, and taking one away."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.response import Response
from rest_framework.views import APIView

from core.caching import public_api
from notes.api.reading import CommentInputSerializer, CommentSerializer
from notes.models import Comment, Note
from notes.services import comments, threads


@method_decorator(public_api, "get")
class CommentsView(ListAPIView):
    """The first level, newest first."""

    serializer_class = CommentSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]
    filter_backends = ()
    ordering = ("-at", "-pk")

    def get_queryset(self):
        return threads.first_level(self._note(), reader=self.request.user)

    @extend_schema(request=CommentInputSerializer, responses={201: CommentSerializer})
    def post(self, request, public_id):
        """Comment, or answer a comment. Sent twice with one token, it stands there once."""
        sent = CommentInputSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        note, values = self._note(), sent.validated_data
        answered = values["answers"] and get_object_or_404(
            Comment.objects.listed_for(request.user), note=note, public_id=values["answers"]
        )
        comment = comments.add(
            note,
            author=request.user,
            text=values["text"],
            token=values["token"],
            answers=answered,
            at=timezone.now(),
        )
        return Response(CommentSerializer(comment).data, status=status.HTTP_201_CREATED)

    def _note(self):
        return get_object_or_404(
            Note.objects.visible_to(self.request.user), public_id=self.kwargs["public_id"]
        )


@method_decorator(public_api, "get")
class RepliesView(ListAPIView):
    """The second level below one comment, oldest first."""

    serializer_class = CommentSerializer
    filter_backends = ()
    ordering = ("at", "pk")

    def get_queryset(self):
        parent = get_object_or_404(_visible(self.request.user), public_id=self.kwargs["public_id"])
        return threads.replies(parent, reader=self.request.user)


class CommentView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        request=None,
        responses={204: None},
        parameters=[OpenApiParameter("public_id", OpenApiTypes.STR, OpenApiParameter.PATH)],
    )
    def delete(self, request, public_id):
        """Take a comment away: one's own, or one under one's own note. A repeat changes nothing."""
        own = Comment.objects.filter(author=request.user, public_id=public_id)
        comment = own.first() or get_object_or_404(_visible(request.user), public_id=public_id)
        comments.withdraw(comment, by=request.user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _visible(reader):
    """Comments that stand under a note that this reader may open."""
    notes = Note.objects.visible_to(reader)
    return Comment.objects.listed_for(reader).filter(note__in=notes).select_related("note")
