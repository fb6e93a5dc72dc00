"""Reviews, questions and answers about products."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.request import Request as AnyRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from core.pagination import keyset_page
from core.serializers import CountField, StrictSerializer
from shop import ratings
from shop.models import Answer, OrderLine, Product, Question, Review
from shop.services import questions, reviews, showcase, votes

A_PAGE = 20
VOICES: dict[str, type[Review] | type[Question] | type[Answer]] = {
    "reviews": Review,
    "questions": Question,
    "answers": Answer,
}


class Request(AnyRequest):
    """Of somebody who is signed in."""

    user: User


class ReviewSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="public_id")
    author = serializers.CharField(source="author.handle")
    variant = serializers.CharField(source="line.variant")
    pictures = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = [
            *("id", "author", "rating", "text", "variant", "pictures", "useful_count", "at"),
            *("reply", "replied_at"),
        ]

    def get_pictures(self, review: Review) -> list[str]:
        return [showcase.small_url(row.picture) for row in review.pictures.all()]


class ReviewPageSerializer(serializers.Serializer):
    """`average` is smoothed: few voices push it little."""

    average = serializers.FloatField()
    count = serializers.IntegerField()
    next_cursor = serializers.CharField()
    results = ReviewSerializer(many=True)


class WriteReviewSerializer(StrictSerializer):
    line = CountField(min_value=1, help_text="An order line that you have received.")
    rating = CountField(min_value=1, max_value=5)
    text = serializers.CharField(required=False, allow_blank=True, max_length=reviews.LONGEST)
    uploads = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=9)


class ReplySerializer(StrictSerializer):
    text = serializers.CharField(max_length=reviews.LONGEST_REPLY)


class QuestionAnswerSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="public_id")
    author = serializers.CharField(source="author.handle")

    class Meta:
        model = Answer
        fields = ["id", "author", "by", "text", "useful_count", "at"]


class QuestionSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="public_id")
    author = serializers.CharField(source="author.handle")
    answers = QuestionAnswerSerializer(many=True, source="shown_answers", default=[])

    class Meta:
        model = Question
        fields = ["id", "author", "text", "useful_count", "answer_count", "at", "answers"]


class QuestionPageSerializer(serializers.Serializer):
    next_cursor = serializers.CharField()
    results = QuestionSerializer(many=True)


class AskSerializer(StrictSerializer):
    text = serializers.CharField(max_length=questions.LONGEST)


class AnswerTextSerializer(StrictSerializer):
    text = serializers.CharField(max_length=questions.LONGEST_ANSWER)


class VoteSerializer(serializers.Serializer):
    useful_count = serializers.IntegerField()
    is_useful = serializers.BooleanField()


_SORT = OpenApiParameter("sort", str, enum=list(reviews.SORTS))
_AFTER = OpenApiParameter("after", str, description="The cursor of the page before.")


class ReviewsView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(parameters=[_SORT, _AFTER], responses=ReviewPageSerializer)
    def get(self, request: AnyRequest, public_id: str) -> Response:
        """What buyers say of a product."""
        product = _product(request, public_id)
        sort = request.query_params.get("sort", "useful")
        sort = sort if sort in reviews.SORTS else "useful"
        page = _page(request, reviews.of_product(product, reader=request.user), reviews.SORTS[sort])
        summary = {
            "average": ratings.smoothed(product.rating_sum, product.rating_count),
            "count": product.rating_count,
        }
        return Response(ReviewPageSerializer({**summary, **page}).data)


class WriteReviewView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(request=WriteReviewSerializer, responses={201: ReviewSerializer})
    def post(self, request: Request) -> Response:
        """Review what you have bought and received, once for each order line."""
        sent = _sent(WriteReviewSerializer, request)
        mine = OrderLine.objects.filter(order__group__buyer=request.user)
        review = reviews.write(
            get_object_or_404(mine.select_related("sku"), pk=sent["line"]),
            author=request.user,
            rating=sent["rating"],
            text=sent.get("text", ""),
            uploads=sent.get("uploads", []),
            at=timezone.now(),
        )
        return Response(ReviewSerializer(review).data, status=201)


class ReplyView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(request=ReplySerializer, responses=ReviewSerializer)
    def put(self, request: Request, public_id: str) -> Response:
        """The store's reply to a review; again, it takes the place of the one before."""
        rows = Review.objects.visible_to(request.user).select_related("product")
        review = get_object_or_404(rows, public_id=public_id)
        text = _sent(ReplySerializer, request)["text"]
        reviews.reply(review, text=text, actor=request.user, at=timezone.now())
        return Response(ReviewSerializer(review).data)


