"""Questions: anybody asks, the store and buyers answer; a lot is too much."""

import pytest

from accounts.models import Block
from shop.models import Answer, Question
from shop.services import questions, votes
from shop.signals import question_answered, question_asked
from tests.factories.accounts import UserFactory
from tests.factories.shop import ProductFactory, SkuFactory, StoreStaffFactory
from tests.shop.test_reviews import received

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return ProductFactory()


@pytest.fixture
def question(product, noon):
    return questions.ask(product, author=UserFactory(), text="Does it drip?", at=noon)


def test_a_question_is_asked_once_and_told(product, noon):
    heard, author = [], UserFactory()
    question_asked.connect(lambda question, **_: heard.append(question), weak=False, dispatch_uid=1)
    try:
        for text in ("Does it  drip?", " Does it drip? "):
            questions.ask(product, author=author, text=text, at=noon)
    finally:
        question_asked.disconnect(dispatch_uid=1)
    assert [one.text for one in Question.objects.all()] == ["Does it drip?"]
    assert len(heard) == 1


@pytest.mark.parametrize("text", ["", "  ", "x" * 201])
def test_a_question_has_words(product, noon, text):
    with pytest.raises(questions.InvalidWords) as refusal:
        questions.ask(product, author=UserFactory(), text=text, at=noon)
    assert refusal.value.field == "text"


def test_ten_a_day_are_enough(product, noon):
    author = UserFactory()
    for number in range(10):
        questions.ask(product, author=author, text=f"Number {number}?", at=noon)
    with pytest.raises(questions.TooMany):
        questions.ask(product, author=author, text="One more?", at=noon)
    questions.ask(product, author=UserFactory(), text="And me?", at=noon)


def test_the_store_and_buyers_answer_with_their_badges(question, noon):
    store, heard = question.product.store, []
    question_answered.connect(lambda answer, **_: heard.append(answer), weak=False, dispatch_uid=1)
    clerk = StoreStaffFactory(store=store).user
    buyer = received(SkuFactory(product=question.product)).order.group.buyer
    try:
        for author in (clerk, buyer, buyer):
            questions.answer(question, author=author, text="No.", at=noon)
    finally:
        question_answered.disconnect(dispatch_uid=1)

    badges = Answer.objects.order_by("pk").values_list("by", flat=True)
    assert list(badges) == ["store", "buyer"]
    assert (Question.objects.get().answer_count, len(heard)) == (2, 2)


def test_nobody_else_answers(question, noon):
    for stranger in (UserFactory(), question.author, StoreStaffFactory().user):
        with pytest.raises(questions.NotABuyer):
            questions.answer(question, author=stranger, text="No.", at=noon)


def test_the_useful_ones_come_first_and_hidden_ones_not(product, question, noon):
    other = questions.ask(product, author=UserFactory(), text="Is it heavy?", at=noon)
    clerk = StoreStaffFactory(store=product.store).user
    answers = [
        questions.answer(other, author=clerk, text=text, at=noon) for text in ("A bit.", "300 g.")
    ]
    votes.vote(question, user=UserFactory())
    votes.vote(answers[1], user=UserFactory())

    found = list(questions.of_product(product, reader=UserFactory()))
    assert found == [question, other]
    assert found[1].shown_answers == answers[::-1]

    assert questions.hide(answers[1], reason="x")
    assert not questions.hide(answers[1], reason="x")
    found = questions.of_product(product, reader=UserFactory())
    assert found[1].shown_answers == [answers[0]]
    assert Question.objects.get(pk=other.pk).answer_count == 1
    assert questions.restore(answers[1])
    questions.hide(other, reason="x")
    assert list(questions.of_product(product, reader=UserFactory())) == [question]


def test_who_blocks_is_not_met(product, question):
    reader = UserFactory()
    Block.objects.create(blocker=reader, blocked=question.author)
    assert not questions.of_product(product, reader=reader).exists()
    assert questions.of_product(product, reader=UserFactory()).exists()
