"""What buyers say: the store replies and answers, the platform hides; nobody edits or deletes."""

from django import forms
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget

from core.errors import RuleViolation
from shop.admin.base import EVERYBODY, NOBODY, StoreAdmin, StoreInline
from shop.models import Answer, Question, Review
from shop.services import questions, reviews

RULE = _("Against the house rules.")


class ReviewReplyForm(forms.ModelForm):
    class Meta:
        model = Review
        fields = ["reply"]
        widgets = {"reply": UnfoldAdminTextareaWidget(attrs={"rows": 3})}


class AnswerForm(forms.ModelForm):
    answer = forms.CharField(
        label=_("Answer as the store"),
        max_length=questions.LONGEST_ANSWER,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )

    class Meta:
        model = Question
        fields: list[str] = []


class VoiceAdmin(StoreAdmin):
    """Listed for the store; hidden and restored by platform staff, from the list."""

    changers: tuple[str, ...] = EVERYBODY
    deleters = NOBODY
    actions = ["hide_chosen", "restore_chosen"]
    ordering = ["-id"]
    service = questions

    def get_actions(self, request):
        return super().get_actions(request) if request.user.is_superuser else {}

    @action(description=_("Hide the chosen"))
    def hide_chosen(self, request, queryset):
        hidden = sum(self.service.hide(voice, reason=str(RULE)) for voice in queryset)
        text = _("%(count)d are hidden.") % {"count": hidden}
        self.message_user(request, text, messages.SUCCESS)

    @action(description=_("Show the chosen again"))
    def restore_chosen(self, request, queryset):
        back = sum(self.service.restore(voice) for voice in queryset)
        text = _("%(count)d are shown again.") % {"count": back}
        self.message_user(request, text, messages.SUCCESS)

    def _say(self, request, act):
        try:
            act()
        except RuleViolation as refusal:
            self.message_user(request, refusal.message, messages.ERROR)


@admin.register(Review)
class ReviewAdmin(VoiceAdmin):
    store_path = "product__store"
    form = ReviewReplyForm
    service = reviews
    list_display = ["stars", "product", "said", "is_answered", "is_hidden", "useful_count", "at"]
    list_select_related = ["product"]
    list_filter = ["rating", "is_hidden"]
    search_fields = ["product__title", "text"]
    readonly_fields = ("product", "stars", "author", "text", "at", "useful_count", "is_hidden")
    fields = (*readonly_fields, "reply")

    @display(description=_("stars"), ordering="rating")
    def stars(self, review):
        return "★" * review.rating

    @display(description=_("review text"))
    def said(self, review):
        return review.text[:60] or "–"

    @display(description=_("replied"), boolean=True)
    def is_answered(self, review):
        return bool(review.reply)

    def save_model(self, request, obj, form, change):
        text = form.cleaned_data["reply"]
        self._say(
            request,
            lambda: reviews.reply(obj, text=text, actor=request.user, at=timezone.now()),
        )


class AnswerInline(StoreInline):
    model = Answer
    store_path = "question__product__store"
    changers = NOBODY
    fields = readonly_fields = ("by", "author", "text", "is_hidden", "at")


@admin.register(Question)
class QuestionAdmin(VoiceAdmin):
    store_path = "product__store"
    form = AnswerForm
    list_display = ["text", "product", "answer_count", "is_hidden", "useful_count", "at"]
    list_select_related = ["product"]
    list_filter = ["is_hidden"]
    search_fields = ["product__title", "text"]
    readonly_fields = ("product", "text", "author", "at", "useful_count", "is_hidden")
    fields = (*readonly_fields, "answer")
    inlines = [AnswerInline]

    def save_model(self, request, obj, form, change):
        text = form.cleaned_data["answer"]
        if text:
            self._say(
                request,
                lambda: questions.answer(obj, author=request.user, text=text, at=timezone.now()),
            )


@admin.register(Answer)
class AnswerAdmin(VoiceAdmin):
    store_path = "question__product__store"
    changers = NOBODY
    list_display = ["text", "question", "by", "is_hidden", "useful_count", "at"]
    list_select_related = ["question"]
    list_filter = ["by", "is_hidden"]
    search_fields = ["text"]
    exclude = ["hidden_reason"]
