"""Staff act as their store's official account: the account is the author, the person is logged."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.admin import ENDED, QUIET, WELL, in_colour
from core.errors import RuleViolation
from media.services import ingest
from notes.admin.forms import NoteForm
from notes.models import Note, NoteSlide, ProductTag
from notes.services import drafting, publishing
from notes.services.document import Document, Slide, Tag
from shop.admin.base import EDITOR, OWNER, StoreAdmin, StoreInline, stores_where
from shop.models import Product, Store


class SlideInline(StoreInline):
    """Pictures that are in: described, ordered, taken out. New ones come by the form above."""

    model = NoteSlide
    store_path = "note__author__store"
    deleters = (OWNER, EDITOR)
    fields = ["shown", "alt", "position"]
    readonly_fields = ["shown"]

    @display(description=_("picture"))
    def shown(self, slide):
        if not slide.pk or not slide.picture.is_ready:
            return _("being prepared")
        smallest = min(slide.picture.renditions.all(), key=lambda each: each.width)
        return format_html('<img src="{}" alt="" width="72">', smallest.file.url)


class TagInline(StoreInline):
    """Products of one's own store; their label follows from that."""

    model = ProductTag
    store_path = "note__author__store"
    adders = deleters = (OWNER, EDITOR)
    fields = ["product"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "product":
            field.queryset = field.queryset.filter(status=Product.Status.ON_SALE)
        return field


@admin.register(Note)
class NoteAdmin(StoreAdmin):
    store_path = "author__store"
    adders = (OWNER, EDITOR)
    form = NoteForm
    list_display = ["title", "author", "state", "channel", "figures", "published_at"]
    list_select_related = ["author", "tally"]
    list_filter = ["status", "channel"]
    search_fields = ["title", "public_id", "author__handle"]
    ordering = ["-id"]
    fields = ["store", "title", "body", "channel", "visibility", "topics", "pictures"]
    inlines = [SlideInline, TagInline]
    actions = ["publish_chosen", "withdraw_chosen"]
    actions_submit_line = ["publish", "withdraw"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        stores = Store.objects.all()
        if not request.user.is_superuser:
            stores = stores.filter(pk__in=stores_where(request, self.adders))
        # A class of its own a request: fields are shared between forms, and tenants must not be.
        return type("OwnNoteForm", (form,), {"stores": stores})

    def get_fields(self, request, obj=None):
        if obj is None:
            return self.fields
        if self.has_change_permission(request, obj):
            return self.fields[1:]
        return ["title", "body", "channel", "visibility"]

    def has_change_permission(self, request, obj=None):
        # The platform moderates what people write; it does not write in their name.
        is_ours = obj is None or obj.author.is_official
        return is_ours and super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        """A new note begins as an empty draft; its document is saved with its parts."""
        if change:
            return
        draft = drafting.create(
            author=form.cleaned_data["store"].account,
            document=Document(),
            acted_by=request.user,
        )
        obj.__dict__.update(draft.__dict__)

    def save_related(self, request, form, formsets, change):
        note = form.instance
        slides, tags = (
            next(f for f in formsets if f.model is model) for model in (NoteSlide, ProductTag)
        )
        document = form.document(slides=_slides(note, slides, form), tags=_tags(tags))
        for formset in formsets:
            # The admin's log asks each formset what it did.
            formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        self._tell(request, drafting.save, note, document=document, revision=None)
        for name in self.actions_submit_line:
            if f"notes_note_{name}" in request.POST:
                getattr(self, name)(request, note)

    @action(description=_("Save and publish"))
    def publish(self, request, note):
        self._tell(request, publishing.publish, note, at=timezone.now())

    @action(description=_("Save and withdraw"))
    def withdraw(self, request, note):
        self._tell(request, publishing.withdraw, note, at=timezone.now())

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish_chosen(self, request, queryset):
        self._each(request, queryset, publishing.publish)

    @admin.action(description=_("Withdraw"), permissions=["change"])
    def withdraw_chosen(self, request, queryset):
        self._each(request, queryset, publishing.withdraw)

    def _each(self, request, queryset, service):
        for note in queryset.select_related("author"):
            if self.has_change_permission(request, note):
                self._tell(request, service, note, at=timezone.now())

    def _tell(self, request, service, note, **arguments):
        try:
            service(note, **arguments)
        except RuleViolation as refusal:
            complaints = getattr(refusal, "errors", {"": [refusal.message]})
            for message in (text for texts in complaints.values() for text in texts):
                self.message_user(request, f"{note}: {message}", "error")

    state = in_colour("status", _("status"), draft=QUIET, published=WELL, withdrawn=ENDED)

    @display(description=_("saves · shares · comments · likes"))
    def figures(self, note):
        tally = getattr(note, "tally", None)
        if tally is None:
            return "–"
        return f"{tally.saves} · {tally.shares} · {tally.comments} · {tally.likes}"


def _slides(note, formset, form):
    """The pictures that stay, in the order of their positions, then the new ones."""
    staying = [row for row in formset.forms if row not in formset.deleted_forms]
    staying.sort(key=lambda row: row.cleaned_data.get("position") or 0)
    kept = [
        Slide(row.instance.picture.upload_id, row.cleaned_data.get("alt", ""))
        for row in staying
        if row.instance.pk
    ]
    sent = form.cleaned_data.get("pictures") or []
    uploads = [ingest.receive(owner=note.author, file=file, at=timezone.now()) for file in sent]
    return kept + [Slide(upload.pk) for upload in uploads]


def _tags(formset):
    staying = [row for row in formset.forms if row not in formset.deleted_forms]
    chosen = [row.cleaned_data.get("product") for row in staying]
    return [Tag(product.public_id, ProductTag.Relation.OWN_BRAND) for product in chosen if product]
