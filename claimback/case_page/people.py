"""People, conflicts and the policy on a case's page."""

from typing import Any, Final

from django.utils.translation import gettext

from cases.conflicts import hits_seen
from cases.models import Case, ConflictCheck, Party
from cases.policy_sheet import PolicySheet, policy_sheet
from cases.selectors import party_list, provision_list
from cases.services.conflicts import latest_check
from claimback.case_page.counts import of_case
from claimback.case_page.head import held
from claimback.tenancy.admin_show import act_on, badge, instant, money, page_of, words
from claimback.tenancy.member import Member

HITS_SHOWN: Final = 5


def parties(case: Case) -> list[Party]:
    """Who is on the case now, beside its client. One statement."""
    return list(party_list().filter(case_id=case.pk, ended_at=None).order_by("role", "name"))


def conflicts(member: Member, case: Case) -> dict[str, Any]:
    """The check that counts, with what it found as far as the member may see it. At most four statements."""
    check = latest_check(case.pk)
    shown: dict[str, Any] = {"check": check, "all": of_case(ConflictCheck, case)}
    if check is None:
        return {**shown, "state": badge("unknown"), "open": True}
    seen = hits_seen(check.pk)
    undecided = check.state == "undecided"
    names = {"clear": "conflict.decide", "waive": "conflict.waive", "decline": "conflict.decide"}
    return {
        **shown,
        "state": badge(check.state),
        "open": undecided,
        "page": page_of(check),
        "when": instant(check.created_at),
        "names": len(check.inputs),
        "hits": [
            (
                gettext("%(subject_name)s and %(name)s (%(kind)s)")
                % {
                    "subject_name": hit.subject_name,
                    "name": hit.name,
                    "kind": words(hit.role or hit.kind),
                },
                hit.score,
                hit.why,
            )
            for hit in seen.hits[:HITS_SHOWN]
        ],
        "found": len(seen.hits),
        "behind_wall": seen.behind_wall,
        "acts": [
            (name.capitalize(), act_on(check, name))
            for name, capability in names.items()
            if undecided and member.may(capability)
        ],
    }


def policy(case: Case) -> dict[str, Any]:
    """The policy as it stood at the loss: terms, duties, passages. Six statements, none without a policy."""
    if case.policy is None or case.policy_id is None:
        return {}
    sheet = policy_sheet(case)
    passages = (
        provision_list().filter(policy_id=case.policy_id).select_related("document").order_by("label", "id")
    )
    return {
        "row": case.policy,
        "page": page_of(case.policy),
        "held": held(sheet.standing),
        "terms": _terms(sheet),
        "endorsements": [(form, page_of(form), held(standing)) for form, standing in sheet.endorsements],
        "duties": [(duty, page_of(duty)) for duty in sheet.duties],
        "passages": [(passage, page_of(passage)) for passage in passages],
    }


def _terms(sheet: PolicySheet) -> list[tuple[str, list[str]]]:
    """Each coverage with its limits and deductibles; at the end those that hold for all of them."""
    of_coverage = {coverage.pk: str(coverage) for coverage in sheet.coverages}
    told: dict[Any, list[str]] = {**{pk: [] for pk in of_coverage}, None: []}
    for limit in sheet.limits:
        what = " ".join(part for part in (gettext(limit.get_kind_display()), limit.applies_to) if part)
        told[limit.coverage_id if limit.coverage_id in told else None].append(
            f"{what}: {money(limit.amount, limit.currency)}"
        )
    for row, amount in sheet.deductibles:
        told[row.coverage_id if row.coverage_id in told else None].append(
            gettext("Deductible, %(peril)s: %(sum)s")
            % {"peril": gettext(row.get_peril_display()).lower(), "sum": money(amount, row.currency)}
        )
    named = [(of_coverage.get(pk, gettext("All coverages")), lines) for pk, lines in told.items()]
    return [(name, lines) for (name, lines), pk in zip(named, told, strict=True) if lines or pk]
