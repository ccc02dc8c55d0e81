"""Every table is behind the wall: row security, references, keys, audit, views, functions and rights."""

from collections.abc import Callable, Mapping
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from psycopg import sql

from claimback.tenancy import database_role
from claimback.tenancy.models import FirmForeignKey, FirmManager
from tests.architecture import database
from tests.architecture.findings import Finding, assert_explained
from tests.databases import as_superuser

_DOOR = "part of the front door: one user's or one token's membership of one firm, by its own key"

EXEMPT: Mapping[Callable[[Any], list[Finding]], Mapping[str, str]] = {
    database.shared_tables: {
        "account_emailaddress": "a person's proven addresses: allauth's",
        "account_emailconfirmation": "links that were sent to prove one: allauth's",
        "accounts_cache": "attempts counted and codes used, for some minutes",
        "accounts_user": "a person signs in once, whichever firms they are a member of",
        "auth_group": "Django's own, not used",
        "auth_group_permissions": "Django's own, not used",
        "auth_permission": "Django's own, not used: roles are data in claimback.tenancy.roles",
        "axes_accessattempt": "failed sign-ins of a person from an address, for some minutes",
        "axes_accessattemptexpiration": "as axes_accessattempt; not used",
        "axes_accessfailurelog": "as axes_accessattempt; not used",
        "axes_accesslog": "as axes_accessattempt; not used",
        "django_admin_log": "Django's own, never written: the audit has the history",
        "django_content_type": "Django's own: the names of models",
        "django_migrations": "Django's own: what was migrated",
        "django_session": "a session is a user's; the firm is in the URL",
        "mfa_authenticator": "a person's second factors: allauth's, their secrets sealed",
        "socialaccount_socialaccount": "allauth's, never written: a provider's account is not joined to a user",
        "socialaccount_socialapp": "allauth's, never written: providers are firms' connections",
        "socialaccount_socialtoken": "allauth's, never written",
        "usersessions_usersession": "a person's sessions, to list and end them: allauth's",
        "notify_heartbeat": "when each sweep last ran, over all firms",
        "deadlines_complaintoutcome": "public record, loaded by the owner: see rights_of_app",
        "deadlines_outcomeload": "as deadlines_complaintoutcome: which files of public record were loaded",
        "deadlines_reviewoutcome": "as deadlines_complaintoutcome",
    },
    database.row_security: {},
    database.policies: {
        "tenancy_token.scanner_notes_use": "the door notes when a token was last used, to the hour",
    },
    database.restrictive_policies: {},
    database.case_walls: {},
    database.rows_beside_walls: {
        "letters_letterhead.letters_letterhead_logo_ref": "the firm's own: a file that is on a case is refused as one",
    },
    database.portal_walls: {},
    database.foreign_keys: {},
    database.unreferenced_ids: {
        "audit_entry.case_id": "the history outlives whatever it speaks of",
        "audit_entry.member_id": "the history outlives whatever it speaks of",
        "audit_entry.row_id": "names a row of any table",
        "webhooks_delivery.change_id": "the entry of the history that it tells of; it is the message's id too",
        "deadlines_alert.mail_id": "the id of a mail, which is no row: a digest carries many reminders",
        "cases_task.source_id": "names a row of any kind that gives something to do",
        "vault_reveal.row_id": "names a row of any table that has sealed columns",
        "tenancy_idempotencykey.member_id": "set by the front door to the member who asks, and read only by them",
    },
    database.firm_keys: {
        "audit_entry": "a key would lock the firm's row for every change; row security holds its firm to the scope's",
        "audit_seal": "as audit_entry",
    },
    database.indexes: {
        "tenancy_firm_slug_key": "the slug is the firm's address: no other firm may have it",
        "tenancy_firm_slug_d7ce6d9c_like": "Django's companion of the slug's key",
        "tenancy_token_by_digest": _DOOR,
        "tenancy_membership_by_user": _DOOR,
        "tenancy_membership_user_id_69c4e8b6": "a user's memberships, for the choice of a firm",
        "firms_signindomain_by_domain": "the scanner's, before a firm is known",
        "deadlines_alert_unsettled": "the scanner's, across firms",
        "deadlines_alert_backlog": "the watchdog's, across firms",
        "deadlines_alert_escalation": "the scanner's, across firms",
        "deadlines_alert_by_mail": "the scanner's: what a mail carried, before its firm is known",
        "deadlines_alertpolicy_stale": "the scanner's, across firms",
        "deadlines_deadline_open": "the scanner's, across firms",
        "deadlines_paper_waiting": "the scanner's, across firms",
        "deadlines_docketbasis_watched": "the scanner's, across firms: ladders to look at",
        "deadlines_run_waiting": "the scanner's, across firms",
        "deadlines_event_by_day": "the scanner's, across firms: plans whose day has come",
        "cases_promise_unsettled": "the scanner's, across firms: promises whose day is over",
        "letters_chronology_waiting": "the scanner's, across firms",
        "letters_packet_waiting": "the scanner's, across firms",
        "cases_peerappointment_agreed": "the scanner's, across firms: calls whose time is over",
        "cases_peerinvitation_unsettled": "the scanner's, across firms",
        "cases_receivedmail_unfiled": "the scanner's, across firms: mail that waits to be filed",
        "letters_reading_waiting": "the scanner's, across firms",
        "letters_dispatch_due": "the scanner's, across firms",
        "letters_dispatch_claimed": "the scanner's, across firms: claims of workers that died",
        "letters_dispatch_unproven": "the scanner's, across firms",
        "firms_invitation_by_digest": "an invitation by its link, before its firm is known",
        "firms_licence_by_expiry": "the scanner's, across firms: licences about to expire",
        "firms_notice_unsettled": "the scanner's, across firms",
        "exports_export_waiting": "the scanner's, across firms",
        "exports_export_stored": "the scanner's, across firms",
        "webhooks_endpoint_live": "the scanner's, across firms",
        "webhooks_delivery_unsettled": "the scanner's, across firms",
    },
    database.audit_triggers: {
        "audit_entry": "the history itself",
        "audit_seal": "the history itself",
        "storage_thumbnail": "a picture made from a file's bytes, whose hash is in the history",
        "storage_filepage": "text made from a file's bytes, whose hash is in the history",
        "cases_knownname": "copies of names, kept by triggers: the rows that bear them have their history",
        "cases_casecounter": "a counter: the numbers that it gave are in the history of cases",
        "tenancy_idempotencykey": "answers kept for a repetition; what they did is in the history",
        "webhooks_delivery": "the record of what left, which says itself who had it sent again",
        "home_tally": "counts of rows that have their history, made anew",
    },
    database.views: {},
    database.definer_functions: {
        "scanner.enter_by_user(text,uuid,text,text)": _DOOR,
        "scanner.enter_by_token(text,bytea,text,text)": _DOOR,
        "scanner.enter_by_member(text,uuid,text,text)": _DOOR,
        "scanner.token_is_live(bytea)": "tells 404 from 401; a caller has the token's secret already",
        "scanner.firms_of_user(uuid)": "a user's own firms, to choose one",
        "scanner.connections_of_domain(text)": "before a firm is known: who may speak for a domain that is named",
        "scanner.alert_backlog()": "the watchdog's: how many reminders wait and for how long, and no row",
        "scanner.backlog()": "for Prometheus: how much work of each kind waits and for how long, and no row",
        "audit_seal_entry()": "seals as the owner, so that the application cannot forge a seal",
        "audit_added()": "says of entries that one brings the seals of all, which the application may not",
        "cases_limits_change()": "writes the lists that hold walls, which a walled member must not see through",
        "cases_case_of_client()": "as cases_limits_change()",
        "cases_case_added()": "as cases_limits_change()",
        "cases_apply_limits(uuid,uuid)": "as cases_limits_change(), which calls it; nobody else may",
        "cases_document_of_client(uuid,uuid,uuid)": "whether a document is open to the client who asks, and no row",
        "cases_insurer_of_client(uuid,uuid)": "whether an insurer is of a case of the client's, and no row",
        "cases_ledger_holds()": "adds up a case's ledger at commit, past any wall, and writes nothing",
        "cases_statement_holds()": "adds up a statement's lines at commit, past any wall, and writes nothing",
        "cases_file_is_placed(uuid,uuid)": "whether a file is on any case, walled ones too; and not on which",
    },
    database.rights_of_app: {},
    database.rights_of_scanner: {
        "tenancy_token": "one column of it: when a token was last used",
    },
}


