"""The editor's form, as it is sent where scripts do not run."""

from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from notes.channels import Channel
from notes.models import Note
from notes.services.document import Document, Slide, Tag

_NUMBER = range(0, 10_000)


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
    revision = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )


def initial(document: Document) -> dict:
    """What the form's fields show of a document."""
    return {
        "title": document.title,
        "body": document.body,
        "topics": " ".join(f"#{name}" for name in document.topics),
        "channel": document.channel,
        "visibility": document.visibility,
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
    )


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
