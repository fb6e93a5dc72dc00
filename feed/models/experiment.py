"""Two ways to rank, tried on readers: what was asked, who was shown what, and what came of it."""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User


def new_salt() -> str:
    return secrets.token_hex(8)


class Arm(models.TextChoices):
    A = "a", "A"
    B = "b", "B"


class Experiment(models.Model):
    """One question to readers. It runs once; what runs is not rewritten (docs/experiments.md)."""

    class Kind(models.TextChoices):
        SPLIT = "split", _("Split: each reader has one arm")
        INTERLEAVE = "interleave", _("Interleave: both arms in every list")

    class Surface(models.TextChoices):
        EXPLORE = "explore", _("Explore")
        CHANNELS = "channels", _("Pages of one channel")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RUNNING = "running", pgettext_lazy("experiment", "Running")
        STOPPED = "stopped", pgettext_lazy("experiment", "Stopped")

    name = models.CharField(_("name"), max_length=80, unique=True)
    question = models.TextField(
        pgettext_lazy("experiment", "question"),
        max_length=500,
        blank=True,
        help_text=_("What is expected, and by which figure it will be judged."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SPLIT)
    surface = models.CharField(_("surface"), max_length=10, choices=Surface, default="explore")
    layer = models.SlugField(
        _("layer"),
        max_length=30,
        default="main",
        help_text=_("Of one layer, one experiment runs on a surface at a time."),
    )
    share = models.PositiveSmallIntegerField(
        _("share of readers, %"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("May be raised while it runs: those who are in stay in, in their arm."),
    )
    name_a = models.CharField(_("name of A"), max_length=40, default="A")
    name_b = models.CharField(_("name of B"), max_length=40, default="B")
    # Of weights and options (feed.experiments.changes); empty is the feed as it is.
    changes_a = models.JSONField(_("changes of A"), default=dict, blank=True)
    changes_b = models.JSONField(_("changes of B"), default=dict, blank=True)
    salt = models.CharField(max_length=16, default=new_salt, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ends_at = models.DateTimeField(
        _("ends at"), null=True, blank=True, help_text=_("It stops by itself then.")
    )
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    # Figures as last computed (feed.experiments.figures), so that no page computes them.
    results = models.JSONField(null=True, blank=True)
    measured_at = models.DateTimeField(_("measured at"), null=True, blank=True)

    class Meta:
        verbose_name = _("experiment")
        verbose_name_plural = _("experiments")
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gte=1, share__lte=100), name="experiment_share"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", started_at=None, stopped_at=None)
                | Q(state="running", started_at__isnull=False, stopped_at=None)
                | Q(state="stopped", started_at__isnull=False, stopped_at__isnull=False),
                name="experiment_has_its_moments",
            ),
            models.UniqueConstraint(
                fields=["surface", "layer"],
                condition=Q(state="running"),
                name="experiment_alone_in_its_layer",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def arms(self) -> list[tuple[str, str, dict]]:
        """Letter, name and changes of both."""
        return [
            (Arm.A, self.name_a, self.changes_a),
            (Arm.B, self.name_b, self.changes_b),
        ]


class ExperimentMove(models.Model):
    """Who started or stopped it, and when; nobody where its time was over."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="moves")
    state = models.CharField(_("state"), max_length=10, choices=Experiment.State)
    share = models.PositiveSmallIntegerField(_("share of readers, %"))
    actor = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("move of an experiment")
        verbose_name_plural = _("moves of experiments")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.experiment_id}: {self.state}"


class Exposure(models.Model):
    """That a reader was shown a list by an experiment; written once, never changed.

    Split: one row a reader and day, with the arm. Interleaved: one row a frozen list, with the
    notes of each team.
    """

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="exposures")
    reader = models.ForeignKey(User, models.CASCADE, related_name="+")
    arm = models.CharField(max_length=1, choices=Arm, blank=True)
    day = models.DateField()
    # Names the frozen list.
    session = models.CharField(max_length=16, blank=True)
    notes_a = ArrayField(models.BigIntegerField(), default=list, blank=True)
    notes_b = ArrayField(models.BigIntegerField(), default=list, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("exposure")
        verbose_name_plural = _("exposures")
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "reader", "day"],
                condition=Q(session=""),
                name="exposure_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["experiment", "session"],
                condition=~Q(session=""),
                name="exposure_once_a_list",
            ),
        ]
        indexes = [
            models.Index(fields=["experiment", "day", "reader"], name="exposure_of_day"),
            models.Index(fields=["at"], name="exposure_oldest"),
        ]

    def __str__(self):
        return f"{self.reader_id} in {self.experiment_id}"


class Outcome(models.Model):
    """What one reader did in a day with what one arm showed: sums of attention and acts.

    Of who was shown a list and did nothing there is a row too.
    """

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="outcomes")
    reader = models.ForeignKey(User, models.CASCADE, related_name="+")
    arm = models.CharField(max_length=1, choices=Arm)
    day = models.DateField()
    impressions = models.PositiveIntegerField(default=0)
    # Impressions of notes by authors with few followers.
    small = models.PositiveIntegerField(default=0)
    opens = models.PositiveIntegerField(default=0)
    reads = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    saves = models.PositiveIntegerField(default=0)
    shares = models.PositiveIntegerField(default=0)
    likes = models.PositiveIntegerField(default=0)
    hides = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "day", "reader", "arm"], name="outcome_once_a_day"
            )
        ]

    def __str__(self):
        return f"{self.reader_id} by {self.arm} of {self.experiment_id}"
