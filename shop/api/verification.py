"""Applying for the badge, and deciding about it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from core.parsers import BoundedJSONParser
from core.serializers import StrictSerializer
from media.api.bodies import BoundedBody
from media.models import Upload
from shop.models import Store, Verification, VerificationDocument
from shop.services import pdf_papers
from shop.services import verification as verifications

_KINDS = [Store.Kind.OFFICIAL, Store.Kind.FLAGSHIP]


class DocumentSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField(help_text="For staff of the store and reviewers.")

    class Meta:
        model = VerificationDocument
        fields = ["label", "url"]

    def get_url(self, document: VerificationDocument) -> str:
        return reverse("shop:verification-document", kwargs={"pk": document.pk})


class VerificationSerializer(serializers.ModelSerializer):
    store: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    documents = DocumentSerializer(many=True, read_only=True)

    class Meta:
        model = Verification
        fields = [
            "id",
            "store",
            "kind",
            "legal_name",
            "registration",
            "message",
            "status",
            "submitted_at",
            "decided_at",
            "reason",
            "expires_at",
            "documents",
        ]
        read_only_fields = fields


class ApplicationSerializer(StrictSerializer):
    kind = serializers.ChoiceField(choices=_KINDS)
    legal_name = serializers.CharField(max_length=120)
    registration = serializers.CharField(max_length=40)
    message = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    documents = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        default=list,
        max_length=verifications.MOST_DOCUMENTS,
        help_text="Ids of your own private uploads.",
    )
    papers = serializers.ListField(
        child=serializers.FileField(),
        required=False,
        default=list,
        max_length=verifications.MOST_DOCUMENTS,
        help_text="PDFs, in a multipart form. With `documents`, from one to eight.",
    )


class DecisionSerializer(StrictSerializer):
    status = serializers.ChoiceField(choices=["approved", "refused", "revoked"])
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    expires_at = serializers.DateTimeField(
        required=False, help_text="Needed to approve: within three years."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["status"] == "approved" and "expires_at" not in attrs:
            required = self.fields["expires_at"].error_messages["required"]
            raise serializers.ValidationError({"expires_at": [required]})
        return attrs


class StoreVerificationsView(BoundedBody):
    permission_classes = [IsAuthenticated]
    parser_classes = [BoundedJSONParser, MultiPartParser]
    most_bytes = verifications.MOST_DOCUMENTS * pdf_papers.MOST_BYTES
    too_large, files_field = "too_large_together", "papers"

    @extend_schema(operation_id="verifications_list", responses=VerificationSerializer(many=True))
    def get(self, request, slug):
        """The applications of a store, newest first: for its staff and the platform."""
        store = _store_or_404(request, slug)
        rows = _seen(request).filter(store=store).prefetch_related("documents")[:50]
        return Response(VerificationSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="verifications_create",
        request={
            "application/json": ApplicationSerializer,
            "multipart/form-data": ApplicationSerializer,
        },
        responses={201: VerificationSerializer},
    )
    def post(self, request, slug):
        """Apply for the badge: owners of the store alone."""
        store = _store_or_404(request, slug)
        sent = ApplicationSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        fields = dict(sent.validated_data)
        papers = _papers(request, fields.pop("documents"))
        papers += [(file, file.name or "PDF") for file in fields.pop("papers")]
        made = verifications.apply(
            store,
            applicant=request.user,
            claim=verifications.Claim(**fields),
            documents=papers,
            at=timezone.now(),
        )
        return Response(VerificationSerializer(made).data, status=status.HTTP_201_CREATED)


class VerificationView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="verifications_destroy", responses={204: None})
    def delete(self, request, pk):
        """Take an application back before it is decided."""
        found = get_object_or_404(_seen(request), pk=pk)
        verifications.withdraw(found, actor=request.user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class DecisionView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="verifications_decide",
        request=DecisionSerializer,
        responses=VerificationSerializer,
    )
    def put(self, request, pk):
        """Approve, refuse, or end what was approved: the platform's reviewers alone."""
        found = get_object_or_404(_seen(request), pk=pk)
        sent = DecisionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        wish, at = sent.validated_data, timezone.now()
        who = {"reviewer": request.user, "reason": wish["reason"], "at": at}
        if wish["status"] == "approved":
            verifications.approve(found, expires_at=wish["expires_at"], **who)
        elif wish["status"] == "refused":
            verifications.refuse(found, **who)
        else:
            verifications.revoke(found, **who)
        return Response(VerificationSerializer(found).data)


def _seen(request):
    return Verification.objects.for_staff(request.user).select_related("store")


def _store_or_404(request, slug):
    return get_object_or_404(Store.objects.staffed_by(request.user), slug=slug)


def _papers(request, ids):
    free = Upload.objects.filter(owner=request.user, is_private=True, pk__in=ids)
    taken = VerificationDocument.objects.filter(picture__isnull=False).values("picture")
    unused = free.exclude(picture__in=taken)
    found = {upload.pk: upload for upload in unused.select_related("picture__upload")}
    if missing := [str(pk) for pk in ids if pk not in found]:
        message = f"No private upload of yours: {', '.join(missing)[:200]}"
        raise serializers.ValidationError({"documents": [message]})
    return [(found[pk].picture, found[pk].name) for pk in dict.fromkeys(ids)]
