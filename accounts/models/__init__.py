from accounts.models.relations import Block, Follow, Report
from accounts.models.user import User, UserQuerySet

__all__ = ["Block", "Follow", "Report", "User", "UserQuerySet"]
