"""Pages of conflict checks: what was compared, what was found and why, and the decision."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.conflicts import hits_seen
from cases.models import Case, ConflictCheck, ConflictHit, KnownName
from cases.selectors import conflict_check_list, conflict_hit_list, known_name_list
from cases.services import conflicts
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, text
from claimback.tenancy.admin_show import Section, badge, instant, page_of, prose, to, words
from claimback.tenancy.member import Member


class DecisionForm(ActForm):
    """Why it is decided so."""

    reason = text(long=True, max_length=conflicts.REASON_LIMIT)


def of_case(made: Any) -> str:
    """Back to the conflicts of the case."""
    return f"{page_of(made.case)}#conflicts"


CONFLICT_ACT = Act(
    name="check-conflicts",
    label=_("Check for conflicts"),
    icon="policy",
    service=conflicts.conflict_check_run,
    capabilities=("case.write",),
    row_id="case_id",
    versioned=False,
    explain=_(
        "Everybody on the case is held against all names that the firm knows. The result is kept as it is found."
    ),
    done=_("The check is kept. Here is what it found."),
    lands=page_of,
)
"""Of a case."""


def _undecided(row: ConflictCheck) -> bool:
    return row.state == "undecided"


def conflict_state(row: Case) -> Any:
    """How the case stands: its latest check as a link."""
    check = conflicts.latest_check(row.pk)
    return badge("unknown") if check is None else to(check, badge(check.state))


@admin.register(ConflictCheck)
class ConflictCheckAdmin(FirmAdmin):
    """Conflict checks of cases."""

    read_capability = "case.read"
    list_display = ["case", "state", "because", "corpus_size", "asked_by", "created_at"]
    list_filter = ["state", "because"]
    search_fields = ["case__number", "case__title"]
    ordering = ["-created_at", "-id"]
    empty = _("No checks yet. Every case is checked as it is opened.")
    acts = [
        Act(
            name="clear",
            label=_("Clear"),
            icon="check_circle",
            service=conflicts.conflict_clear,
            capabilities=("conflict.decide",),
            row_id="check_id",
            form=DecisionForm,
            explain=_(
                "What was found is no conflict: other people, or nothing against each other. Say how you know."
            ),
            fits=_undecided,
            done=_("Cleared. The case may be opened."),
            variant="primary",
            lands=of_case,
        ),
        Act(
            name="waive",
            label=_("Waive"),
            icon="gavel",
            service=conflicts.conflict_waive,
            capabilities=("conflict.waive",),
            row_id="check_id",
            form=DecisionForm,
            explain=_(
                "There is a conflict, and the firm takes the case. Say who consented, when, and in what writing."
            ),
            fits=_undecided,
            done=_("Waived, with your reason. The case may be opened."),
            lands=of_case,
        ),
        Act(
            name="decline",
            label=_("Decline the case"),
            icon="block",
            service=conflicts.conflict_decline,
            capabilities=("conflict.decide",),
            row_id="check_id",
            form=DecisionForm,
            explain=_("The firm can't take this case. Close it next."),
            fits=_undecided,
            done=_("Declined. Close the case next."),
            variant="danger",
            lands=of_case,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[ConflictCheck]:
        """The door to checks."""
        return conflict_check_list()

    def title_of(self, row: ConflictCheck) -> str:
        """Of which case."""
        return gettext("Conflict check of %(number)s") % {"number": row.case.number}

    def facts(self, row: ConflictCheck) -> list[tuple[str, Any]]:
        """Who, when, against how much, and the decision."""
        decided = [
            (gettext("Decided by"), to(row.decided_by) if row.decided_by else gettext("The system")),
            (gettext("Decided"), instant(row.decided_at)),
            (gettext("Why so"), prose(row.reason)),
        ]
        names = ngettext("%(n)s name", "%(n)s names", row.corpus_size) % {"n": f"{row.corpus_size:,}"}
        return [
            (gettext("Case"), to(row.case)),
            (gettext("State"), badge(row.state)),
            (gettext("Why it was run"), gettext(row.get_because_display())),
            (gettext("Run by"), to(row.asked_by)),
            (gettext("Run"), instant(row.created_at)),
            (gettext("Compared with"), names),
            *(decided if row.decided_at else []),
        ]

    def sections(self, member: Member, row: ConflictCheck) -> list[Section]:
        """What was found, and what was compared."""
        seen = hits_seen(row.pk)
        found = [
            [
                f"{hit.subject_name} ({words(hit.subject_kind)})",
                _what(hit),
                gettext("%(score)s of 100") % {"score": hit.score},
                hit.why,
                gettext("New") if hit.fresh else gettext("Decided before"),
            ]
            for hit in seen.hits
        ]
        if seen.behind_wall:
            ask = gettext("Ask %(name)s.") % {"name": seen.ask.name} if seen.ask else gettext("Ask an owner.")
            found.append(["–", gettext("Something that you may not see"), "–", ask, "–"])
        compared = [[each["name"], words(each["kind"]), words(each["role"]) or "–"] for each in row.inputs]
        return [
            Section(
                gettext("Found"),
                [
                    gettext("On this case"),
                    gettext("Known to the firm"),
                    gettext("Alike"),
                    gettext("Why"),
                    gettext("Since when"),
                ],
                found,
                gettext("Nothing: no name on the case is like one that the firm knows."),
            ),
            Section(
                gettext("Compared"),
                [gettext("Name"), gettext("What"), gettext("Role")],
                compared,
                gettext("Nobody."),
            ),
        ]


def _what(hit: ConflictHit) -> Any:
    """What was found, as a link to it."""
    row = hit.client or hit.party or hit.insurer or hit.document
    said = f"{hit.name} ({words(hit.role or hit.kind)})"
    return to(row, said) if row is not None else said


@admin.register(ConflictHit)
class ConflictHitAdmin(FirmAdmin):
    """What conflict checks found."""

    read_capability = "case.read"
    list_display = ["subject_name", "name", "score", "method", "case", "fresh"]
    list_filter = ["method", "fresh"]
    search_fields = ["subject_name", "name", "case__number"]
    ordering = ["-score", "-id"]
    empty = _("No check has found anything.")

    def rows(self, member: Member) -> QuerySet[ConflictHit]:
        """The door to hits."""
        return conflict_hit_list()


@admin.register(KnownName)
class KnownNameAdmin(FirmAdmin):
    """The names that checks compare with."""

    read_capability = "case.read"
    list_display = ["name", "kind", "role", "case"]
    list_filter = ["kind"]
    search_fields = ["name"]
    ordering = ["-id"]
    exclude = ("text", "keys")
    empty = _("No names yet. They come with clients, parties, insurers and documents.")

    def rows(self, member: Member) -> QuerySet[KnownName]:
        """The door to names."""
        return known_name_list()
