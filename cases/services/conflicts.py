"""Conflict checks of cases: the names on a case against all that the firm knows, frozen as found, then decided.

A case leaves intake with a check that covers everybody on it and was cleared or waived. The check sees the whole firm,
behind walls too; what a member may not see of it is told as that alone (`cases.conflicts.hidden_from`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from cases.models import Case, ConflictCheck, ConflictHit, Insurer
from cases.names import read_name
from cases.selectors import (
    case_list,
    conflict_check_list,
    conflict_hit_list,
    insurer_list,
    known_name_list,
    locked,
    one,
    party_list,
)
from cases.services.checks import change_fields
from cases.services.known_names import Like, names_in_texts, names_like, one_check_at_a_time
from cases.services.tasks import TaskSource, task_open, tasks_resolve
from cases.states import CONFLICT_EDGES
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.scope import whole_firm

REASON_LIMIT: Final = 1000
PASSED: Final = ("cleared", "waived")

_INSURERS: Final = frozenset({"insurer", "insurer_group"})
_OPPONENTS: Final = frozenset({"insurers_adjuster", "reviewer", "opposing_counsel", "insurer"})
"""Parties of the other side, as a rule: that they are the same in two cases is how it is."""
_FAMILY_LIMIT: Final = 50


@dataclass(frozen=True, slots=True)
class Subject:
    """A name on a case: of what kind, of which row, in which role."""

    kind: str
    id: str
    role: str
    name: str

    @property
    def opposes(self) -> bool:
        """Whether it is the other side's."""
        return self.kind in _INSURERS or self.role in _OPPONENTS


def conflict_check_run(*, actor: Member, case_id: UUID) -> ConflictCheck:
    """Check a case for conflicts now. Raises Invalid for a case that is not there, Forbidden."""
    actor.require("case.write")
    return check_case(actor, one(case_list().select_related("client"), case_id), "asked")


def check_case(actor: Member, case: Case, because: str) -> ConflictCheck:
    """Hold the names on the case against all that the firm knows and keep what is found.

    Where nothing is found that was not decided before, the system decides as it was, or clears. Runs in the
    transaction of whatever made it needed.
    """
    subjects = subjects_of(case)
    with whole_firm():
        one_check_at_a_time()
        found = _found(case, subjects)
        size = known_name_list().count()
        passed = (
            conflict_check_list().filter(case_id=case.id, state__in=PASSED).order_by("-created_at", "-id")
        )
        decided = {_key(hit) for hit in conflict_hit_list().filter(check_run__in=passed)} if found else set()
        hits = [_hit(case, subject, like) for subject, like in found]
        for hit in hits:
            hit.fresh = _key(hit) not in decided
        check = ConflictCheck(
            case=case,
            because=because,
            asked_by_id=actor.member_id,
            inputs=[asdict(subject) for subject in subjects],
            corpus_size=size,
        )
        if not any(hit.fresh for hit in hits):
            _pass(check, passed.first() if hits else None)
        check.save(force_insert=True)
        for hit in hits:
            hit.check_run = check
        ConflictHit.objects.bulk_create(hits)
        _keep_task(check, case)
    return check


def conflict_clear(*, actor: Member, check_id: UUID, version: int | None, reason: str) -> ConflictCheck:
    """Say that what a check found is no conflict, and why.

    Raises Conflict where a later check took its place or the actor may not see all that was found, IllegalTransition,
    Invalid without a reason, NotFound, PreconditionFailed, Forbidden; so do the two that follow.
    """
    actor.require("conflict.decide")
    return _decide(actor, check_id, version, "cleared", reason)


def conflict_waive(*, actor: Member, check_id: UUID, version: int | None, reason: str) -> ConflictCheck:
    """Take the case in spite of a conflict, with the reason: who agreed, and in what writing."""
    actor.require("conflict.waive")
    return _decide(actor, check_id, version, "waived", reason)


def conflict_decline(*, actor: Member, check_id: UUID, version: int | None, reason: str) -> ConflictCheck:
    """Say that the firm can't take the case. It stays at intake until it is closed."""
    actor.require("conflict.decide")
    return _decide(actor, check_id, version, "declined", reason)


def refuse_conflicted(actor: Member, case: Case) -> None:
    """Let a case pass whose check was cleared or waived. One that lacks somebody, or was never run, is run now.

    Raises Conflict with what to do.
    """
    check = latest_check(case.id)
    if check is None or not covers(check, case):
        check = check_case(actor, case, "asked")
    if check.state in PASSED:
        return
    if check.state == "declined":
        raise Conflict("The firm declined this case for a conflict. Close it.", code="conflict_declined")
    raise Conflict(
        "Names on this case are like names that the firm knows. Run the conflict check, look at what it found, and "
        "clear or waive it.",
        code="conflict_undecided",
    )


def latest_check(case_id: UUID) -> ConflictCheck | None:
    """The check of a case that counts."""
    return conflict_check_list().filter(case_id=case_id).order_by("-created_at", "-id").first()


def covers(check: ConflictCheck, case: Case) -> bool:
    """Whether the check compared everybody who is on the case now, by the name that they have now."""
    compared = {(name["kind"], name["id"], name["name"]) for name in check.inputs}
    return all((each.kind, each.id, each.name) in compared for each in subjects_of(case))


def subjects_of(case: Case) -> list[Subject]:
    """The names on a case: its client, its insurers with their corporate family, and whoever is on it now."""
    client = Subject("client", str(case.client_id), "client", case.client.name)
    parties = [
        Subject(kind, str(id), role, said)
        for id, role, name, organisation in party_list()
        .filter(case_id=case.id, ended_at=None)
        .order_by("id")
        .values_list("id", "role", "name", "organisation")
        for kind, said in (("party", name), ("organisation", organisation))
        if said.strip()
    ]
    return [client, *_insurers_of(case), *parties]


