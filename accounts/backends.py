"""Who may log in at all."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from core.prepared import Prepared


class PersonsOnly(AuthenticationBackend):
    """Active persons, by e-mail or handle. An official account has no login of its own."""

    def get_user(self, user_id):
        """The person of a session; None where the account may not log in any more."""
        found = _OF_PK.objects(pk=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and not user.is_official

    def _check_password(self, user, password):
        # As if there were no such account: allauth shows a closed one its own page.
        return super()._check_password(None if user and user.is_official else user, password)


_OF_PK = Prepared(lambda pk: User.objects.filter(pk=pk), "pk")
