"""Attributes: the platform asks, brands answer for their products."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from unfold.admin import TabularInline
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from core.admin import PlatformAdmin
from core.errors import RuleViolation
from shop.models import Attribute, AttributeChoice
from shop.services import attributes, catalogue


class ChoiceInline(TabularInline):
    model = AttributeChoice
    extra = 0
    fields = ["code", "name_en", "name_zh", "position"]


@admin.register(Attribute)
class AttributeAdmin(PlatformAdmin):
    list_display = ["name_zh", "name_en", "code", "category", "kind", "is_facet"]
    list_select_related = ["category"]
    list_filter = ["kind", "is_facet"]
    search_fields = ["name_zh", "name_en", "code"]
    autocomplete_fields = ["category"]
    ordering = ["category", "position"]
    inlines = [ChoiceInline]


class AnswersForm(forms.Form):
    """One field a question of the product's category."""

    def __init__(self, *args, product, **kwargs):
        self.asked = {each.code: each for each in attributes.of_category(product.category)}
        known = {each.attribute_id: each for each in attributes.shown(product)}
        kwargs["initial"] = {
            code: _value(known[each.pk]) for code, each in self.asked.items() if each.pk in known
        }
        super().__init__(*args, **kwargs)
        for code, each in self.asked.items():
            self.fields[code] = _field(each)

    def answers(self) -> dict[Attribute, attributes.Answer]:
        empty = (None, "")
        given = {each: self.cleaned_data[code] for code, each in self.asked.items()}
        return {each: None if value in empty else value for each, value in given.items()}


def answers_page(model_admin, request, product):
    """What a product says of itself, in the words of its category."""
    form = AnswersForm(request.POST if request.method == "POST" else None, product=product)
    if form.is_valid():
        try:
            attributes.answer(product, form.answers())
        except RuleViolation as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            catalogue.refresh(product)
            model_admin.message_user(request, _("The attributes are saved."), messages.SUCCESS)
            return HttpResponseRedirect("../change/")
    context = {
        **model_admin.admin_site.each_context(request),
        "form": form,
        "product": product,
        "title": _("Attributes"),
    }
    status = 400 if form.errors else 200
    return render(request, "shop/admin/answers.html", context, status=status)


def _field(asked: Attribute) -> forms.Field:
    label = f"{asked.name} ({asked.unit})" if asked.unit else asked.name
    if asked.kind == Attribute.Kind.CHOICE:
        return forms.ModelChoiceField(
            label=label,
            queryset=asked.choices.all(),
            required=False,
            widget=UnfoldAdminSelectWidget,
        )
    if asked.kind == Attribute.Kind.NUMBER:
        return forms.DecimalField(
            label=label,
            required=False,
            max_digits=12,
            decimal_places=3,
            widget=UnfoldAdminDecimalFieldWidget,
        )
    widget = UnfoldAdminTextInputWidget
    return forms.CharField(label=label, required=False, max_length=120, widget=widget)


def _value(answer):
    if answer.choice_id:
        return answer.choice_id
    return answer.text if answer.number is None else f"{answer.number.normalize():f}"
