"""A note as its author writes it: one whole document, checked before anything is stored."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import RuleViolation
from notes import text
from notes.channels import Channel
from notes.models import Note, ProductTag
from notes.services import opinions
from notes.services.opinions import Opinion

Errors = dict[str, list[str]]

MOST_SLIDES = 18
MOST_TAGS = 18
MOST_TOPICS = 10
MOST_ALT = 200


class InvalidNote(RuleViolation):
    """Something in the document cannot be stored; `errors` says it field by field."""

    code = "invalid_note"
    status = 400

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = {name: messages for name, messages in errors.items() if messages}
        first = next(iter(self.errors))
        super().__init__(self.errors[first][0], field=first, detail={"errors": self.errors})


@dataclass(frozen=True, slots=True)
class Slide:
    upload: uuid.UUID
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A product in a note, or at a place (per mille) of one of its slides (by index)."""

    product: str
    relation: str
    slide: int | None = None
    x: int | None = None
    y: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    title: str = ""
    body: str = ""
    channel: str = ""
    visibility: str = Note.Visibility.PUBLIC
    language: str = ""
    slides: list[Slide] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    verdict: Opinion = field(default_factory=Opinion)


def of(note: Note) -> Document:
    """The document as it is stored."""
    slides = list(note.slides.select_related("picture"))
    index = {slide.pk: slide.position for slide in slides}
    return Document(
        title=note.title,
        body=note.body,
        channel=note.channel,
        visibility=note.visibility,
        language=note.language,
        slides=[Slide(slide.picture.upload_id, slide.alt) for slide in slides],
        tags=[
            Tag(
                tag.product.public_id,
                tag.relation,
                tag.slide_id and index.get(tag.slide_id),
                tag.x,
                tag.y,
            )
            for tag in note.product_tags.select_related("product")
        ],
        topics=[topicing.topic.name for topicing in note.topicings.select_related("topic")],
        verdict=opinions.of(note),
    )


def checked(document: Document) -> Document:
    """Bring every text into its stored form, and hold all to their limits.

    :raises InvalidNote: with every complaint at once
    """
    errors: Errors = defaultdict(list)
    title = _clean(document.title, text.cleaned_line, "title", errors)
    body = _clean(document.body, text.cleaned, "body", errors)
    if (units := text.title_units(title)) > text.TITLE_UNITS:
        errors["title"].append(
            _("The title has %(units)s of %(most)s places: two Latin letters take one.")
            % {"units": units, "most": text.TITLE_UNITS}
        )
    if (length := text.body_length(body)) > text.BODY_CHARACTERS:
        errors["body"].append(
            _("The text has %(length)s characters; %(most)s are possible.")
            % {"length": length, "most": text.BODY_CHARACTERS}
        )
    _check_choice(document.channel, ("", *Channel.values), "channel", errors)
    _check_choice(document.visibility, Note.Visibility.values, "visibility", errors)
    slides = _checked_slides(document.slides, errors)
    _check_tags(document.tags, len(slides), errors)
    topics = _checked_topics(document.topics, body, errors)
    tagged = [tag.product for tag in document.tags]
    verdict, errors["verdict"] = opinions.checked(document.verdict, tagged)
    if any(errors.values()):
        raise InvalidNote(errors)
    language = document.language or text.language_of(title + body)
    return replace(
        document,
        title=title,
        body=body,
        slides=slides,
        topics=topics,
        language=language,
        verdict=verdict,
    )


def _clean(value: str, form: Callable[[str], str], name: str, errors: Errors) -> str:
    try:
        return form(value)
    except text.Unwritable:
        errors[name].append(
            _("There are control characters in it that cannot be stored. Please type it anew.")
        )
        return ""


def _check_choice(value: str, choices: Iterable[str], name: str, errors: Errors) -> None:
    if value not in choices:
        errors[name].append(_("“%(value)s” is no choice here.") % {"value": value})


def _checked_slides(slides: list[Slide], errors: Errors) -> list[Slide]:
    if len(slides) > MOST_SLIDES:
        errors["slides"].append(
            _("A note holds %(most)s pictures at most; these are %(count)s.")
            % {"most": MOST_SLIDES, "count": len(slides)}
        )
    if len({slide.upload for slide in slides}) < len(slides):
        errors["slides"].append(_("The same picture stands in it twice."))
    return [
        replace(slide, alt=_clean(slide.alt, text.cleaned_line, "slides", errors)[:MOST_ALT])
        for slide in slides
    ]


def _check_tags(tags: list[Tag], slide_count: int, errors: Errors) -> None:
    if len(tags) > MOST_TAGS:
        errors["tags"].append(
            ngettext(
                "A note tags %(most)s product at most.",
                "A note tags %(most)s products at most.",
                MOST_TAGS,
            )
            % {"most": MOST_TAGS}
        )
    if len({tag.product for tag in tags}) < len(tags):
        errors["tags"].append(_("The same product is tagged twice."))
    for tag in tags:
        _check_choice(tag.relation, ProductTag.Relation.values, "tags", errors)
        if not _stands_well(tag, slide_count):
            errors["tags"].append(_("A tag stands outside the pictures. Please place it anew."))


def _stands_well(tag: Tag, slide_count: int) -> bool:
    if tag.slide is None or tag.x is None or tag.y is None:
        return (tag.slide, tag.x, tag.y) == (None, None, None)
    return 0 <= tag.slide < slide_count and 0 <= tag.x <= 1000 and 0 <= tag.y <= 1000


def _checked_topics(topics: list[str], body: str, errors: Errors) -> list[str]:
    """The topics that were chosen, then those written in the text as far as there is room."""
    names: dict[str, str] = {}
    for name in topics:
        key = text.topic_key(_clean(name, text.cleaned_line, "topics", errors))
        if not key:
            errors["topics"].append(
                _("“%(name)s” cannot be a topic: letters and digits, 40 at most.")
                % {"name": name[:60]}
            )
        names.setdefault(key, text.topic_name(name))
    if len(names) > MOST_TOPICS:
        errors["topics"].append(_("A note has %(most)s topics at most.") % {"most": MOST_TOPICS})
    for name in text.topics_in(body):
        if len(names) < MOST_TOPICS and (key := text.topic_key(name)):
            names.setdefault(key, name)
    return list(names.values())
