"""The forms of the sign-in as a keyboard meets them: the first field is where typing begins."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms


class OneTimeInput(forms.TextInput):
    """Shows no code again that was refused: it is typed anew, not mended."""

    def format_value(self, value: Any) -> None:
        """Nothing."""


class SignInForm(LoginForm):  # type: ignore[misc]
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True


class _Code:
    """The code of an authenticator app, or one of those that stand in for it: digits, on a phone too."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        self.fields["code"].widget = OneTimeInput(attrs=attrs)


class SecondFactorForm(_Code, AuthenticateForm):  # type: ignore[misc]
    """The second factor at the sign-in."""


class SecondFactorAgainForm(_Code, ReauthenticateForm):  # type: ignore[misc]
    """The second factor before a grave act."""