class QuestionsView(APIView):
    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(parameters=[_AFTER], responses=QuestionPageSerializer)
    def get(self, request: AnyRequest, public_id: str) -> Response:
        """Questions about a product, the most useful first, with their answers."""
        product = _product(request, public_id)
        rows = questions.of_product(product, reader=request.user)
        return Response(QuestionPageSerializer(_page(request, rows, ("-useful_count",))).data)

    @extend_schema(request=AskSerializer, responses={201: QuestionSerializer})
    def post(self, request: Request, public_id: str) -> Response:
        """Ask; the same question again is the one that stands."""
        product = _product(request, public_id)
        text = _sent(AskSerializer, request)["text"]
        question = questions.ask(product, author=request.user, text=text, at=timezone.now())
        return Response(QuestionSerializer(question).data, status=201)


class AnswersView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(request=AnswerTextSerializer, responses={201: QuestionAnswerSerializer})
    def post(self, request: Request, public_id: str) -> Response:
        """Answer as the store, or as somebody who has bought this."""
        rows = Question.objects.visible_to(request.user).select_related("product")
        question = get_object_or_404(rows, public_id=public_id)
        text = _sent(AnswerTextSerializer, request)["text"]
        given = questions.answer(question, author=request.user, text=text, at=timezone.now())
        return Response(QuestionAnswerSerializer(given).data, status=201)


class UsefulView(APIView):
    """Find a review, a question or an answer useful, or no more; a repeat changes nothing."""

    permission_classes = [IsAuthenticated]
    kind = "reviews"

    @extend_schema(request=None, responses=VoteSerializer)
    def put(self, request: Request, public_id: str) -> Response:
        """Find it useful."""
        subject = self._subject(request, public_id)
        votes.vote(subject, user=request.user)
        return self._told(subject, is_useful=True)

    @extend_schema(request=None, responses=VoteSerializer)
    def delete(self, request: Request, public_id: str) -> Response:
        """Take the vote back."""
        subject = self._subject(request, public_id)
        votes.take_back(subject, user=request.user)
        return self._told(subject, is_useful=False)

    def _subject(self, request: Request, public_id: str) -> Any:
        rows = VOICES[self.kind].objects.visible_to(request.user)
        return get_object_or_404(rows, public_id=public_id)

    def _told(self, subject: Any, *, is_useful: bool) -> Response:
        subject.refresh_from_db(fields=["useful_count"])
        told = {"useful_count": subject.useful_count, "is_useful": is_useful}
        return Response(VoteSerializer(told).data)


def _product(request: AnyRequest, public_id: str) -> Product:
    return get_object_or_404(Product.objects.visible_to(request.user), public_id=public_id)


def _sent(shape: type[StrictSerializer], request: AnyRequest) -> dict[str, Any]:
    sent = shape(data=request.data)
    sent.is_valid(raise_exception=True)
    return sent.validated_data


def _page(request: AnyRequest, rows: QuerySet, ordering: tuple[str, ...]) -> dict[str, Any]:
    after = request.query_params.get("after", "")
    page = keyset_page(rows, after=after, limit=A_PAGE, ordering=(*ordering, "-pk"))
    return {"results": page.items, "next_cursor": page.next_cursor}
