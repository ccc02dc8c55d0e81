"""Pages of estimates, their lines side by side with those of another, and of what persons said of pairs of lines."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.liens import document_field
from cases.admin.people import ReasonForm
from cases.estimate_comparison import estimates_compare
from cases.importing.estimate_tables import FIELDS
from cases.models import Estimate, EstimateLine, LinePairing
from cases.models.estimates import PAIRINGS, SIDES
from cases.selectors import party_list
from cases.selectors.money import estimate_line_list, estimate_list, line_pairing_list
from cases.services.estimate_imports import estimate_import
from cases.services.estimate_lines import lines_leave, lines_pair
from cases.services.estimates import estimate_withdraw
from cases.settlement.estimates import CAUSES, Comparison, Line
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, LinesField, choice, reference, text
from claimback.tenancy.admin_show import Section, act_on, items, link, money, page_of, to
from claimback.tenancy.member import Member

LINES_SHOWN = 300


class ImportForm(ActForm):
    """A document of the case whose file has the lines."""

    document_id = forms.Field()
    side = choice(SIDES)
    title = text(max_length=200)
    dated_on = DayField()
    price_list = text(required=False, max_length=60, help_text=_("Such as TXDF8X_MAR26."))
    party_id = forms.Field(required=False)
    former_id = forms.Field(required=False)
    reason = text(required=False, max_length=300, help_text=_("Why it replaces that one."))
    mapping = LinesField(
        help_text=_("Only where the headers do not say it. One a line: field => column. Fields: ")
        + ", ".join(FIELDS)
    )

    def prepare(self) -> None:
        """The case's documents, parties and estimates."""
        documents = document_field(self.row.pk, gettext("File"))
        documents.required, documents.help_text = True, gettext("CSV, XLSX, or XML of the documented form.")
        self.fields["document_id"] = documents
        self.fields["party_id"] = reference(
            party_list().filter(case_id=self.row.pk, ended_at=None).order_by("name"),
            required=False,
            label=gettext("Made by"),
            empty_label=gettext("Nobody of the case"),
        )
        self.fields["former_id"] = reference(
            estimate_list().filter(case_id=self.row.pk, state="current").order_by("-dated_on", "-id"),
            required=False,
            label=gettext("Replaces"),
            empty_label=gettext("None"),
        )

    def values(self) -> dict[str, Any]:
        """The service's arguments; without a mapping the headers propose one."""
        values = super().values()
        told = [line.partition("=>") for line in values.pop("mapping")]
        mapping = {name.strip(): column.strip() for name, _, column in told}
        return {**values, "mapping": mapping} if mapping else values


IMPORT_ACT = Act(
    name="import-estimate",
    label=_("Enter an estimate from a file"),
    icon="table_view",
    service=lambda **said: estimate_import(
        **{name: value for name, value in said.items() if name != "case_id"}
    ),
    capabilities=("money.write", "document.read"),
    row_id="case_id",
    versioned=False,
    form=ImportForm,
    explain=_("All of its lines are entered, or none. Put the file on the case first."),
    done=_("The estimate is entered."),
    lands=page_of,
)


class PairForm(ActForm):
    """What two lines are."""

    their_line_id = forms.Field()
    how = choice(PAIRINGS, initial="paired")
    reason = text(required=False, max_length=300)

    def prepare(self) -> None:
        """The lines of the case's other estimates that are current."""
        others = estimate_line_list().filter(case_id=self.row.case_id, estimate__state="current")
        self.fields["their_line_id"] = reference(
            others.exclude(estimate_id=self.row.estimate_id)
            .select_related("estimate")
            .order_by("estimate_id", "position"),
            label=gettext("With the line"),
        )


@admin.register(Estimate)
class EstimateAdmin(FirmAdmin):
    """Estimates of either side."""

    read_capability = "money.read"
    list_display = ["__str__", "case", "title", "state", "of_rcv", "of_acv"]
    list_filter = ["side", "state"]
    search_fields = ["title", "price_list", "case__number"]
    ordering = ["-dated_on", "-id"]
    exclude = ["rcv", "depreciation", "acv", "stated_rcv", "stated_acv", "currency"]
    empty = _("No estimate yet. Enter one from a file on a case's page.")
    acts = [
        Act(
            name="withdraw",
            label=_("Withdraw"),
            icon="remove_circle",
            service=estimate_withdraw,
            capabilities=("money.write",),
            row_id="estimate_id",
            form=ReasonForm,
            fits=lambda row: row.state != "withdrawn",
            done=_("The estimate is withdrawn."),
            variant="danger",
        )
    ]

    def rows(self, member: Member) -> QuerySet[Estimate]:
        """The door to estimates."""
        return estimate_list()

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The estimate's columns, its sums in words."""
        amounts = [
            (gettext("Replacement cost"), row.rcv),
            (gettext("Depreciation"), row.depreciation),
            (gettext("Actual cash value"), row.acv),
            (gettext("Replacement cost on its paper"), row.stated_rcv),
            (gettext("Actual cash value on its paper"), row.stated_acv),
        ]
        shown = [(name, money(amount, row.currency)) for name, amount in amounts if amount is not None]
        return [*super().facts(row), *shown]

    def sections(self, member: Member, row: Estimate) -> list[Section]:
        """The estimate against each current one of another side, and its lines."""
        others = estimate_list().filter(case_id=row.case_id, state="current").exclude(side=row.side)
        found = [
            section
            for other in others.order_by("-dated_on", "id")[:3]
            for section in against(member, row.id, other)
        ]
        lines = estimate_line_list().filter(estimate_id=row.pk).order_by("position")[:LINES_SHOWN]
        return [
            *found,
            Section(
                gettext("Lines"),
                [
                    gettext("Line"),
                    gettext("Room"),
                    gettext("Code"),
                    gettext("Quantity"),
                    gettext("Price"),
                    gettext("RCV"),
                    gettext("Depreciation"),
                    gettext("ACV"),
                ],
                [
                    [
                        to(line),
                        line.room or "–",
                        line.code or "–",
                        f"{line.quantity.normalize():f} {line.unit}",
                        f"{line.unit_price.normalize():f}",
                        f"{line.rcv:,.2f}",
                        f"{line.depreciation:,.2f}",
                        f"{line.acv:,.2f}",
                    ]
                    for line in lines
                ],
                "",
            ),
        ]

    @admin.display(description=_("Replacement cost"))
    def of_rcv(self, row: Estimate) -> Any:
        """The sum of its lines, new."""
        return money(row.rcv, row.currency)

    @admin.display(description=_("Actual cash value"))
    def of_acv(self, row: Estimate) -> Any:
        """The sum of its lines, as it was."""
        return money(row.acv, row.currency)


