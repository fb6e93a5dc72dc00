"""Experiments with the ranking, for platform staff: written, started, watched, stopped."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.admin import ENDED, QUIET, WELL, PlatformAdmin, in_colour
from core.errors import RuleViolation
from feed.admin import experiment_figures
from feed.admin.experiment_form import ExperimentForm
from feed.experiments import changes as arms
from feed.experiments import rankers, running
from feed.models import Experiment
from feed.weights import DEFAULTS, weight

_State = Experiment.State
# The buttons of each state, and what may still be written.
BUTTONS = {_State.DRAFT: ["start"], _State.RUNNING: ["stop"], _State.STOPPED: []}
WHAT = ["name", "question", "kind", "surface", "layer", "share", "ends_at"]
OPEN_WHILE_RUNNING = {"question", "share", "ends_at"}


@admin.register(Experiment)
class ExperimentAdmin(PlatformAdmin):
    """What runs is not rewritten: readers would be counted under what they never saw."""

    form = ExperimentForm
    list_display = ["name", "coloured", "kind", "surface", "share_of", "started_at", "stopped_at"]
    list_filter = ["state", "kind", "surface"]
    search_fields = ["name", "question"]
    ordering = ["-pk"]
    actions_submit_line = ["start", "stop"]
    coloured = in_colour("state", _("state"), draft=QUIET, running=WELL, stopped=ENDED)

    @display(description=_("readers"), ordering="share")
    def share_of(self, experiment):
        return f"{experiment.share} %"

    def get_fieldsets(self, request, obj=None):
        state = obj.state if obj else _State.DRAFT
        is_draft = state == _State.DRAFT
        letters = ["name_a", "lines_a" if is_draft else "arm_a"]
        others = ["name_b", "lines_b" if is_draft else "arm_b"]
        return [
            *([] if is_draft else [(_("What came of it"), {"fields": ["figures"]})]),
            (None, {"fields": WHAT}),
            (_("The two arms"), {"fields": [*letters, *others]}),
            *([(_("What can be changed"), {"fields": ["weights"]})] if is_draft else []),
            *([(_("What was done"), {"fields": ["history"]})] if obj else []),
        ]

    def get_readonly_fields(self, request, obj=None):
        shown = ["figures", "arm_a", "arm_b", "weights", "history"]
        if obj is None or obj.state == _State.DRAFT:
            return shown
        is_running = obj.state == _State.RUNNING
        closed = [name for name in WHAT if not (is_running and name in OPEN_WHILE_RUNNING)]
        if not is_running:
            closed.remove("question")
        return [*closed, "name_a", "name_b", *shown]

    def has_delete_permission(self, request, obj=None):
        # What readers took part in is kept.
        is_draft = obj is None or obj.state == _State.DRAFT
        return is_draft and super().has_delete_permission(request, obj)

    def get_actions_submit_line(self, request, object_id):
        experiment = self.get_object(request, str(object_id))
        if experiment is None or not self.has_change_permission(request, experiment):
            return []
        wanted = [f"feed_experiment_{name}" for name in BUTTONS[experiment.state]]
        offered = super().get_actions_submit_line(request, object_id)
        return [one for one in offered if one.action_name in wanted]

    def save_model(self, request, obj, form, change):
        if obj.state == _State.RUNNING and "share" in form.changed_data:
            running.widen(obj, share=obj.share, actor=request.user, at=timezone.now())
        super().save_model(request, obj, form, change)

    @action(description=_("Save and start"))
    def start(self, request, obj):
        self._move(request, running.start, obj, _("It runs."))

    @action(description=_("Stop"))
    def stop(self, request, obj):
        self._move(request, running.stop, obj, _("It is stopped."))

    def _move(self, request, service, obj, done):
        try:
            service(obj, actor=request.user, at=timezone.now())
            self.message_user(request, done, messages.SUCCESS)
            self.log_change(request, obj, [{"changed": {"fields": [str(_("state"))]}}])
        except RuleViolation as refusal:
            self.message_user(request, refusal.message, messages.ERROR)

    def response_change(self, request, obj):
        if any(f"feed_experiment_{name}" in request.POST for name in self.actions_submit_line):
            return HttpResponseRedirect(request.path)
        return super().response_change(request, obj)

    @display(description=_("Figures"))
    def figures(self, experiment):
        return render_to_string("feed/admin/_figures.html", experiment_figures.shown(experiment))

    @display(description="A")
    def arm_a(self, experiment):
        return _shown(experiment.changes_a)

    @display(description="B")
    def arm_b(self, experiment):
        return _shown(experiment.changes_b)

    @display(description=_("Weights"))
    def weights(self, experiment):
        """Every weight that an arm may change, as it is and within which bounds."""
        lines = [
            {
                "name": name,
                "now": f"{weight(name):g}",
                "least": f"{least:g}",
                "most": f"{most:g}",
                "meaning": gettext(DEFAULTS[name].meaning),
                "is_of_list": name in rankers.OF_LIST,
            }
            for name, (least, most) in {**rankers.OF_SCORE, **rankers.OF_LIST}.items()
        ]
        return render_to_string("feed/admin/_weights.html", {"weights": lines})

    @display(description=_("Moves"))
    def history(self, experiment):
        moves = experiment.moves.select_related("actor")
        return render_to_string("feed/admin/_moves.html", {"moves": moves})


def _shown(changes):
    return render_to_string("feed/admin/_changes.html", {"lines": arms.written(changes)})
