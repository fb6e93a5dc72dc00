"""Who may log in at all."""

from allauth.account.auth_backends import AuthenticationBackend


class PersonsOnly(AuthenticationBackend):
    """Active persons, by e-mail or handle. An official account has no login of its own."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and not user.is_official

    def _check_password(self, user, password):
        # As if there were no such account: allauth shows a closed one its own page.
        return super()._check_password(None if user and user.is_official else user, password)
