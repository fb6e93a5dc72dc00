"""The editor's form, as it is sent where scripts do not run."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from notes.channels import Channel
from notes.models import Note, Verdict
from notes.models.verdict import BLOCKS
from notes.services.document import Document, Slide, Tag
from notes.services.opinions import MOST_WEEKS, Opinion

_NUMBER = range(0, 10_000)
# The fields of the verdict that are numbers.
NUMBERS = ("used_weeks", "price_paid")


class NoteForm(forms.Form):
    """The words of a note. Limits are the services' to say; nothing typed is cut here."""

    title = forms.CharField(
        label=_("Title"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    body = forms.CharField(
        label=_("Text"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    topics = forms.CharField(
        label=_("Topics"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("Choose…")), *Channel.choices]
    )
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=Note.Visibility.choices)
    used_weeks = forms.IntegerField(
        label=_("Weeks in use"),
        required=False,
        min_value=1,
        max_value=MOST_WEEKS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    price_paid = forms.DecimalField(
        label=_("Price paid"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    revision = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )

    def verdict_fields(self) -> list[forms.BoundField]:
        """The blocks of points, in the order of reading."""
        return [self[name] for name in Verdict.POINTS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in BLOCKS.items():
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "data-verdict": name}),
            )


def initial(document: Document) -> dict:
    """What the form's fields show of a document."""
    return {
        "title": document.title,
        "body": document.body,
        "topics": " ".join(f"#{name}" for name in document.topics),
        "channel": document.channel,
        "visibility": document.visibility,
        "used_weeks": document.verdict.used_weeks,
        "price_paid": _major(document.verdict.price_paid),
        **{name: "\n".join(getattr(document.verdict, name)) for name in Verdict.POINTS},
    }


def document_of(words: dict, sent: QueryDict, received: list[UUID]) -> Document:
    """The document out of the form: its words, its lists, and the pictures that came with it."""
    slides = [*_slides(sent), *(Slide(upload) for upload in received)]
    return Document(
        title=words.get("title", ""),
        body=words.get("body", ""),
        channel=words.get("channel", ""),
        visibility=words.get("visibility") or Note.Visibility.PUBLIC,
        topics=words.get("topics", "").replace("\uff03", " ").replace("#", " ").split(),
        slides=slides,
        tags=_tags(sent, [slide.upload for slide in slides]),
        verdict=_verdict(words, sent),
    )


def _verdict(words: dict, sent: QueryDict) -> Opinion:
    """The blocks out of the form: one point a line."""
    paid = words.get("price_paid")
    return Opinion(
        product=sent.get("verdict_product", "")[:60],
        used_weeks=words.get("used_weeks"),
        price_paid=None if paid is None else int(paid * 100),
        **{name: tuple(words.get(name, "").splitlines()) for name in Verdict.POINTS},
    )


def _major(minor: int | None) -> str:
    return "" if minor is None else f"{Decimal(minor) / 100:.2f}"


def _slides(sent) -> list[Slide]:
    """The slides in the order of the numbers that were typed, without those taken out."""
    gone = set(sent.getlist("remove"))
    rows = []
    for at, raw in enumerate(sent.getlist("upload")):
        upload = _uuid(raw)
        if upload and raw not in gone:
            place = _number(_nth(sent, "position", at))
            rows.append((at + 1 if place is None else place, at, upload, _nth(sent, "alt", at)))
    return [Slide(upload, alt) for _place, _at, upload, alt in sorted(rows)]


def _tags(sent, uploads) -> list[Tag]:
    gone = set(sent.getlist("untag"))
    tags = []
    for at, product in enumerate(sent.getlist("tag_product")):
        if product in gone:
            continue
        upload = _uuid(_nth(sent, "tag_upload", at))
        place = (None, None, None)
        if upload in uploads:
            x, y = (_number(_nth(sent, name, at)) for name in ("tag_x", "tag_y"))
            place = (uploads.index(upload), x, y)
        tags.append(Tag(product[:60], _nth(sent, "tag_relation", at), *place))
    if new := sent.get("new_product", "").strip():
        # A product's address will do: its id is the last part.
        product = new.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        tags.append(Tag(product[:60], sent.get("new_relation", "")))
    return tags


def _nth(sent, name, at) -> str:
    values = sent.getlist(name)
    return values[at] if at < len(values) else ""


def _number(raw):
    is_number = raw.isascii() and raw.isdigit() and len(raw) < 6
    return int(raw) if is_number and int(raw) in _NUMBER else None


def _uuid(raw):
    try:
        return UUID(raw)
    except ValueError:
        return None
