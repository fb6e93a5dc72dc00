from accounts.models.rate import RateCount, RateCountQuerySet
from accounts.models.relations import Block, Follow, Report
from accounts.models.user import Reader, User, UserQuerySet

__all__ = [
    "Block",
    "Follow",
    "RateCount",
    "RateCountQuerySet",
    "Reader",
    "Report",
    "User",
    "UserQuerySet",
]