@pytest.mark.parametrize("check", EXEMPT, ids=lambda check: check.__name__)
def test_the_catalogue_shows_nothing_unexplained(db, check):
    with connection.cursor() as cursor:
        assert_explained(check(cursor), EXEMPT[check])


def test_every_model_of_a_firm_has_its_table_and_the_manager_that_needs_a_scope(db):
    with connection.cursor() as cursor:
        tenant = set(database.tenant_tables(cursor))
    models = {model._meta.db_table: model for model in apps.get_models()}
    assert tenant <= set(models), "a tenant table without a model"
    with_firm = {
        table for table, model in models.items() if any(f.name == "firm" for f in model._meta.fields)
    }
    assert with_firm == tenant
    for table in tenant:
        assert isinstance(models[table]._default_manager, FirmManager), table


def test_every_reference_between_firms_rows_is_one_that_carries_the_firm(db):
    with connection.cursor() as cursor:
        tenant = set(database.tenant_tables(cursor))
        keys = {
            (table, tuple(mine)) for _, table, _, mine, _ in database.rows(cursor, database._FOREIGN_KEYS)
        }
    for model in apps.get_models():
        table = model._meta.db_table
        for field in model._meta.fields:
            target = field.related_model
            if (
                table not in tenant
                or target is None
                or isinstance(target, str)
                or target._meta.db_table not in tenant
            ):
                continue
            assert isinstance(field, FirmForeignKey), f"{table}.{field.name} is not a FirmForeignKey"
            assert (table, ("firm_id", field.column)) in keys, f"{table}.{field.name} has no FirmReference"


