"""How lists of notes are narrowed."""

import django_filters

from notes.channels import Channel
from notes.models import Note


class NoteFilter(django_filters.FilterSet):
    author = django_filters.CharFilter("author__handle", "iexact", max_length=30)
    channel = django_filters.ChoiceFilter(choices=Channel.choices)
    topic = django_filters.CharFilter("topics__key", max_length=40)
    product = django_filters.CharFilter("product_tags__product__public_id", max_length=11)
    status = django_filters.ChoiceFilter(choices=Note.Status.choices)

    class Meta:
        model = Note
        fields = ("author", "channel", "topic", "product", "status")
