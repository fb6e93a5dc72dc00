"""What is found by search: one row a note, one row for each of what else there is, and words."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from notes.models import Note


class SearchDocument(models.Model):
    """A note as search knows it. Narrow but for its words, which are kept apart (docs/search.md).

    Whatever narrows a search is a word of the document too, written with "=", which no text holds.
    """

    note = models.OneToOneField(Note, models.CASCADE, primary_key=True, related_name="+")
    document = SearchVectorField()
    # The note's revision when this was written.
    revision = models.PositiveIntegerField()
    completeness = models.FloatField(help_text=_("Length, pictures, verdicts, answers: 0.6 to 1."))
    is_promotional = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True)
    published_at = models.DateTimeField()
    # Of its tagged products that are on sale, in minor units.
    prices = ArrayField(models.BigIntegerField(), default=list)
    # The steps of worth, likes, saves and comments on which it stands: words of the document.
    steps = ArrayField(models.CharField(max_length=8), default=list)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        indexes = [GinIndex(fields=["document"], name="search_document_words")]

    def __str__(self):
        return str(self.note_id)


class SearchEntry(models.Model):
    """A product, store, person or topic as search knows it; who may meet it is asked each time."""

    class Kind(models.TextChoices):
        PRODUCT = "product", _("Product")
        STORE = "store", _("Store")
        USER = "user", _("Person")
        TOPIC = "topic", _("Topic")

    kind = models.CharField(max_length=8, choices=Kind)
    ref = models.BigIntegerField()
    document = SearchVectorField()
    # Of all that was written here: what has not changed is not written again.
    digest = models.CharField(max_length=16, default="")
    # How many notes stand behind it: of equal matches, the more useful first.
    notes = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="search_entry_once")]
        indexes = [GinIndex(fields=["document"], name="search_entry_words")]

    def __str__(self):
        return f"{self.kind} {self.ref}"


class SearchMark(models.Model):
    """Something whose words have news. Append-only; the worker takes marks away in batches."""

    kind = models.CharField(max_length=8)
    ref = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("search mark")
        verbose_name_plural = _("search marks")

    def __str__(self):
        return f"{self.kind} {self.ref}"


class SearchTerm(models.Model):
    """What is suggested while typing: names of what there is, and what many have searched."""

    class Kind(models.TextChoices):
        TOPIC = "topic", _("Topic")
        PRODUCT = "product", _("Product")
        STORE = "store", _("Store")
        USER = "user", _("Person")
        WORD = "word", _("Word")
        QUERY = "query", _("Search")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    # What is named: a row's id; 0 for words and searches.
    ref = models.BigIntegerField(default=0)
    text = models.CharField(_("text"), max_length=80)
    # As feed.search.words folds it: one form for all that read alike.
    key = models.CharField(max_length=80)
    pinyin = models.CharField(max_length=240, blank=True)
    initials = models.CharField(max_length=80, blank=True)
    weight = models.FloatField(_("weight"), default=0)
    is_hidden = models.BooleanField(
        _("never shown"), default=False, help_text=_("Neither suggested nor among the trends.")
    )

    class Meta:
        verbose_name = _("search term")
        verbose_name_plural = _("search terms")
        constraints = [
            models.UniqueConstraint(fields=["kind", "ref", "key"], name="search_term_once")
        ]
        indexes = [
            models.Index(OpClass("key", "text_pattern_ops"), name="search_term_key"),
            models.Index(OpClass("pinyin", "text_pattern_ops"), name="search_term_pinyin"),
            models.Index(OpClass("initials", "text_pattern_ops"), name="search_term_initials"),
            GinIndex(OpClass("key", "gin_trgm_ops"), name="search_term_key_like"),
            GinIndex(OpClass("pinyin", "gin_trgm_ops"), name="search_term_pinyin_like"),
        ]

    def __str__(self):
        return self.text
