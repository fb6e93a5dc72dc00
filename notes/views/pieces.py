"""The parts of a note that look the same to everybody: made once a revision, kept in the cache."""

import json
import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from redis.exceptions import RedisError

from core import wording
from core.templatetags import pictures
from notes import text
from notes.models import Note, NoteTopic, Verdict
from shop.models import ProductPicture

log = logging.getLogger(__name__)

KEPT = 600
# Raise when a template of a piece changes.
SHAPE = 3
_UNSAFE = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@dataclass(frozen=True, slots=True)
class Pieces:
    media: SafeString
    text: SafeString
    head: SafeString
    # The address of a small picture by product.
    thumbs: dict[int, str]


def pieces_of(note: Note, tags) -> Pieces:
    """The carousel, the text and what search engines read; no query where the cache has them.

    :param tags: the note's product tags with their products
    """
    versions = ".".join(f"{tag.product_id}v{tag.product.version}" for tag in tags)
    key = (
        f"note{SHAPE}:{note.public_id}:{note.revision}:{note.is_ready}:{get_language()}:{versions}"
    )
    kept = _attempt(lambda: cache.get(key))
    if kept is None:
        kept = _make(note, tags)
        _attempt(lambda: cache.set(key, kept, KEPT))
    return kept


def linked(body: str, known: set[str]) -> SafeString:
    """The text, escaped, with its #topics as links."""
    return format_html_join(
        "",
        "{}",
        (
            (_topic_link(piece, text.topic_key(name)),)
            if name and text.topic_key(name) in known
            else (piece,)
            for piece, name in text.split_topics(body)
        ),
    )


def _topic_link(piece, key):
    return format_html(
        '<a class="topic" href="{}">{}</a>', reverse("notes:topic", args=[key]), piece
    )


def _attempt(act):
    try:
        return act()
    except RedisError:
        log.warning("The cache does not answer; the parts of a note are made anew.")
        return None


def _make(note, tags) -> Pieces:
    slides = list(note.slides.select_related("picture"))
    photos = ProductPicture.objects.filter(product__in=[tag.product_id for tag in tags])
    first = photos.order_by("product", "position", "pk").distinct("product")
    covers = list(first.select_related("picture"))
    shown = [each.picture for each in [*slides, *covers]]
    prefetch_related_objects(shown, "renditions")
    topicings = NoteTopic.objects.filter(note=note).select_related("topic")
    topics = [topicing.topic for topicing in topicings]
    placed = [tag for tag in tags if tag.slide_id]
    for slide in slides:
        slide.dots = [tag for tag in placed if tag.slide_id == slide.pk]
    verdict = Verdict.objects.filter(note=note).select_related("product__store").first()
    context = {"note": note, "slides": slides, "topics": topics, "verdict": verdict}
    context["price"] = _price_paid(verdict)
    context["body"] = linked(note.body, {topic.key for topic in topics})
    return Pieces(
        media=render_to_string("notes/_media.html", context),
        text=render_to_string("notes/_text.html", context),
        head=_head(note, slides),
        thumbs={cover.product_id: _smallest(cover.picture) for cover in covers},
    )


def _price_paid(verdict: Verdict | None) -> str:
    if verdict is None or verdict.price_paid is None:
        return ""
    currency = verdict.product.store.currency if verdict.product else "CNY"
    return wording.money(verdict.price_paid, currency)


def _smallest(picture) -> str:
    files = pictures.renditions(picture, "webp")
    return files[0].file.url if files else ""


def _head(note, slides) -> SafeString:
    address = settings.SITE_URL + reverse("notes:detail", args=[note.public_id])
    cover = (
        next(iter(pictures.renditions(slides[0].picture, "webp")[-1:]), None) if slides else None
    )
    image = settings.SITE_URL + cover.file.url if cover else ""
    facts = {
        "@context": "https://schema.org",
        "@type": "SocialMediaPosting",
        "headline": note.title,
        "articleBody": note.body[:500],
        "url": address,
        "image": [image] if image else [],
        "inLanguage": note.language,
        "datePublished": note.published_at.isoformat() if note.published_at else None,
        "author": {
            "@type": "Organization" if note.author.is_official else "Person",
            "name": note.author.get_full_name(),
            "url": settings.SITE_URL + reverse("notes:profile", args=[note.author.handle]),
        },
    }
    context = {
        "note": note,
        "address": address,
        "image": image,
        "cover": slides[0] if slides else None,
        "facts": SafeString(json.dumps(facts, ensure_ascii=False).translate(_UNSAFE)),
    }
    return render_to_string("notes/_head.html", context)