def against(member: Member, ours_id: UUID, other: Estimate) -> list[Section]:
    """An estimate held against another: where the difference is from, then both sides line by line."""
    compared = estimates_compare(actor=member, ours_id=ours_id, theirs_id=other.id)
    return [
        Section(
            gettext("Against %(other)s: where the difference is from") % {"other": other},
            [gettext("Cause"), gettext("Amount")],
            [
                *(
                    [gettext(CAUSES[cause]), f"{amount.amount:,.2f}"]
                    for cause, amount in compared.causes.items()
                    if amount.amount
                ),
                [gettext("Replacement cost, this one less that"), f"{compared.rcv.amount:,.2f}"],
                [gettext("Actual cash value, this one less that"), f"{compared.acv.amount:,.2f}"],
                *([fault, ""] for fault in compared.faults),
            ],
            "",
        ),
        Section(
            gettext("Line by line against %(other)s") % {"other": other},
            [
                gettext("Room"),
                gettext("This one"),
                gettext("That one"),
                gettext("RCV"),
                gettext("ACV"),
                gettext("Why"),
            ],
            _side_by_side(compared),
            gettext("Neither has a line."),
        ),
    ]


def _side_by_side(compared: Comparison) -> list[list[Any]]:
    rows: list[list[Any]] = [
        [
            pair.ours.room or "–",
            _told(pair.ours),
            _told(pair.theirs),
            f"{pair.rcv.amount:,.2f}",
            f"{pair.acv.amount:,.2f}",
            items(f"{gettext(CAUSES[cause])}: {amount.amount:,.2f}" for cause, amount in pair.causes.items()),
        ]
        for pair in compared.pairs
    ]
    rows += [
        [
            line.room or "–",
            link(_told(line), act_on(EstimateLine(id=line.id), "pair")),
            "–",
            f"{line.rcv.amount:,.2f}",
            f"{line.acv.amount:,.2f}",
            gettext(CAUSES["only_ours"]),
        ]
        for line in compared.only_ours
    ]
    rows += [
        [
            line.room or "–",
            "–",
            _told(line),
            f"{-line.rcv.amount:,.2f}",
            f"{-line.acv.amount:,.2f}",
            gettext(CAUSES["only_theirs"]),
        ]
        for line in compared.only_theirs
    ]
    return rows[:LINES_SHOWN]


def _told(line: Line) -> str:
    code, price = f"{line.code} " if line.code else "", line.unit_price.amount.normalize()
    return gettext("%(code)s%(what)s: %(quantity)s %(unit)s at %(price)s") % {
        "code": code,
        "what": line.description,
        "quantity": f"{line.quantity.normalize():f}",
        "unit": line.unit,
        "price": f"{price:f}",
    }


@admin.register(EstimateLine)
class EstimateLineAdmin(FirmAdmin):
    """Lines of estimates."""

    read_capability = "money.read"
    list_display = ["__str__", "estimate", "case", "room", "code"]
    search_fields = ["description", "code", "room", "case__number"]
    ordering = ["-id"]
    empty = _("No lines yet. Enter an estimate on a case's page.")
    also_related = ["estimate"]
    acts = [
        Act(
            name="pair",
            label=_("Pair with another line"),
            icon="link",
            service=lines_pair,
            capabilities=("money.write",),
            row_id="our_line_id",
            versioned=False,
            form=PairForm,
            done=_("It holds over any likeness."),
            lands=lambda made: page_of(made.ours.estimate),
        )
    ]

    def rows(self, member: Member) -> QuerySet[EstimateLine]:
        """The door to lines."""
        return estimate_line_list()


@admin.register(LinePairing)
class LinePairingAdmin(FirmAdmin):
    """What persons said of pairs of lines."""

    read_capability = "money.read"
    list_display = ["ours", "theirs", "how", "case", "made_by", "ended_at"]
    list_filter = ["how"]
    search_fields = ["reason", "case__number"]
    ordering = ["-created_at", "-id"]
    empty = _("Nobody paired lines yet: they match by their codes and words.")
    acts = [
        Act(
            name="leave",
            label=_("Leave it to their likeness"),
            icon="link_off",
            service=lines_leave,
            capabilities=("money.write",),
            row_id="pairing_id",
            fits=lambda row: row.ended_at is None,
            done=_("It no longer holds."),
        )
    ]

    def rows(self, member: Member) -> QuerySet[LinePairing]:
        """The door to them."""
        return line_pairing_list()
