from accounts.models.rate import RateCount, RateCountQuerySet
from accounts.models.relations import Block, Follow, Report
from accounts.models.user import User, UserQuerySet

__all__ = ["Block", "Follow", "RateCount", "RateCountQuerySet", "Report", "User", "UserQuerySet"]
