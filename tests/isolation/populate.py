"""A row of every kind in a firm, made by the services that the API calls. A new kind without a row here fails."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Model

from cases.models import Case, Disposal, Document, PortalAccess, Wall
from cases.services.administrative_record import record_lock
from cases.services.calls import call_log
from cases.services.claim_file import claim_file_open
from cases.services.corrections import ground_correct
from cases.services.correspondence import correspondence_log
from cases.services.denials import denial_record
from cases.services.documents import document_add, document_replace
from cases.services.evidence import evidence_add
from cases.services.holds import hold_place
from cases.services.imports import import_add
from cases.services.mail import mail_address_open, mail_take
from cases.services.parties import party_add
from cases.services.playbooks import playbook_start
from cases.services.portal import portal_document_add, portal_upload_request
from cases.services.retention import retention_set
from cases.services.tasks import task_open
from claimback.accounts.models import User
from claimback.firms.models.sign_in import Connection, SignInDomain
from claimback.firms.services.invitations import invitation_send
from claimback.firms.services.saved_filters import saved_filter_add
from claimback.firms.services.support import operator_name, support_grant
from claimback.home.services import tallies_make
from claimback.kernel.clock import now
from claimback.kernel.ids import new_id
from claimback.notify.services import address_refuse
from claimback.storage.models import FilePage, Thumbnail
from claimback.storage.services import file_link, upload_request
from claimback.tenancy.member import Member
from claimback.tenancy.models import FirmRow, IdempotencyKey, Licence, Role, Token
from claimback.tenancy.selectors import firm_get
from claimback.tenancy.services import member_add, member_of, token_issue
from claimback.tenancy.walls import OfCase
from deadlines.services.alert_policies import alert_policy_set
from deadlines.services.closures import closure_add
from deadlines.services.facts import fact_state
from deadlines.services.feeds import feed_add, feed_detail_set
from letters.models import AssistantPermission
from letters.reading.denial import read_denial
from letters.reading.findings import to_json
from letters.reading.pages import Page
from letters.services.chronologies import chronology_request
from letters.services.comments import comment_add
from letters.services.dispatches import dispatch_track
from letters.services.letterheads import letterhead_set
from letters.services.letters import letter_edit
from letters.services.reading_work import Outcome, reading_begin, reading_settle
from letters.services.readings import reading_request
from letters.services.sharing import letter_share
from tests.cases.papers import file_row
from tests.days import come_everywhere
from tests.firms import TestFirm
from tests.isolation.populate_appointments import populate_appointments
from tests.isolation.populate_docket import populate_docket
from tests.isolation.populate_exports import populate_exports
from tests.isolation.populate_money import populate_money
from tests.isolation.populate_negotiation import populate_negotiation
from tests.isolation.populate_packet import populate_packet
from tests.isolation.populate_templates import populate_templates
from tests.isolation.populate_terms import populate_terms
from tests.isolation.populate_webhooks import populate_webhooks
from tests.letters.matter import open_case, open_matter
from tests.letters.sending import queued


@dataclass(frozen=True)
class WalledOff:
    """An owner who is kept from the case that has everything, and their token."""

    member: Member
    token: str


def populate(firm: TestFirm) -> WalledOff:
    """Fill the firm: a case with its denial, appeal and proof, from which one owner is walled off, and another that is
    only just opened.
    """
    actor = firm.attorney
    with firm.scope():
        matter = open_matter(firm)
        case_id = matter.case.id
        claim_file_open(actor=actor, case_id=case_id)
        second = open_case(firm, title="Second case")
        party_add(actor=actor, case_id=second.id, role="expert", name="Example, Iris")
        populate_appointments(actor, case_id)
        correspondence_log(
            actor=actor,
            case_id=case_id,
            direction="out",
            channel="phone",
            occurred_at=now() - timedelta(hours=1),
            body="Asked for the claim file.",
            promises=[{"text": "The claim file by Friday.", "due_on": come_everywhere() + timedelta(days=5)}],
        )
        task_open(actor=actor, case_id=case_id, title="Ask for the plan document", due_on=come_everywhere())
        task_open(actor=actor, case_id=case_id, title="Sign", assigned_id=firm.owner.member_id)
        playbook_start(actor=actor, case_id=case_id, playbook="health_denial")
        call_log(
            actor=actor,
            case_id=case_id,
            direction="out",
            channel="peer_to_peer",
            occurred_at=now() - timedelta(hours=2),
            body="The doctors spoke.",
            peer_to_peer={
                "treating_name": "Dr Iris Example",
                "reviewer_name": "Dr Otto Sample",
                "outcome": "upheld",
            },
        )
        sent = matter.sent()
        dispatch_track(
            actor=actor,
            dispatch_id=sent.id,
            version=sent.version,
            at=now(),
            kind="accepted",
            note="At the counter",
        )
        matter.sent("claim_file_request")
        queued(matter)
        _closed_record(firm, case_id)
        address = mail_address_open(actor=actor, case_id=case_id)
        mail_take(name=address.name, data=b"From: somebody\r\nSubject: The file\r\n\r\nHere it is.\r\n")
        drafted = matter.draft("claim_file_request")
        letter_edit(actor=actor, letter_id=drafted.id, version=None, subject="The whole file")
        comment_add(actor=actor, letter_id=drafted.id, block=0, text="Say when.")
        letterhead_set(actor=firm.owner, footer_line="By appointment")
        ground_correct(
            actor=actor,
            ground_id=matter.grounds[0].id,
            version=None,
            reason="Misread",
            reviewer_specialty="None",
        )
        assert matter.case.policy_id is not None
        populate_terms(actor, matter.case.policy_id)
        populate_docket(actor, case_id)
        populate_money(actor, case_id)
        populate_negotiation(actor, case_id)
        alert_policy_set(actor=firm.owner, importance="critical", escalate_hours=2)
        address_refuse(address=f"gone@{firm.slug}.example", why="bounced", said="550 No such user")
        fact_state(actor=actor, case_id=case_id, name="external_review_scope", value="medical_judgment")
        assert matter.denial.document is not None
        reading_request(actor=actor, document_id=matter.denial.document.id)
        _read(actor, matter.evidence[0].document_id)
        chronology_request(actor=actor, case_id=case_id)
        populate_templates(actor)
        populate_packet(actor, sent.letter_id, matter.evidence[0].document)
        file_link(actor=actor, file_id=matter.denial.document.file_id)
        _documents(firm, matter.denial.document)
        upload_request(actor=actor, name="announced.pdf", size=1000)
        import_add(actor=actor, file_id=file_row(actor, name="clients.csv").id, kind="clients")
        IdempotencyKey.objects.create(
            member_id=actor.member_id, key="walk", request_digest=b"0" * 32, status=201
        )
        Role.objects.create(
            name="Docket clerk", base="case_staff", capabilities=["case.read", "deadline.read"]
        )
        Licence.objects.create(
            member_id=actor.member_id, kind="bar", state="OH", number="0099887", issued_on=come_everywhere()
        )
        PortalAccess.objects.create(
            client_id=matter.case.client_id,
            member_id=firm.members["client"].member_id,
            granted_by_id=actor.member_id,
        )
        _portal(firm, case_id, sent.letter_id)
        _people(firm)
        for member in firm.members.values():
            if member.role not in ("client", "viewer"):
                feed_add(actor=member, name="Telephone")
        for member in firm.members.values():
            if member.may("filter.save"):
                shared = member.role == "owner"
                for at, query in (
                    ("members", {"role": "attorney"}),
                    ("admin/cases/case", {"status__exact": "open"}),
                ):
                    saved_filter_add(actor=member, list_name=at, name="Mine", query=query, shared=shared)
        feed_add(actor=actor, name="The case alone", case_id=case_id)
        closure_add(
            actor=actor,
            on=come_everywhere(),
            name="Closed for the storm",
            source="Notice 1",
            jurisdiction="OK",
        )
        feed_detail_set(actor=firm.owner, detail="act")
        AssistantPermission.objects.create(destination="models.example", given_by_id=firm.owner.member_id)
        _sign_in(firm)
        populate_webhooks(firm.owner, case_id)
        populate_exports(*(member for member in firm.members.values() if member.may("export.run")))
        walled_off = _walled_off(firm, case_id)
        tallies_make()
        return walled_off


def _closed_record(firm: TestFirm, case_id: UUID) -> None:
    """The plan's last word, and the record that it closed."""
    day = come_everywhere()
    final = denial_record(
        actor=firm.attorney,
        case_id=case_id,
        level=1,
        is_final=True,
        decision="denied",
        letter_date=day,
        received_on=day,
        received_proof="delivered",
    )
    record_lock(actor=firm.attorney, case_id=case_id, denial_id=final.id)


