"""The forms of a case: the one that it is changed with, and the one that an assistant fills in while on the phone."""

from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldBooleanSwitchWidget

from cases.models import Case
from cases.models.case import PARTY_ROLES
from cases.models.client import CLIENT_KINDS
from cases.models.insurer import INSURER_KINDS
from cases.selectors import client_list, insurer_list, policy_list
from cases.services.intake import PARTIES_LIMIT, intake_open
from cases.vocabulary import JURISDICTIONS
from claimback.kernel.errors import Refusal
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import choice, column_field, text
from claimback.tenancy.admin_show import page_of, words
from claimback.tenancy.selectors import member_list
from claimback.vault.admin_forms import SealedForm


class CaseForm(SealedForm):
    """What may be changed of a case."""

    model = Case
    columns: ClassVar[tuple[str, ...]] = (
        "title",
        "insurer",
        "policy",
        "line_of_business",
        "plan_type",
        "jurisdiction",
        "time_zone",
        "claim_number",
        "claim_kind",
        "loss_date",
        "amount_claimed",
        "amount_disputed",
        "currency",
        "lead",
    )
    sealed = ("diagnosis",)
    rows = {
        "client": client_list,
        "insurer": insurer_list,
        "policy": policy_list,
        "lead": lambda: member_list().select_related("user"),
    }

    def prepare(self) -> None:
        """Jurisdictions by name; a time zone only where it is not the usual one."""
        super().prepare()
        self.fields["jurisdiction"] = choice(
            JURISDICTIONS,
            label=gettext("Jurisdiction"),
            help_text=gettext("Whose law it is. The plan's state, or federal law alone."),
        )
        self.fields["time_zone"].required = False
        self.fields["time_zone"].help_text = gettext("Leave it empty for the jurisdiction's own.")


