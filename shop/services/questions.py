"""Questions about a product, answered by its store and by who has bought it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Reader, User
from accounts.services import limits
from accounts.services.limits import Limit
from core.errors import RuleViolation
from shop.models import Answer, OrderLine, Product, Question
from shop.services.reviews import RECEIVED, may_speak_for
from shop.signals import question_answered, question_asked

LONGEST, LONGEST_ANSWER = 200, 500
ASKED_A_DAY = Limit("product-question", most=10, seconds=86_400)
ANSWERED_A_DAY = Limit("product-answer", most=40, seconds=86_400)


class InvalidWords(RuleViolation):
    code = "invalid_words"
    status = 400


class TooMany(RuleViolation):
    code = "too_many_questions"
    status = 429
    retry_after = 3600


class NotABuyer(RuleViolation):
    code = "not_a_buyer"
    status = 403


@transaction.atomic
def ask(product: Product, *, author: User, text: str, at: datetime) -> Question:
    """Ask about a product; the same question of the same person again is the one that stands.

    :raises InvalidWords: if it is empty or too long
    :raises TooMany: after ten a day
    """
    text = _checked(text, LONGEST)
    same = Question.objects.filter(product=product, author=author, text=text).first()
    if same:
        return same
    _spend(ASKED_A_DAY, author, at)
    question = Question.objects.create(product=product, author=author, text=text, at=at)
    question_asked.send(sender=Question, question=question)
    return question


@transaction.atomic
def answer(question: Question, *, author: User, text: str, at: datetime) -> Answer:
    """Answer as the store, or as somebody who has bought the thing; twice the same stands once.

    :raises NotABuyer: for everybody else
    :raises InvalidWords: if it is empty or too long
    :raises TooMany: after forty a day
    """
    text = _checked(text, LONGEST_ANSWER)
    by = answers_as(author, question.product)
    if by is None:
        raise NotABuyer(_("The store answers, and whoever has bought this."))
    same = Answer.objects.filter(question=question, author=author, text=text).first()
    if same:
        return same
    _spend(ANSWERED_A_DAY, author, at)
    given = Answer.objects.create(question=question, author=author, by=by, text=text, at=at)
    _count(question, 1)
    question_answered.send(sender=Answer, answer=given)
    return given


def answers_as(user: Reader, product: Product) -> str | None:
    """As what somebody may answer: the store, a buyer, or not at all."""
    if not user.is_authenticated:
        return None
    if may_speak_for(user, product.store_id):
        return Answer.By.STORE
    bought = OrderLine.objects.filter(
        sku__product=product, order__group__buyer=user, order__status__in=RECEIVED
    )
    return Answer.By.BUYER if bought.exists() else None


@transaction.atomic
def hide(voice: Question | Answer, *, reason: str) -> bool:
    """The platform takes it out of sight; True if that is news."""
    shown = type(voice)._default_manager.filter(pk=voice.pk, is_hidden=False)
    if not shown.update(is_hidden=True, hidden_reason=reason[:200]):
        return False
    if isinstance(voice, Answer):
        _count(voice.question, -1)
    return True


@transaction.atomic
def restore(voice: Question | Answer) -> bool:
    """The platform shows it again; True if that is news."""
    hidden = type(voice)._default_manager.filter(pk=voice.pk, is_hidden=True)
    if not hidden.update(is_hidden=False, hidden_reason=""):
        return False
    if isinstance(voice, Answer):
        _count(voice.question, 1)
    return True


def of_product(product: Product, *, reader: Reader) -> QuerySet[Question]:
    """The questions that this reader may meet with their answers, the most useful first."""
    answers = Answer.objects.listed_for(reader).select_related("author", "question__product__store")
    best = answers.order_by("-useful_count", "pk")
    rows = Question.objects.listed_for(reader).filter(product=product).select_related("author")
    with_answers = rows.prefetch_related(Prefetch("answers", best, to_attr="shown_answers"))
    return with_answers.order_by("-useful_count", "-pk")


def _checked(text: str, most: int) -> str:
    text = " ".join(text.split())
    if not text or len(text) > most:
        message = _("Write 1 to %(most)d characters.") % {"most": most}
        raise InvalidWords(message, field="text")
    return text


def _spend(limit: Limit, author: User, at: datetime) -> None:
    if not limits.spend(limit, str(author.pk), at=at):
        raise TooMany(_("That was a lot for one day. Please come back tomorrow."), field="text")


def _count(question: Question, by: int) -> None:
    Question.objects.filter(pk=question.pk).update(answer_count=F("answer_count") + by)