def _read(actor: Member, document_id: UUID) -> None:
    """A reading that awaits its confirmation."""
    reading = reading_request(actor=actor, document_id=document_id)
    reading_begin(reading_id=reading.id)
    pages = [Page(1, "March 3, 2026\n\nWe deny your claim. It is not medically necessary.")]
    found = Outcome([page.text for page in pages], to_json(read_denial(pages)))
    reading_settle(reading_id=reading.id, outcome=found)


def _documents(firm: TestFirm, document: Document) -> None:
    """All that hangs on a document: its text, a picture, a former version, the record, a hold, a disposal."""
    actor, case_id = firm.attorney, document.case_id
    FilePage.objects.create(file_id=document.file_id, number=1, text="We deny.", method="plain")
    Thumbnail.objects.create(file_id=document.file_id, number=1)
    evidence_add(
        actor=actor,
        case_id=case_id,
        document_id=document.id,
        proves="What was refused",
        in_record_since=come_everywhere() - timedelta(days=1),
    )
    replaced = document_add(
        actor=actor, case_id=case_id, file_id=file_row(actor).id, title="Scan", kind="other"
    )
    document_replace(
        actor=actor, document_id=replaced.id, version=None, file_id=file_row(actor).id, reason="A better scan"
    )
    hold_place(actor=actor, case_id=case_id, document_id=replaced.id, reason="A claim is expected")
    retention_set(actor=actor, kind="", years=7)
    old = open_case(firm, title="Old case")
    document_add(actor=actor, case_id=old.id, file_id=file_row(actor).id, title="Old scan", kind="other")
    Case.objects.filter(id=old.id).update(status="closed", updated_at=now() - timedelta(days=8 * 366))
    Disposal.objects.create(
        document=replaced,
        reason="Its time is over",
        decided_by_id=actor.member_id,
        not_before=come_everywhere(),
    )


