"""Reviews and questions as people meet them: pages that work without scripts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Report
from notes.models import Note
from notes.services import reviewing
from shop.models import Answer, Question, Review, UsefulVote
from shop.services import questions, reviews
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory, ProductTagFactory
from tests.factories.shop import ProductFactory, StoreStaffFactory
from tests.shop.test_reviews import received

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def provider_books(settings, tmp_path):
    settings.SHOP = {**settings.SHOP, "TEST_PROVIDER_FILE": str(tmp_path / "books.sqlite3")}


@pytest.fixture
def line():
    return received()


@pytest.fixture
def buyer(line, client):
    client.force_login(line.order.group.buyer)
    return line.order.group.buyer


def _form(line):
    return f"/reviews/write/{line.pk}"


def _reviews(line):
    return f"/products/{line.sku.product.public_id}/reviews"


def test_a_buyer_reviews_and_lets_a_note_tell_it(line, buyer, client):
    note = NoteFactory(author=buyer, title="A month with it")
    ProductTagFactory(note=note, product=line.sku.product)
    assert "A month with it" in client.get(_form(line)).content.decode()
    sent = {"rating": "4", "text": "Drips <b>a bit</b>.", "note": note.public_id}
    answer = client.post(_form(line), sent, follow=True)

    page = answer.content.decode()
    assert "Drips &lt;b&gt;a bit" in page
    assert "A month with it" in page
    assert "4 stars of five" in page
    assert reviewing.notes_of(Review.objects.all(), reader=buyer)
    assert client.get(_form(line)).status_code == 302


def test_a_note_just_published_can_tell_it_before_its_pictures_are_ready(line, buyer, client):
    note = NoteFactory(author=buyer, title="Just now", is_ready=False)
    ProductTagFactory(note=note, product=line.sku.product)
    NoteFactory(author=buyer, title="Draft", status="draft", published_at=None)
    page = client.get(_form(line)).content.decode()
    assert "Just now (others see it once its pictures are ready)" in page
    assert "Draft" not in page
    client.post(_form(line), {"rating": "5", "text": "Good.", "note": note.public_id})
    written = Review.objects.all()
    assert reviewing.notes_of(written, reader=buyer)
    assert not reviewing.notes_of(written, reader=UserFactory())
    Note.objects.filter(pk=note.pk).update(is_ready=True)
    assert reviewing.notes_of(written, reader=UserFactory())


def test_what_is_wrong_is_said_and_what_was_typed_stays(line, buyer, client):
    answer = client.post(_form(line), {"text": "kept words"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Give one to five stars." in page
    assert "kept words" in page
    bad = SimpleUploadedFile("x.png", b"no picture")
    answer = client.post(_form(line), {"rating": "5", "pictures": bad})
    assert (answer.status_code, Review.objects.count()) == (400, 0)


def test_a_review_before_it_came_is_refused(client):
    waiting = received(status="shipped")
    client.force_login(waiting.order.group.buyer)
    answer = client.post(_form(waiting), {"rating": "5"})
    assert answer.status_code == 400
    assert "bought and received" in answer.content.decode()


def test_the_products_page_leads_to_both(line, client):
    page = client.get(f"/products/{line.sku.product.public_id}").content.decode()
    assert f'hx-get="{_reviews(line)}"' in page
    assert "/questions" in page


def test_a_fragment_has_no_frame_and_sorts_lead_on(line, buyer, client, noon):
    reviews.write(line, author=buyer, rating=2, text="Meh", at=noon)
    fragment = client.get(_reviews(line), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "Meh" in fragment
    assert "sort=critical" in fragment
    for query in ({"after": "x"}, {"sort": "x"}):
        assert client.get(_reviews(line), query).status_code == 404


def test_useful_is_toggled_with_and_without_scripts(line, client, noon):
    review = reviews.write(line, author=line.order.group.buyer, rating=5, at=noon)
    client.force_login(UserFactory())
    path = f"/voices/review/{review.public_id}/useful"
    button = client.post(path, {"useful": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="true"' in button
    assert client.post(path, {"useful": "0"}).status_code == 302
    assert not UsefulVote.objects.exists()
    assert client.post("/voices/store/x/useful").status_code == 404


def test_a_voice_can_be_reported_once(line, client, noon):
    review = reviews.write(line, author=line.order.group.buyer, rating=5, at=noon)
    client.force_login(UserFactory())
    path = f"/voices/review/{review.public_id}/report"
    for reason in ("spam", "spam", "nonsense"):
        client.post(path, {"reason": reason})
    assert [(one.kind, one.public_id) for one in Report.objects.all()] == [
        ("review", review.public_id)
    ]


def test_a_question_is_asked_answered_and_badged(client, noon):
    product = ProductFactory()
    path = f"/products/{product.public_id}/questions"
    assert "/accounts/login/" in client.post(path, {"text": "Heavy?"})["Location"]
    client.force_login(UserFactory())
    client.post(path, {"text": "Heavy?"})
    question = Question.objects.get()
    assert 'name="text" maxlength="500"' not in client.get(path).content.decode()

    client.force_login(StoreStaffFactory(store=product.store).user)
    client.post(f"/questions/{question.public_id}/answers", {"text": "300 g"})
    page = client.get(path).content.decode()
    assert "300 g" in page
    assert "badge-accent" in page
    assert Answer.objects.get().by == "store"


def test_an_empty_question_is_refused_at_its_field(client):
    client.force_login(UserFactory())
    answer = client.post(f"/products/{ProductFactory().public_id}/questions", {"text": " "})
    assert answer.status_code == 400
    assert not Question.objects.exists()


def test_the_store_replies_in_the_admin_and_the_platform_hides(line, buyer, client, noon):
    review = reviews.write(line, author=buyer, rating=1, text="Broken", at=noon)
    client.force_login(StoreStaffFactory(store=line.sku.product.store, role="service").user)
    client.post(f"/admin/shop/review/{review.pk}/change/", {"reply": "We send another."})
    assert Review.objects.get().reply == "We send another."
    chosen = {"action": "hide_chosen", "_selected_action": [review.pk]}
    client.post("/admin/shop/review/", chosen)
    assert not Review.objects.get().is_hidden

    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    client.post("/admin/shop/review/", chosen)
    assert Review.objects.get().is_hidden
    client.post("/admin/shop/review/", chosen | {"action": "restore_chosen"})
    assert not Review.objects.get().is_hidden


def test_the_store_answers_in_the_admin(client, noon):
    question = questions.ask(ProductFactory(), author=UserFactory(), text="Heavy?", at=noon)
    client.force_login(StoreStaffFactory(store=question.product.store).user)
    inline = {"answers-TOTAL_FORMS": 0, "answers-INITIAL_FORMS": 0}
    path = f"/admin/shop/question/{question.pk}/change/"
    client.post(path, {"answer": "300 g", **inline})
    assert Answer.objects.get().text == "300 g"
