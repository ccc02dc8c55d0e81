"""What an installation may add, and is off unless its address is set: errors to Sentry, traces by OpenTelemetry."""

from importlib import import_module
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_EXTRAS: Final = (("SENTRY_DSN", "sentry"), ("TRACES_ENDPOINT", "tracing"))
"""The setting that turns each on, and its name: of the extra of pyproject.toml, and of the module here."""


def start_extras() -> None:
    """Start what is configured. Raises ImproperlyConfigured, with the remedy, where its packages are not installed."""
    for setting, extra in _EXTRAS:
        if not getattr(settings, setting):
            continue
        try:
            module = import_module(f"claimback.operations.{extra}")
        except ModuleNotFoundError as error:
            raise ImproperlyConfigured(
                f"{error.name} is not installed: `uv sync --extra {extra}`, or leave its address out."
            ) from error
        module.start(getattr(settings, setting))