def _portal(firm: TestFirm, case_id: UUID, letter_id: UUID) -> None:
    """What the client is asked for, sent, is about to send, and may read."""
    client = firm.members["client"]
    task_open(actor=firm.attorney, case_id=case_id, title="Send the last bill", for_role="client")
    letter_share(actor=firm.attorney, letter_id=letter_id, version=None)
    portal_document_add(actor=client, case_id=case_id, file_id=file_row(client).id, title="Bill", kind="bill")
    portal_upload_request(actor=client, name="photo.jpg", size=1000)


def _people(firm: TestFirm) -> None:
    """Somebody who is invited, and somebody from support."""
    invitation_send(actor=firm.owner, email=f"new@{firm.slug}.example", role="case_staff")
    operator = "operator@support.example"
    if not User.objects.filter(email=operator).exists():
        User.objects.create_user(email=operator, name="Opal Helpdesk")
    operator_name(email=operator)
    support_grant(actor=firm.owner, email=operator, reason="A list that stays empty", hours=24)


def _sign_in(firm: TestFirm) -> None:
    """An identity provider, and a domain that nobody has proven yet."""
    provider = Connection.objects.create(
        name="Example", kind="saml", issuer=f"https://idp.{firm.slug}.example"
    )
    SignInDomain.objects.create(connection=provider, domain=f"mail.{firm.slug}.example", token="unproven")


