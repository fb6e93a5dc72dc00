"""The face of an account. Each call may be repeated without effect."""

from accounts.models import User
from media.models import Avatar, Picture


def show(*, user: User, picture: Picture) -> Avatar:
    """Take this picture for the account's face; it is seen once it is decoded."""
    avatar, _ = Avatar.objects.update_or_create(user=user, defaults={"picture": picture})
    return avatar


def remove(*, user: User) -> None:
    Avatar.objects.filter(user=user).delete()
