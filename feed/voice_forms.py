"""What buyers send: a review, a question."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import RuleViolation
from notes.models import Note
from shop.services import questions, reviews


def stars():
    """Five choices, drawn for those who see them and said for those who do not."""
    both = '<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>'
    return [
        (
            n,
            format_html(
                both, "★" * n, ngettext("%(n)s star of five", "%(n)s stars of five", n) % {"n": n}
            ),
        )
        for n in range(5, 0, -1)
    ]


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class NoteField(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        name = obj.title or obj.public_id
        if obj.is_ready:
            return name
        return _("%(title)s (others see it once its pictures are ready)") % {"title": name}


class FilesField(forms.FileField):
    widget = ManyFiles

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(file, initial) for file in data or []]


class ReviewForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("Stars"),
        choices=stars,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Give one to five stars.")},
    )
    text = forms.CharField(
        label=_("What you say of it"),
        required=False,
        max_length=reviews.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What is good, what is not, and whom it does not suit."),
    )
    pictures = FilesField(
        label=_("Pictures"),
        required=False,
        widget=ManyFiles(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("Up to nine."),
    )

    def __init__(self, *args, notes: list[Note], **kwargs):
        super().__init__(*args, **kwargs)
        chosen = [note.pk for note in notes]
        self.fields["note"] = NoteField(
            label=_("A note of yours that tells it"),
            queryset=Note.objects.filter(pk__in=chosen),
            required=False,
            empty_label=_("None"),
            to_field_name="public_id",
        )

    def refuse(self, refusal: RuleViolation) -> None:
        """Show what a service refused at its field."""
        names = {"uploads": "pictures", "file": "pictures"}
        name = names.get(refusal.field, refusal.field)
        self.add_error(name if name in self.fields else None, refusal.message)


class AskForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        max_length=questions.LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
