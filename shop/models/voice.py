"""What buyers say of a product: reviews, questions, answers, and who found them useful."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.ids import short_id
from media.models import Picture
from shop.models.order import OrderLine
from shop.models.product import Product


class VoiceQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(is_hidden=False)

    def visible_to(self, reader):
        """What is shown, and one's own; nothing of people blocked either way."""
        if not getattr(reader, "is_authenticated", False):
            return self.shown()
        theirs = self.filter(Q(is_hidden=False) | Q(author=reader))
        return theirs.exclude(author__blocks_made__blocked=reader).exclude(
            author__blocks_received__blocker=reader
        )

    def listed_for(self, reader):
        return self.visible_to(reader).shown()


class Voice(models.Model):
    """What somebody says in public, until the platform hides it."""

    public_id = models.CharField(max_length=11, unique=True, default=short_id, editable=False)
    useful_count = models.PositiveIntegerField(_("found useful"), default=0, editable=False)
    is_hidden = models.BooleanField(_("hidden"), default=False)
    hidden_reason = models.CharField(_("why it is hidden"), max_length=200, blank=True)
    at = models.DateTimeField(_("written at"))

    objects = VoiceQuerySet.as_manager()

    class Meta:
        abstract = True


class Review(Voice):
    """One of each order line, by its buyer, once it was received."""

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="reviews", verbose_name=_("product")
    )
    line = models.OneToOneField(OrderLine, models.PROTECT, related_name="review")
    author = models.ForeignKey(
        User, models.CASCADE, related_name="reviews", verbose_name=_("author")
    )
    rating = models.PositiveSmallIntegerField(_("stars"))
    text = models.TextField(_("review text"), max_length=1000, blank=True)
    # The store may answer once, and change its answer; it may not take the review away.
    reply = models.TextField(_("reply of the store"), max_length=500, blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    replied_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by whom")
    )

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=5), name="review_stars")
        ]
        indexes = [
            models.Index(
                fields=["product", "-useful_count", "-id"],
                name="review_useful",
                condition=Q(is_hidden=False),
            ),
            models.Index(
                fields=["product", "-id"], name="review_newest", condition=Q(is_hidden=False)
            ),
            models.Index(
                fields=["product", "rating", "-useful_count", "-id"],
                name="review_critical",
                condition=Q(is_hidden=False),
            ),
        ]

    def __str__(self):
        return f"{self.rating} ★ {self.public_id}"


class ReviewPicture(models.Model):
    MOST = 9

    review = models.ForeignKey(Review, models.CASCADE, related_name="pictures")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("picture of a review")
        verbose_name_plural = _("pictures of a review")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "picture"], name="review_picture_once")
        ]

    def __str__(self):
        return f"{self.review_id} #{self.position}"


class Question(Voice):
    product = models.ForeignKey(
        Product, models.CASCADE, related_name="questions", verbose_name=_("product")
    )
    author = models.ForeignKey(
        User, models.CASCADE, related_name="product_questions", verbose_name=_("author")
    )
    text = models.CharField(_("question"), max_length=200)
    # How many shown answers it has, kept by services.questions.
    answer_count = models.PositiveIntegerField(_("answers"), default=0, editable=False)

    class Meta:
        verbose_name = _("product question")
        verbose_name_plural = _("product questions")
        indexes = [
            models.Index(
                fields=["product", "-useful_count", "-id"],
                name="question_useful",
                condition=Q(is_hidden=False),
            )
        ]

    def __str__(self):
        return self.text


class Answer(Voice):
    class By(models.TextChoices):
        STORE = "store", _("Store")
        BUYER = "buyer", _("Bought this")

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="answers", verbose_name=_("question")
    )
    author = models.ForeignKey(
        User, models.CASCADE, related_name="product_answers", verbose_name=_("author")
    )
    # As what they answered: the badge beside the name.
    by = models.CharField(_("answers as"), max_length=5, choices=By)
    text = models.TextField(_("answer"), max_length=500)

    class Meta:
        verbose_name = _("answer to a question")
        verbose_name_plural = _("answers to questions")
        indexes = [models.Index(fields=["question", "-useful_count", "id"], name="answer_useful")]

    def __str__(self):
        return self.text[:40]


class UsefulVote(models.Model):
    """That somebody found a review, a question or an answer useful; once each."""

    user = models.ForeignKey(User, models.CASCADE, related_name="useful_votes")
    review = models.ForeignKey(Review, models.CASCADE, null=True, blank=True, related_name="votes")
    question = models.ForeignKey(
        Question, models.CASCADE, null=True, blank=True, related_name="votes"
    )
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, blank=True, related_name="votes")

    class Meta:
        verbose_name = _("useful vote")
        verbose_name_plural = _("useful votes")
        constraints = [
            models.UniqueConstraint(fields=["user", "review"], name="review_vote_once"),
            models.UniqueConstraint(fields=["user", "question"], name="question_vote_once"),
            models.UniqueConstraint(fields=["user", "answer"], name="answer_vote_once"),
            models.CheckConstraint(
                condition=Q(review__isnull=False, question=None, answer=None)
                | Q(review=None, question__isnull=False, answer=None)
                | Q(review=None, question=None, answer__isnull=False),
                name="vote_for_one_thing",
            ),
        ]

    def __str__(self):
        return f"{self.user_id} → {self.review_id or self.question_id or self.answer_id}"