def _insurers_of(case: Case) -> Iterator[Subject]:
    """The insurer, the policy's and its administrator; and each company above and below them, or of their group."""
    policy = case.policy
    on_it = {case.insurer_id, *((policy.insurer_id, policy.administrator_id) if policy else ())} - {None}
    family: dict[UUID, Insurer] = {}
    asked = Q(id__in=on_it)
    while len(family) < _FAMILY_LIMIT:
        new = [row for row in insurer_list().filter(asked).order_by("id") if row.id not in family]
        if not new:
            break
        family |= {row.id: row for row in new[: _FAMILY_LIMIT - len(family)]}
        groups = {row.group_name for row in new if row.group_name.strip()}
        above = {row.parent_id for row in new if row.parent_id}
        asked = Q(id__in=above) | Q(parent_id__in=[row.id for row in new]) | Q(group_name__in=groups)
    for row in family.values():
        yield Subject("insurer", str(row.id), row.kind if row.id in on_it else "family", row.name)
    for group in sorted({row.group_name for row in family.values() if row.group_name.strip()}):
        yield Subject("insurer_group", "", "family", group)


def _found(case: Case, subjects: list[Subject]) -> list[tuple[Subject, Like]]:
    """What is like the subjects and not of this client's own cases, or the other side's in both."""
    own = set(case_list().filter(client_id=case.client_id).values_list("id", flat=True))
    names = [read_name(subject.name) for subject in subjects]
    alike = [
        (subject, like)
        for like in names_like(names)
        if not (like.known.client_id == case.client_id or like.known.case_id in own)
        and not ((subject := subjects[like.place]).opposes and _opposes(like))
    ]
    noted = {(subject, like.known.document_id) for subject, like in alike}
    # The other side's names stand in every file of the firm: only those of our side are looked for in texts.
    ours = [(subject, name) for subject, name in zip(subjects, names, strict=True) if not subject.opposes]
    in_texts = names_in_texts([name for _, name in ours], leave_out=own)
    return alike + [
        (subject, like)
        for like in in_texts
        if ((subject := ours[like.place][0]), like.known.document_id) not in noted
    ]


def _opposes(like: Like) -> bool:
    return like.known.kind in _INSURERS or like.known.role in _OPPONENTS


def _hit(case: Case, subject: Subject, like: Like) -> ConflictHit:
    known = like.known
    return ConflictHit(
        case=case,
        subject_kind=subject.kind,
        subject_name=subject.name,
        kind=known.kind,
        name=known.name,
        role=known.role,
        client_id=known.client_id,
        insurer_id=known.insurer_id,
        party_id=known.party_id,
        document_id=known.document_id,
        found_case_id=known.case_id,
        score=like.match.score,
        method=like.match.method,
        why=like.match.why,
    )


def _key(hit: ConflictHit) -> tuple[Any, ...]:
    """What makes two hits of two checks one."""
    row = hit.client_id or hit.insurer_id or hit.party_id or hit.document_id
    return (hit.subject_kind, hit.subject_name, hit.kind, row, hit.name)


def _pass(check: ConflictCheck, earlier: ConflictCheck | None) -> None:
    """Decided by the system: nothing was found, or nothing but what was decided before."""
    check.state = earlier.state if earlier else "cleared"
    check.decided_at = now()
    check.reason = (
        f"Nothing but what was {earlier.state} on {earlier.decided_at:%Y-%m-%d}: {earlier.reason}"
        if earlier
        else "No name is like one that the firm knows."
    )


def _keep_task(check: ConflictCheck, case: Case) -> None:
    """A person's task while a check of a case is not decided, whatever the case's state: nothing else is held up."""
    source = TaskSource("case", case.id, "conflict")
    if check.state == "undecided" and case.status != "closed":
        title = "Decide on the conflict check"
        task_open(actor=None, case_id=case.id, kind="clear_conflict", title=title, source=source, again=True)
    elif check.because != "opened" or check.decided_by_id:
        tasks_resolve(source=source, note=f"The conflict check was {check.state}.")


def _decide(actor: Member, check_id: UUID, version: int | None, to: str, reason: str) -> ConflictCheck:
    case = locked(case_list(), one(conflict_check_list(), check_id).case_id)
    check = locked(conflict_check_list(), check_id)
    check_version(check.version, version)
    state = CONFLICT_EDGES.advance(check.state, to)
    reason = reason.strip()
    if not reason:
        raise invalid("reason", "Say why, in a sentence.", code="required")
    if len(reason) > REASON_LIMIT:
        raise invalid("reason", f"A reason has at most {REASON_LIMIT} characters.")
    if latest_check(check.case_id) != check:
        raise Conflict("A later check of this case took its place. Decide that one.", code="not_the_latest")
    _refuse_unseen([check_id])
    change_fields(
        check,
        {"state": state, "reason": reason, "decided_by_id": actor.member_id, "decided_at": now()},
    )
    _keep_task(check, case)
    return check


def _refuse_unseen(check_ids: Iterable[UUID]) -> None:
    """Nobody decides of what they may not see."""
    seen = conflict_hit_list().filter(check_run_id__in=check_ids).count()
    with whole_firm():
        found = conflict_hit_list().filter(check_run_id__in=check_ids).count()
    if found > seen:
        raise Conflict(
            "It found something that you may not see. Ask the member whom the check names to decide.",
            code="behind_wall",
        )
