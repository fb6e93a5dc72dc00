"""News from accounts. Sent inside the transaction that made it."""

from django.dispatch import Signal

user_followed = Signal()  # follower: User, followed: User
user_unfollowed = Signal()  # follower: User, followed: User
user_blocked = Signal()  # blocker: User, blocked: User
