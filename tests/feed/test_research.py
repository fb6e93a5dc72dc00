"""The truth box, notes by opinion, products side by side, and what stands beside a note."""

import pytest

from accounts.models import Block
from feed.models import NoteScore, Remark
from feed.ranking import listing
from feed.research import alike, related, remarks, truth
from notes.models import NoteTopic, ProductTag, Topic, Verdict
from tests.factories.accounts import UserFactory
from tests.factories.notes import NOON, NoteFactory, ProductTagFactory
from tests.factories.shop import CategoryFactory, ProductFactory, SkuFactory

pytestmark = pytest.mark.django_db
PAID = ProductTag.Relation.PAID


@pytest.fixture
def kettle():
    return ProductFactory(title="Kettle", price_from=18900)


def note_about(product, *, relation="bought", body="It is a kettle.", **verdict):
    note = NoteFactory(body=body)
    ProductTagFactory(note=note, product=product, relation=relation)
    if verdict:
        Verdict.objects.create(note=note, product=product, **verdict)
    listing.enlist(note, at=NOON)
    return note


def points(product, block="cons"):
    return [(point.text, len(point.sources)) for point in truth.of(product).blocks[block]]


def test_points_said_by_several_stand_first_and_lead_to_each_note(kettle):
    note_about(kettle, cons=["Heavy"])
    loud = [note_about(kettle, cons=["Hot lid"]), note_about(kettle, cons=["hot  LID!"])]

    assert [(text.casefold()[:3], heard) for text, heard in points(kettle)] == [
        ("hot", 2),
        ("hea", 1),
    ]
    first = truth.of(kettle).blocks["cons"][0]
    assert {source.public_id for source in first.sources} == {note.public_id for note in loud}


def test_who_is_paid_has_no_voice_in_it_but_is_counted(kettle):
    note_about(kettle, pros=["Pours well"])
    note_about(kettle, relation=PAID, pros=["Best kettle ever"])
    told = truth.of(kettle)

    assert [point.text for point in told.blocks["pros"]] == ["Pours well"]
    assert (told.notes, told.sponsored, told.sponsored_share) == (2, 1, 50)


def test_buyers_texts_speak_too_where_they_tag_one_product(kettle):
    note = note_about(kettle, body="用了三周。缺点是盖子很烫手。不适合赶时间的人！")
    assert dict(Remark.objects.values_list("block", "text")) == {
        "cons": "缺点是盖子很烫手",
        "not_for": "不适合赶时间的人",
    }
    assert points(kettle) == [("缺点是盖子很烫手", 1)]

    ProductTagFactory(note=note, product=ProductFactory(), relation="bought")
    listing.enlist(note, at=NOON)
    assert not Remark.objects.exists()


def test_a_sentence_that_promotes_is_no_remark():
    assert remarks.found("缺点是太好用，闭眼入。") == {}
    assert list(remarks.found("缺点是盖子很烫手。")) == ["cons"]


def test_a_reader_reads_nothing_of_whom_they_block(client, kettle):
    note = note_about(kettle, cons=["Hot lid"])
    reader = UserFactory()
    Block.objects.create(blocker=reader, blocked=note.author)
    address = f"/products/{kettle.public_id}"

    assert "Hot lid" in client.get(address).content.decode()
    client.force_login(reader)
    assert "Hot lid" not in client.get(address).content.decode()
    answer = client.get(f"/api/v1/products/{kettle.public_id}/truth").json()
    assert answer["blocks"]["cons"] == []


def test_notes_about_it_are_sorted_by_use_time_and_criticism(client, kettle):
    praise = note_about(kettle, pros=["Pours well"])
    critic = note_about(kettle, not_for=["the hasty"])
    paid = note_about(kettle, relation=PAID, cons=["none at all"])
    NoteScore.objects.filter(note=praise).update(rank=10**9)

    def ids(sort):
        answer = client.get(f"/api/v1/products/{kettle.public_id}/notes", {"sort": sort}).json()
        return [card["public_id"] for card in answer["results"]]

    assert ids("useful")[0] == praise.public_id
    assert ids("latest")[0] == paid.public_id
    assert ids("critical") == [critic.public_id]
    page = client.get(f"/products/{kettle.public_id}", {"notes": "critical"}).content.decode()
    assert f'data-note="{critic.public_id}"' in page
    assert f'data-note="{praise.public_id}"' not in page


def test_beside_praise_stands_criticism_and_beside_criticism_praise(client, kettle):
    praise = note_about(kettle, pros=["Pours well"])
    critic = note_about(kettle, cons=["Hot lid"])
    neutral = note_about(kettle)

    assert related.of(praise).other == [critic.pk]
    assert related.of(critic).other == [praise.pk]
    assert neutral.pk in related.of(praise).same
    page = client.get(f"/related/{praise.public_id}", headers={"HX-Request": "true"})
    assert b"Different opinions" in page.content
    assert b"<html" not in page.content


def test_similar_products_share_category_price_and_topics():
    category, topic = (
        CategoryFactory(slug="kettles"),
        Topic.objects.create(key="pourover", name="pourover"),
    )
    kettle, dear, near, told = (
        ProductFactory(category=category, price_from=price) for price in (18900, 990000, 17900, 900)
    )
    elsewhere = ProductFactory(price_from=18900, category=CategoryFactory(slug="elsewhere"))
    for product in (kettle, told):
        note = note_about(product)
        NoteTopic.objects.create(note=note, topic=topic)

    found = alike.of(kettle)
    assert elsewhere.pk not in found
    assert found.index(near.pk) < found.index(dear.pk)
    assert found.index(told.pk) < found.index(dear.pk)


def test_products_stand_side_by_side_in_the_same_words(client, kettle):
    other = ProductFactory(title="Second kettle", category=kettle.category)
    third = ProductFactory(title="Third kettle", category=kettle.category)
    for product in (kettle, other, third):
        SkuFactory(product=product, price=18900)
    note_about(kettle, cons=["Hot lid"])
    page = client.get("/compare", {"ids": f"{kettle.public_id},{other.public_id},gone"})
    words = page.content.decode()

    assert words.count('scope="col"') == 2
    assert "Hot lid" in words
    assert "no longer here" in words
    assert f"{kettle.public_id},{other.public_id},{third.public_id}" in words
    many = ",".join(ProductFactory().public_id for _ in range(6))
    assert client.get("/compare", {"ids": many}).content.decode().count('scope="col"') == 4
    slot = client.get(f"/products/{kettle.public_id}/alike", headers={"HX-Request": "true"})
    assert b"Third kettle" in slot.content
    assert b"<html" not in slot.content
    assert b"Nothing to compare yet" in client.get("/compare").content
