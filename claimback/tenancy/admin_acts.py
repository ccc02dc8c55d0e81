"""Acts: the buttons of an admin page, each a form that is posted to one service. A GET never writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claimback.tenancy.admin_forms import ActForm
from claimback.tenancy.member import Member


def _always(_: Any) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that a member may do from a page.

    The service gets `actor`, the row's `row_key` under the name `row_id` (`itself` is the row), the form's `version`
    if `versioned`, what is `fixed`, and the form's values: all of them, or with `changes` only what was changed.
    `fits` hides the button where the row's state leaves no edge; the service decides. `lands` makes the address to go
    to from what the service returned. A grave act, `reauthenticate`, wants a proof of who asks from the last ten
    minutes. With `answer`, a template, what the service returned is shown at once and kept nowhere.
    """

    name: str
    label: str | Promise
    service: Callable[..., Any]
    capabilities: tuple[str, ...]
    row_id: str = ""
    row_key: str = "pk"
    versioned: bool = True
    form: type[ActForm] = ActForm
    fixed: Mapping[str, Any] = field(default_factory=dict)
    changes: bool = False
    fits: Callable[[Any], bool] = _always
    icon: str = ""
    explain: str | Promise = ""
    done: str | Promise = _("Done.")  # noqa: RUF009 - a proxy of a text, which nothing changes
    variant: str = "default"
    lands: Callable[[Any], str] | None = None
    reauthenticate: bool = False
    answer: str = ""

    def allowed(self, member: Member) -> bool:
        """Whether the member has every capability that the service asks for."""
        return all(member.may(capability) for capability in self.capabilities)

    def run(self, member: Member, row: Any, form: ActForm) -> Any:
        """Call the service with what the form says. Raises what it refuses with."""
        return self.call(member, row, form.cleaned_data["version"], form)

    def call(self, member: Member, row: Any, version: int | None, form: ActForm) -> Any:
        """Call the service for a row that was read at `version`. Raises what it refuses with."""
        arguments: dict[str, Any] = {"actor": member, **self.fixed}
        if self.row_id:
            arguments[self.row_id] = row if self.row_key == "itself" else getattr(row, self.row_key)
        if self.versioned and row is not None:
            arguments["version"] = version or 0
        return self.service(**arguments, **(form.changes() if self.changes else form.values()))


_OPEN: Final = _("Open")
_WHILE: Final = _("The link holds for 60 seconds. That you opened it is kept.")


def opening(
    service: Callable[..., str],
    capabilities: tuple[str, ...],
    *,
    row_id: str,
    name: str = "open",
    label: str | Promise = _OPEN,
    icon: str = "open_in_new",
    explain: str | Promise = _WHILE,
    **more: Any,
) -> Act:
    """An act that opens a file by the link of 60 seconds that the service makes, for whoever asks."""
    return Act(
        name=name,
        label=label,
        icon=icon,
        service=service,
        capabilities=capabilities,
        row_id=row_id,
        versioned=False,
        done="",
        lands=str,
        explain=explain,
        **more,
    )


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """An act on many rows of a list at once: row by row the act's own service, with one form for all of them.

    The form is of no row. `says` is what will be done, in a sentence.
    """

    act: Act
    label: Promise
    says: Promise
    form: type[ActForm] = ActForm

    @property
    def name(self) -> str:
        """Of its address."""
        return self.act.name
