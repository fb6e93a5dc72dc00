"""Follow, block, report, and take back. Each may be repeated without effect."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Block, Follow, Report, User
from accounts.signals import user_blocked, user_followed, user_unfollowed
from core.errors import RuleViolation


class NotOneself(RuleViolation):
    code = "not_oneself"

    def __init__(self) -> None:
        super().__init__(_("You cannot do this to your own account."))


class Blocked(RuleViolation):
    code = "blocked"

    def __init__(self) -> None:
        super().__init__(_("You cannot follow this account."))


@transaction.atomic
def follow(*, follower: User, followed: User) -> bool:
    """Follow somebody; False if that was so already.

    :raises NotOneself: if both are the same
    :raises Blocked: if either has blocked the other
    """
    _refuse_oneself(follower, followed)
    either_way = Q(blocker=follower, blocked=followed) | Q(blocker=followed, blocked=follower)
    if Block.objects.filter(either_way).exists():
        raise Blocked
    _, is_new = Follow.objects.get_or_create(follower=follower, followed=followed)
    if is_new:
        user_followed.send(sender=Follow, follower=follower, followed=followed)
    return is_new


@transaction.atomic
def unfollow(*, follower: User, followed: User) -> bool:
    """Follow no longer; False if that was so already."""
    gone, _ = Follow.objects.filter(follower=follower, followed=followed).delete()
    if gone:
        user_unfollowed.send(sender=Follow, follower=follower, followed=followed)
    return bool(gone)


@transaction.atomic
def block(*, blocker: User, blocked: User) -> bool:
    """Hide both from each other and end both follows; False if that was so already.

    :raises NotOneself: if both are the same
    """
    _refuse_oneself(blocker, blocked)
    _, is_new = Block.objects.get_or_create(blocker=blocker, blocked=blocked)
    unfollow(follower=blocker, followed=blocked)
    unfollow(follower=blocked, followed=blocker)
    if is_new:
        user_blocked.send(sender=Block, blocker=blocker, blocked=blocked)
    return is_new


def unblock(*, blocker: User, blocked: User) -> bool:
    """See each other again; the follows stay ended. False if that was so already."""
    gone, _ = Block.objects.filter(blocker=blocker, blocked=blocked).delete()
    return bool(gone)


def report(*, reporter: User, kind: str, public_id: str, reason: str, text: str = "") -> bool:
    """Complain about anything that has a public id; False if this reader has done so already."""
    _, is_new = Report.objects.get_or_create(
        reporter=reporter,
        kind=kind,
        public_id=public_id,
        defaults={"reason": reason, "text": text},
    )
    return is_new


def _refuse_oneself(one: User, other: User) -> None:
    if one.pk == other.pk:
        raise NotOneself
