"""Users: one person, one e-mail address, any number of firms."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from claimback.kernel.clock import now
from claimback.kernel.ids import new_id


class UserManager(BaseUserManager["User"]):
    """Users by e-mail address, whatever its case."""

    def create_user(self, email: str, name: str, password: str | None = None) -> "User":
        """A user who may sign in; without a password only by another way."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, name: str, password: str | None = None) -> "User":
        """What `manage.py createsuperuser` makes: a user like any other, for whom the operator vouches.

        Nobody stands above the firms: what they may do hangs on their membership.
        """
        from claimback.accounts.services import email_prove  # models are there before services

        user = self.create_user(email, name, password)
        email_prove(user=user)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with this e-mail address."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """Who signs in. What they may do hangs on their membership in a firm, never on the user."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(
        default=False,
        help_text=_("Of the installation's support: may be let into firms, and is in none by that."),
    )
    created_at = models.DateTimeField(default=now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_any_case")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether the admin's sign-in form lets them on: every active user; the firm's door decides the rest."""
        return self.is_active

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Never: Django's permissions are not used. The admin asks the member's capabilities."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Never, as `has_perm`."""
        return False

    def get_full_name(self) -> str:
        """The name as the admin shows it beside the e-mail address."""
        return self.name

    def get_short_name(self) -> str:
        """The name as the admin greets with it."""
        return self.name


def display_name(user: User) -> str:
    """How pages and mails name the user."""
    return user.name
