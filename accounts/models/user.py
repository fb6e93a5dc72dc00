"""Who: every creator, merchant, shopper and official account."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.handles import validate_display_name, validate_handle


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, reader):
        """The accounts whose page this reader may open: active, and no block either way."""
        active = self.filter(is_active=True)
        if not getattr(reader, "is_authenticated", False):
            return active
        return active.exclude(blocks_made__blocked=reader).exclude(blocks_received__blocker=reader)

    def listed_for(self, reader):
        """The accounts that this reader may meet in lists and search."""
        return self.visible_to(reader)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, reader):
        return self.get_queryset().visible_to(reader)

    def listed_for(self, reader):
        return self.get_queryset().listed_for(reader)

    def create_user(self, email=None, handle=None, password=None, **fields):
        email = self.normalize_email(email).lower() if email else None
        user = self.model(email=email, handle=handle, **fields)
        user.name = user.name or handle
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, handle, password=None, **fields):
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(email, handle, password, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        OFFICIAL = "official", _("Official account")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PERSON)
    # An official account has no e-mail and no login of its own: staff act as it.
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    handle = models.CharField(_("handle"), max_length=30, unique=True, validators=[validate_handle])
    name = models.CharField(
        _("display name"), max_length=40, blank=True, validators=[validate_display_name]
    )
    bio = models.CharField(_("bio"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    verified_as = models.CharField(_("verified as"), max_length=80, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["handle"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("handle"), name="user_handle_any_case"),
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
            models.CheckConstraint(
                condition=Q(kind="official") | Q(email__isnull=False), name="user_person_has_email"
            ),
        ]

    def __str__(self):
        return f"@{self.handle}"

    @property
    def is_official(self) -> bool:
        return self.kind == self.Kind.OFFICIAL

    @property
    def is_verified(self) -> bool:
        """Whether the official badge stands beside the name: while it says as whom."""
        return self.is_official and bool(self.verified_as)

    def get_full_name(self):
        return self.name or self.handle

    def get_short_name(self):
        return self.handle


Reader = User | AnonymousUser
