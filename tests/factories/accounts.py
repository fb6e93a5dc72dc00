"""People."""

import factory

from accounts.models import User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    handle = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.handle}@example.com")
    name = factory.LazyAttribute(lambda user: user.handle.title())
    password = factory.django.Password("right-horse-battery")


class OfficialAccountFactory(UserFactory):
    kind = User.Kind.OFFICIAL
    email = None
    password = factory.django.Password(None)
