"""What staff write for an official account: held to the same limits as anybody's note."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from core.errors import RuleViolation
from media.services import ingest
from notes.models import Note
from notes.services import document as documents
from notes.services.document import Document, InvalidNote
from shop.models import Store


class PicturesInput(UnfoldAdminFileFieldWidget):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several picture files at once; each is checked by its header before anything is stored."""

    widget = PicturesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(PicturesField, self).clean(file, initial) for file in files if file]
        errors = []
        for file in cleaned:
            try:
                ingest.check(file)
            except RuleViolation as refusal:
                errors.append(f"{file.name}: {refusal.message}")
        if errors:
            raise forms.ValidationError(errors)
        return cleaned


class NoteForm(forms.ModelForm):
    store = forms.ModelChoiceField(
        Store.objects.none(),
        label=capfirst(_("store")),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("The note appears under this store's official account."),
    )
    topics = forms.CharField(
        label=capfirst(_("topics")),
        required=False,
        max_length=400,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Up to ten, with blanks between: tea gaiwan"),
    )
    pictures = PicturesField(
        label=capfirst(_("add pictures")),
        required=False,
        help_text=_(
            "JPEG, PNG or WebP; up to 18 in one note, shown in the order of their position."
        ),
    )

    class Meta:
        model = Note
        fields = ["title", "body", "channel", "visibility"]

    # For whom a new note may be written: set by the admin for each request.
    stores = Store.objects.none()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields.get("store")
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = self.stores
            field.required = True
            self.initial.setdefault("store", next(iter(self.stores), None))
        if self.instance.pk and "topics" in self.fields:
            names = self.instance.topicings.values_list("topic__name", flat=True)
            self.initial.setdefault("topics", " ".join(names))

    def clean(self):
        cleaned = super().clean()
        try:
            documents.checked(self.document())
        except InvalidNote as refusal:
            for name, messages in refusal.errors.items():
                self.add_error(name if name in self.fields else None, messages)
        return cleaned

    def document(self, **parts) -> Document:
        """The texts as a document; slides and tags are the caller's."""
        data = self.cleaned_data
        return Document(
            title=data.get("title", ""),
            body=data.get("body", ""),
            channel=data.get("channel", ""),
            visibility=data.get("visibility", Note.Visibility.PUBLIC),
            topics=data.get("topics", "").replace("#", " ").replace(",", " ").split(),
            **parts,
        )