def test_the_suite_itself_runs_as_the_application_s_role(db):
    with connection.cursor() as cursor:
        assert database.rows(cursor, "SELECT current_user::text, session_user::text") == [
            ("claimback_app",) * 2
        ]
    database_role.refuse_powerful_role()


class _Raw:
    """Just what `refuse_powerful_role` asks of a connection."""

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self.raw = raw

    def cursor(self) -> psycopg.Cursor[Any]:
        return self.raw.cursor()


@pytest.mark.parametrize(
    ("power", "words"),
    [
        ("superuser", "is a superuser"),
        ("BYPASSRLS", "bypasses row security"),
        ("owner", "owns tables under row security"),
    ],
)
def test_a_process_that_row_security_does_not_bind_refuses_to_start(db, monkeypatch, power, words):
    name = connection.settings_dict["NAME"]
    with as_superuser(name) as raw:
        raw.autocommit = False
        if power == "owner":
            raw.execute("SET LOCAL SESSION AUTHORIZATION claimback_owner")
        elif power == "BYPASSRLS":
            raw.execute("CREATE ROLE tests_bypasser LOGIN BYPASSRLS")
            raw.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO tests_bypasser").format(sql.Identifier(name))
            )
            raw.execute("SET LOCAL SESSION AUTHORIZATION tests_bypasser")
        monkeypatch.setattr(database_role, "connection", _Raw(raw))
        with pytest.raises(ImproperlyConfigured, match=words):
            database_role.refuse_powerful_role()
        raw.rollback()
