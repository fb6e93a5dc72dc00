import pytest

from accounts import signals
from accounts.models import Block, Follow, Report, User
from accounts.services import relations
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return UserFactory(handle="ann")


@pytest.fixture
def ben():
    return UserFactory(handle="ben")


@pytest.fixture
def news():
    heard = []
    listeners = {}
    for name in ("user_followed", "user_unfollowed", "user_blocked"):

        def listen(sender, name=name, **kwargs):
            heard.append(name)

        listeners[name] = listen
        getattr(signals, name).connect(listen)
    yield heard
    for name, listen in listeners.items():
        getattr(signals, name).disconnect(listen)


def test_following_twice_is_following_once(ann, ben, news):
    assert relations.follow(follower=ann, followed=ben)
    assert not relations.follow(follower=ann, followed=ben)

    assert Follow.objects.count() == 1
    assert news == ["user_followed"]


def test_a_follow_is_taken_back_once(ann, ben, news):
    relations.follow(follower=ann, followed=ben)

    assert relations.unfollow(follower=ann, followed=ben)
    assert not relations.unfollow(follower=ann, followed=ben)
    assert news == ["user_followed", "user_unfollowed"]


def test_a_block_hides_both_ways_and_ends_both_follows(ann, ben, news):
    relations.follow(follower=ann, followed=ben)
    relations.follow(follower=ben, followed=ann)

    assert relations.block(blocker=ann, blocked=ben)
    assert not relations.block(blocker=ann, blocked=ben)

    assert not Follow.objects.exists()
    assert ben not in User.objects.visible_to(ann)
    assert ann not in User.objects.visible_to(ben)
    assert news.count("user_blocked") == 1


@pytest.mark.parametrize("turned", [False, True])
def test_neither_side_of_a_block_can_follow(ann, ben, turned):
    relations.block(blocker=ann, blocked=ben)
    follower, followed = (ben, ann) if turned else (ann, ben)

    with pytest.raises(relations.Blocked):
        relations.follow(follower=follower, followed=followed)


def test_unblocking_shows_again_and_does_not_follow_again(ann, ben):
    relations.follow(follower=ann, followed=ben)
    relations.block(blocker=ann, blocked=ben)

    assert relations.unblock(blocker=ann, blocked=ben)
    assert not relations.unblock(blocker=ann, blocked=ben)
    assert ben in User.objects.visible_to(ann)
    assert not Block.objects.exists()
    assert not Follow.objects.exists()


@pytest.mark.parametrize("act", ["follow", "block"])
def test_nobody_does_it_to_oneself(ann, act):
    names = {"follow": ("follower", "followed"), "block": ("blocker", "blocked")}[act]
    with pytest.raises(relations.NotOneself):
        getattr(relations, act)(**dict.fromkeys(names, ann))


def test_a_report_counts_once_a_reporter(ann, ben):
    complaint = {"kind": "note", "public_id": "abc", "reason": "spam"}

    assert relations.report(reporter=ann, **complaint)
    assert not relations.report(reporter=ann, **complaint)
    assert relations.report(reporter=ben, **complaint)
    assert Report.objects.count() == 2
