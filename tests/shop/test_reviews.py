"""Reviews: by who has received it, once; counted in the product's stars; answered, not deleted."""

import pytest

from notes.services import reviewing
from shop import ratings
from shop.models import OrderLine, Product, Review, StoreOrder
from shop.services import reviews, votes
from shop.signals import review_written
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.notes import DraftFactory, NoteFactory, ProductTagFactory
from tests.factories.shop import SkuFactory, StoreStaffFactory
from tests.shop.books import paid
from tests.shop.crowd import at_once

pytestmark = pytest.mark.django_db


def received(sku=None, buyer=None, status="received", **values):
    """A line of an order that has come."""
    order = paid([sku or SkuFactory()], buyer=buyer or UserFactory(), **values)
    StoreOrder.objects.filter(pk=order.pk).update(status=status)
    return order.lines.get()


@pytest.fixture
def line():
    return received()


@pytest.fixture
def write(line, noon):
    def act(line=line, rating=4, **values):
        values = {"author": line.order.group.buyer, "at": noon, "rating": rating, **values}
        return reviews.write(line, **values)

    return act


def stars(review):
    product = Product.objects.get(pk=review.product_id)
    return product.rating_sum, product.rating_count


def test_a_review_counts_for_the_product_and_is_told(line, write, noon):
    heard = []
    review_written.connect(lambda review, **_: heard.append(review), weak=False, dispatch_uid=1)
    try:
        review = write(text="  Thin, and it pours well. ")
    finally:
        review_written.disconnect(dispatch_uid=1)

    assert (review.text, review.rating, review.product) == (
        "Thin, and it pours well.",
        4,
        line.sku.product,
    )
    assert (stars(review), heard) == ((4, 1), [review])


@pytest.mark.parametrize("status", ["paid", "shipped", "refunded"])
def test_only_what_was_received_is_reviewed(write, status):
    with pytest.raises(reviews.NotYetReceived):
        write(received(status=status, key="other"))


def test_only_by_its_buyer_and_only_once(write):
    with pytest.raises(reviews.NotYetReceived):
        write(author=UserFactory())
    write()
    with pytest.raises(reviews.AlreadyReviewed):
        write()
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [({"rating": 0}, "rating"), ({"rating": 6}, "rating"), ({"text": "x" * 1001}, "text")],
)
def test_what_does_not_fit_is_refused_at_its_field(write, values, field):
    with pytest.raises(reviews.InvalidReview) as refusal:
        write(**values)
    assert refusal.value.field == field


def test_pictures_are_ones_own_uploads(line, write):
    mine = PictureFactory(owner=line.order.group.buyer)
    with pytest.raises(reviews.InvalidReview):
        write(uploads=[PictureFactory().upload_id])
    with pytest.raises(reviews.InvalidReview):
        write(uploads=[mine.upload_id, mine.upload_id])
    review = write(uploads=[mine.upload_id])
    assert [row.picture for row in review.pictures.all()] == [mine]


def test_hiding_takes_the_stars_away_and_restoring_gives_them_back(write):
    review = write()
    assert [reviews.hide(review, reason="spam") for _ in range(2)] == [True, False]
    assert stars(review) == (0, 0)
    assert not Review.objects.listed_for(UserFactory()).exists()
    assert [reviews.restore(review) for _ in range(2)] == [True, False]
    assert stars(review) == (4, 1)


def test_the_store_replies_and_nobody_else(line, write, noon):
    review, clerk = write(), StoreStaffFactory(store=line.sku.product.store).user
    for stranger in (StoreStaffFactory().user, review.author):
        with pytest.raises(reviews.NotOfYourStore):
            reviews.reply(review, text="Thank you", actor=stranger, at=noon)
    with pytest.raises(reviews.InvalidReview):
        reviews.reply(review, text=" ", actor=clerk, at=noon)
    reviews.reply(review, text=" Thank you ", actor=clerk, at=noon)
    kept = Review.objects.get()
    assert (kept.reply, kept.replied_by, kept.replied_at) == ("Thank you", clerk, noon)


def test_a_vote_counts_once_and_can_be_taken_back(write):
    review, reader = write(), UserFactory()
    assert [votes.vote(review, user=reader) for _ in range(2)] == [True, False]
    assert Review.objects.get().useful_count == 1
    assert votes.voted(reader, [review]) == {review.pk}
    assert [votes.take_back(review, user=reader) for _ in range(2)] == [True, False]
    assert Review.objects.get().useful_count == 0
    with pytest.raises(votes.OwnVoice):
        votes.vote(review, user=review.author)


def test_three_orders(write, noon):
    sku = SkuFactory()
    written = [
        write(received(sku, key=f"k{number}"), rating=rating)
        for number, rating in enumerate((5, 2, 3))
    ]
    votes.vote(written[2], user=UserFactory())

    def order(sort):
        rows = reviews.of_product(sku.product, reader=UserFactory(), sort=sort)
        return [written.index(row) for row in rows]

    assert [order(sort) for sort in reviews.SORTS] == [[2, 1, 0], [2, 1, 0], [1, 2, 0]]


def test_few_voices_push_the_average_little():
    assert ratings.smoothed(0, 0) == 4.0
    assert ratings.smoothed(5, 1) < ratings.smoothed(480, 100) < 4.8
    assert ratings.smoothed(1, 1) == 3.5


def test_what_may_still_be_reviewed(line, write):
    buyer = line.order.group.buyer
    assert list(reviews.open_lines(buyer)) == [line]
    write()
    assert list(reviews.open_lines(buyer)) == []


def test_a_note_can_be_the_review(line, write):
    review, product = write(), line.sku.product
    note = NoteFactory(author=review.author)
    with pytest.raises(reviewing.UnfitNote):
        reviewing.tell(note, review=review)
    ProductTagFactory(note=note, product=product)
    assert reviewing.tellable(review.author, product) == [note]
    for _ in range(2):
        reviewing.tell(note, review=review)
    assert reviewing.notes_of([review], reader=UserFactory()) == {review.pk: note}
    assert reviewing.tellable(review.author, product) == []


def test_a_note_of_another_or_a_draft_is_not_the_review(line, write):
    review = write()
    for note in (NoteFactory(), DraftFactory(author=review.author)):
        ProductTagFactory(note=note, product=line.sku.product)
        with pytest.raises(reviewing.UnfitNote):
            reviewing.tell(note, review=review)


@pytest.mark.django_db(transaction=True)
def test_many_reviews_and_votes_at_once_are_all_counted(noon):
    sku = SkuFactory(on_hand=50)
    lines = [received(sku, key=f"k{number}") for number in range(8)]

    def act(line):
        return reviews.write(line, author=line.order.group.buyer, rating=3, at=noon)

    written = at_once(act, [*lines, *lines])
    assert sum(isinstance(one, Review) for one in written) == 8
    assert stars(Review.objects.first()) == (24, 8)
    target = Review.objects.first()
    at_once(lambda user: votes.vote(target, user=user), [*UserFactory.create_batch(6)] * 2)
    assert Review.objects.get(pk=target.pk).useful_count == 6
    assert OrderLine.objects.count() == 8
