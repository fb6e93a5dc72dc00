import pytest

from feed import text_signals
from feed.models import NoteScore
from feed.ranking import listing
from notes.models import Verdict
from notes.services import drafting
from notes.services.document import Document, InvalidNote, Slide, Tag
from notes.services.opinions import MOST_CHARACTERS, MOST_POINTS, Opinion
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.notes import NOON, NoteFactory, ProductTagFactory
from tests.factories.shop import ProductFactory

pytestmark = pytest.mark.django_db
SAID = Opinion(
    pros=("Pours well", "Light"), cons=("The lid runs hot",), used_weeks=3, price_paid=18900
)


@pytest.fixture
def author():
    return UserFactory()


@pytest.fixture
def kettle():
    return ProductFactory(title="Kettle")


def written(author, product, verdict):
    document = Document(
        title="Three weeks",
        channel="home",
        slides=[Slide(PictureFactory(owner=author).upload_id)],
        tags=[Tag(product.public_id, "bought")],
        verdict=verdict,
    )
    return drafting.create(author=author, document=document)


def test_a_verdict_is_about_the_first_product_of_the_note(author, kettle):
    verdict = written(author, kettle, SAID).verdict

    assert verdict.product == kettle
    assert verdict.pros == ["Pours well", "Light"]
    assert [label for _name, label, _points in verdict.blocks()] == ["Good", "Less good"]


def test_what_says_nothing_leaves_no_row(author, kettle):
    note = written(author, kettle, SAID)
    emptied = drafting.documents.replace(drafting.documents.of(note), verdict=Opinion())
    drafting.save(note, document=emptied, revision=None)

    assert not Verdict.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        Opinion(pros=tuple(f"point {n}" for n in range(MOST_POINTS + 1))),
        Opinion(cons=("x" * (MOST_CHARACTERS + 1),)),
        Opinion(pros=("a\x00b",)),
        Opinion(used_weeks=0),
        Opinion(used_weeks=10**6),
        Opinion(price_paid=-1),
        Opinion(product="elsewhere", pros=("fine",)),
    ],
)
def test_what_passes_a_limit_is_refused_at_the_verdict(author, kettle, wrong):
    with pytest.raises(InvalidNote) as refusal:
        written(author, kettle, wrong)
    assert list(refusal.value.errors) == ["verdict"]


def test_readers_see_it_on_the_note(client, kettle):
    note = NoteFactory()
    ProductTagFactory(note=note, product=kettle)
    Verdict.objects.create(
        note=note, product=kettle, not_for=["<b>hurried</b> people"], used_weeks=6, price_paid=100
    )
    page = client.get(f"/notes/{note.public_id}").content.decode()

    assert "&lt;b&gt;hurried&lt;/b&gt; people" in page
    assert "used for 6 weeks" in page
    assert "¥1" in page


def test_the_editor_without_scripts_takes_one_point_a_line(client, author, kettle):
    note = written(author, kettle, Opinion())
    client.force_login(author)
    sent = {
        "title": "Three weeks",
        "channel": "home",
        "visibility": "public",
        "revision": note.revision,
        "tag_product": kettle.public_id,
        "tag_relation": "bought",
        "pros": "Pours well\r\n\r\nLight",
        "used_weeks": "3",
        "price_paid": "189.5",
    }
    answer = client.post(f"/notes/{note.public_id}/edit", sent)

    assert answer.status_code == 302
    verdict = Verdict.objects.get(note=note)
    assert (verdict.pros, verdict.used_weeks) == (["Pours well", "Light"], 3)
    assert verdict.price_paid == 18950

    again = client.post(f"/notes/{note.public_id}/edit", sent | {"used_weeks": "many"})
    assert again.status_code == 400
    assert 'value="many"' in again.content.decode()
    assert again.context["errors"]["verdict"]


def test_programs_write_and_read_it(client, author, kettle):
    note = written(author, kettle, SAID)
    client.force_login(author)
    address = f"/api/v1/notes/{note.public_id}"
    assert client.get(address).json()["verdict"]["cons"] == ["The lid runs hot"]

    sent = {"revision": note.revision, "verdict": {"suits": ["small kitchens"]}}
    answer = client.patch(address, sent, content_type="application/json")
    assert answer.json()["verdict"]["suits"] == ["small kitchens"]
    assert answer.json()["verdict"]["pros"] == []

    wrong = {"revision": answer.json()["revision"], "verdict": {"used_weeks": "many"}}
    refused = client.patch(address, wrong, content_type="application/json")
    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == ["verdict.used_weeks"]

    none = {"revision": answer.json()["revision"], "verdict": None}
    assert client.patch(address, none, content_type="application/json").json()["verdict"] is None


def test_it_tells_the_score_of_an_honest_text_in_whatever_words():
    plain, told = NoteFactory(body="A kettle."), NoteFactory(body="A kettle.")
    Verdict.objects.create(note=told, cons=["hot lid"], not_for=["the hasty"], used_weeks=3)
    listing.enlist_many([plain, told], at=NOON)
    prior = dict(NoteScore.objects.values_list("note", "prior"))

    assert prior[told.pk] == pytest.approx(prior[plain.pk] + 0.12)
    # Saturated: saying it once more in the text adds nothing.
    assert text_signals.prior("不适合赶时间的人，缺点是盖子烫", {"context"}) <= 0.12 + 1e-9