class PartiesField(forms.CharField):
    """People to put on the case, one a line: role, name and organisation."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> Any:
        """The lines as the service takes them."""
        lines = [line for line in (super().clean(value) or "").splitlines() if line.strip()]
        if len(lines) > PARTIES_LIMIT:
            raise forms.ValidationError(gettext("At most %(limit)s at once.") % {"limit": PARTIES_LIMIT})
        return [self._party(line) for line in lines]

    def _party(self, line: str) -> dict[str, str]:
        role, _, said = line.partition(":")
        code = role.strip().lower().replace(" ", "_")
        if code not in PARTY_ROLES or not said.strip():
            known = ", ".join(words(role) for role in PARTY_ROLES)
            raise forms.ValidationError(
                gettext("“%(strip)s” does not begin with a role and a colon. Roles: %(known)s.")
                % {"strip": line.strip(), "known": known}
            )
        name, _, organisation = said.partition(";")
        return {"role": code, "name": name.strip(), "organisation": organisation.strip()}


_NEW: Final = {
    "client": ("kind", "name", "phone", "email"),
    "insurer": ("kind", "name", "phone"),
    "administrator": ("name", "phone"),
    "policy": ("name", "number", "member_number"),
}
"""The fields of each part of an intake, where it is new."""
_ORDER: Final = (
    *("client_id", "client_name", "client_kind", "client_phone", "client_email", "client_sure"),
    *("insurer_id", "insurer_name", "insurer_kind", "insurer_phone", "insurer_sure"),
    *("administrator_id", "administrator_name", "administrator_phone", "administrator_sure"),
    *("policy_id", "policy_name", "policy_number", "policy_member_number"),
)


def _sure() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("It is another"),
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        help_text=_("Only where somebody of nearly this name is known already."),
    )


class IntakeForm(CaseForm):
    """Everything that a new case needs: each part is chosen among what there is, or typed."""

    columns = ("title", "client", *CaseForm.columns[1:], "number")

    client_name = text(label=_("Or a new client"), required=False, max_length=200)
    client_kind = choice(CLIENT_KINDS, label=_("The new client is a"), required=False, initial="person")
    client_phone = text(label=_("Client\u2019s phone"), required=False, max_length=40)
    client_email = forms.EmailField(label=_("Client\u2019s e-mail"), required=False, widget=text().widget)
    client_sure = _sure()
    insurer_name = text(label=_("Or a new insurer"), required=False, max_length=200)
    insurer_kind = choice(INSURER_KINDS, label=_("The new insurer is a"), required=False, initial="carrier")
    insurer_phone = text(label=_("Insurer\u2019s phone"), required=False, max_length=40)
    insurer_sure = _sure()
    administrator_name = text(label=_("Or a new administrator"), required=False, max_length=200)
    administrator_phone = text(label=_("Administrator\u2019s phone"), required=False, max_length=40)
    administrator_sure = _sure()
    policy_name = text(
        label=_("Or a new policy"), required=False, max_length=200, help_text=_("The plan\u2019s name.")
    )
    policy_number = text(label=_("Policy number"), required=False, max_length=80)
    policy_member_number = text(label=_("Member number"), required=False, max_length=80)
    parties = PartiesField(
        label=_("Others on the case"),
        help_text=_("One a line, such as: Provider: Dr. Iris Example; Example Clinic"),
    )

    def prepare(self) -> None:
        """What there is comes before what is new; a case\u2019s number is given by itself."""
        super().prepare()
        for name in ("client_id", "insurer_id", "number"):
            self.fields[name].required = False
        self.fields["client_id"].label = gettext("Known client")
        self.fields["insurer_id"].label = gettext("Known insurer")
        self.fields["policy_id"].label = gettext("Known policy")
        administrator: Any = Case._meta.get_field("insurer")
        self.fields["administrator_id"] = column_field(administrator, {"insurer": insurer_list})
        self.fields["administrator_id"].label = gettext("Known administrator")
        self.fields["administrator_id"].required = False
        self.fields["number"].help_text = gettext("Leave it empty for the next one of the year.")
        rest = [name for name in self.fields if name not in (*_ORDER, "parties", "diagnosis")]
        self.order_fields([*_ORDER, *rest, "diagnosis", "parties"])

    def values(self) -> dict[str, Any]:
        """The parts as the service takes them."""
        said = super().values()
        parts: dict[str, Any] = {"parties": said.pop("parties")}
        for part, columns in _NEW.items():
            id, sure = said.pop(f"{part}_id"), said.pop(f"{part}_sure", False)
            new = {column: said.pop(f"{part}_{column}") for column in columns}
            named = any(value for column, value in new.items() if column != "kind")
            parts[f"{part}_id"] = id
            parts[part] = self._new(part, new, sure) if named else None
        return parts | {"case": said}

    @staticmethod
    def _new(part: str, typed: dict[str, Any], sure: bool) -> dict[str, Any]:
        new = {column: value for column, value in typed.items() if value or column == "name"}
        if part == "administrator":
            new["kind"] = "administrator"
        return new if part == "policy" else new | {"sure": sure}

    def refuse(self, refusal: Refusal) -> None:
        """At `client_name` for `/client/name`, at `title` for `/case/title`, at a line for `/parties/0`."""
        for problem in refusal.errors:
            path = problem.pointer.strip("/").removeprefix("case/").split("/")
            names = ("_".join(path), path[0], f"{path[0]}_name", f"{path[0]}_id")
            name = next((each for each in names if each in self.fields and each != "version"), None)
            detail = problem.detail
            if problem.code == "probably_known":
                detail = gettext("%(found)s Choose it as known, or say below that it is another.") % {
                    "found": detail.partition(" Give ")[0]
                }
            self.add_error(name, detail)
        if not refusal.errors:
            self.add_error(None, refusal.detail)


def of_intake(made: Any) -> str:
    """On to the case."""
    return page_of(made.case)


INTAKE_ACT = Act(
    name="add",
    label=_("Open case"),
    service=intake_open,
    capabilities=("case.write", "client.write", "insurer.write", "policy.write"),
    form=IntakeForm,
    explain=_(
        "Choose whom the firm knows, or type who is new. The line of business, the plan type and the jurisdiction "
        "decide which law the clocks run on."
    ),
    done=_("The case is open at intake, and checked for conflicts. Put the denial letter on it next."),
    lands=of_intake,
)
"""Of the list of cases."""