def _walled_off(firm: TestFirm, case_id: UUID) -> WalledOff:
    user = User.objects.create_user(email=f"walled@{firm.slug}.example", name="Walled Owner")
    row = member_add(actor=firm.owner, user=user, role="owner")
    member = member_of(row, firm_get())
    Wall.objects.create(
        case_id=case_id,
        member_id=row.id,
        reason="Represented the insurer.",
        placed_by_id=firm.owner.member_id,
    )
    token = token_issue(actor=member, name="walled", expires_at=now() + timedelta(days=300))
    Token.objects.update(last_used_at=now())  # it is noted once an hour, and would be a change in the walk
    return WalledOff(member, token.secret)


def tenant_models() -> list[type[Model]]:
    """Every model whose rows belong to a firm, by table."""
    found: list[type[Any]] = [
        model
        for model in apps.get_models()
        if issubclass(model, FirmRow) or any(field.name == "firm" for field in model._meta.fields)
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def parents_first(models: list[type[Model]]) -> list[type[Model]]:
    """Those whose rows take their case from another table after that table."""
    parents = {
        model._meta.db_table: constraint.of
        for model in models
        for constraint in model._meta.constraints
        if isinstance(constraint, OfCase)
    }

    def depth(table: str) -> int:
        return 1 + depth(parents[table]) if table in parents else 0

    return sorted(models, key=lambda model: depth(model._meta.db_table))


def tables_without_rows(firm: TestFirm) -> list[str]:
    """The tenant tables in which `populate` left nothing."""
    with firm.scope():
        return [model._meta.db_table for model in tenant_models() if not model._default_manager.exists()]


KEPT_ONCE = {
    "audit_entry",
    "audit_seal",
    "cases_casecounter",
    "cases_mailaddress",
    "cases_portalaccess",
    "cases_retentionrule",
    "deadlines_calendarfeed",
    "deadlines_closure",
    "deadlines_feedsetting",
    "deadlines_referencerate",
    "firms_connection",
    "home_tally",
    "letters_assistantpermission",
    "letters_firmtemplate",
    "letters_letterhead",
    "firms_signindomain",
    "firms_invitation",
    "firms_notice",
    "firms_savedfilter",
    "deadlines_alertpolicy",
    "notify_refusedaddress",
    "firms_supportaccess",
    "tenancy_idempotencykey",
    "tenancy_licence",
    "tenancy_membership",
    "tenancy_role",
    "tenancy_token",
    "vault_firmkey",
}
"""Tables that `multiply` leaves as they are: members with what is theirs, the history, counters, and keys."""


def multiply(firm: TestFirm, times: int) -> None:
    """Repeat all that the firm has, `times` over; the new rows refer to each other as the old ones do."""
    models = [model for model in parents_first(tenant_models()) if model._meta.db_table not in KEPT_ONCE]
    with firm.scope(), connection.cursor() as cursor:
        rows: list[tuple[str, dict[str, Any]]] = []
        for model in models:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{model._meta.db_table}" t')
            rows += [(model._meta.db_table, json.loads(text)) for (text,) in cursor.fetchall()]
        for time in range(times):
            fresh = {row["id"]: str(new_id()) for _, row in rows}
            for table, row in rows:
                copied = {name: fresh.get(str(value), value) for name, value in row.items()}
                if table == "cases_case":
                    copied["number"] = f"{row['number']}/{time}"
                record = f'jsonb_populate_record(NULL::"{table}", %s::jsonb)'
                cursor.execute(f'INSERT INTO "{table}" SELECT * FROM {record}', [json.dumps(copied)])
