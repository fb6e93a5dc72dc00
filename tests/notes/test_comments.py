import datetime

import pytest

from accounts.models import Block
from notes.models import Comment
from notes.services import comments, engagement
from notes.signals import note_engaged
from tests.factories.accounts import UserFactory
from tests.factories.notes import CommentFactory, DraftFactory, NoteFactory
from tests.notes.news import heard

pytestmark = pytest.mark.django_db


@pytest.fixture
def note():
    return NoteFactory()


def test_a_comment_tells_and_an_answer_stands_on_the_second_level(note, noon):
    reader = UserFactory()
    with heard(note_engaged) as news:
        first = comments.add(note, author=reader, text=" Does it fit? ", at=noon)
        reply = comments.add(note, author=note.author, text="Yes.", at=noon, answers=first)
        deeper = comments.add(note, author=reader, text="Thanks!", at=noon, answers=reply)

    assert first.text == "Does it fit?"
    assert (reply.parent, reply.answers) == (first, None)
    assert (deeper.parent, deeper.answers) == (first, reply)
    assert [said["comment"] for said in news] == [first, reply, deeper]


def test_sent_twice_it_stands_there_once(note, noon):
    reader = UserFactory()
    once = comments.add(note, author=reader, text="Nice", at=noon, token="t1")
    later = noon + datetime.timedelta(minutes=5)

    assert comments.add(note, author=reader, text="Nice", at=later, token="t1") == once
    assert comments.add(note, author=reader, text="Nice", at=noon) == once
    assert comments.add(note, author=reader, text="Nice", at=later, token="t2") != once


@pytest.mark.parametrize("text", ["", " \n", "x" * 1001, "a\x00b", "\u202e"])
def test_what_cannot_be_a_comment_is_refused_at_the_field(note, noon, text):
    with pytest.raises(comments.InvalidComment) as refusal:
        comments.add(note, author=UserFactory(), text=text, at=noon)

    assert refusal.value.field == "text"
    assert not Comment.objects.exists()


def test_ten_a_minute_are_enough(note, noon):
    reader = UserFactory()
    for i in range(10):
        comments.add(note, author=reader, text=f"Number {i}", at=noon)

    with pytest.raises(comments.TooManyComments):
        comments.add(note, author=reader, text="Number 11", at=noon)
    assert comments.add(
        note, author=reader, text="Number 11", at=noon + datetime.timedelta(minutes=2)
    )


def test_an_answer_needs_its_comment(note, noon):
    elsewhere = CommentFactory()
    gone = CommentFactory(note=note, withdrawn_at=noon)
    for answered in (elsewhere, gone):
        with pytest.raises(comments.InvalidComment):
            comments.add(note, author=UserFactory(), text="?", at=noon, answers=answered)


def test_a_draft_takes_no_comments(noon):
    draft = DraftFactory()
    with pytest.raises(engagement.NotShown):
        comments.add(draft, author=draft.author, text="First", at=noon)


def test_its_author_and_the_notes_author_take_it_away(note, noon):
    mine, theirs = CommentFactory.create_batch(2, note=note)

    with heard(note_engaged) as news:
        assert comments.withdraw(mine, by=mine.author, at=noon)
        assert not comments.withdraw(mine, by=mine.author, at=noon)
        assert comments.withdraw(theirs, by=note.author, at=noon)
    assert [said["undone"] for said in news] == [True, True]

    with pytest.raises(comments.NotYours):
        comments.withdraw(CommentFactory(note=note), by=UserFactory(), at=noon)


def test_blocked_people_do_not_meet_in_comments(note):
    comment, reader = CommentFactory(note=note), UserFactory()
    CommentFactory(note=note, parent=comment, author=reader)
    Block.objects.create(blocker=comment.author, blocked=reader)

    assert comment not in Comment.objects.listed_for(reader)
    assert comment in Comment.objects.listed_for(None)


def test_replies_go_with_what_they_answer(note, noon):
    comment = CommentFactory(note=note)
    CommentFactory(note=note, parent=comment)
    comments.withdraw(comment, by=note.author, at=noon)

    assert not Comment.objects.shown().exists()
