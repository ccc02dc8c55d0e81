"""The admin's navigation: the work first, then the people, then the firm. What a member may not read is left out."""

from typing import Any, Final

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from claimback.tenancy.admin_site import member_or_none

# group → (label, page, capability to read, symbol)
_NAVIGATION: Final = (
    (
        _("Work"),
        [
            (_("Home"), "index", "firm.read", "home"),
            (_("Cases"), "cases_case_changelist", "case.read", "folder_open"),
            (_("Docket"), "deadlines_deadline_changelist", "deadline.read", "event_upcoming"),
            (_("Calendar"), "deadlines_calendar", "deadline.read", "calendar_month"),
            (_("Proposed dates"), "deadlines_deadlineproposal_changelist", "deadline.read", "event_repeat"),
            (_("Missed by others"), "deadlines_breach_changelist", "deadline.read", "running_with_errors"),
            (_("Outcomes elsewhere"), "deadlines_outcomeload_changelist", "deadline.read", "bar_chart"),
            (_("Decisions about rungs"), "deadlines_rungdecision_changelist", "deadline.read", "alt_route"),
            (_("Costs of litigation"), "deadlines_litigationcost_changelist", "deadline.read", "payments"),
            (_("Papers of the docket"), "deadlines_docketpaper_changelist", "deadline.read", "print"),
            (_("Tasks"), "cases_task_changelist", "task.read", "task_alt"),
            (_("Playbooks"), "cases_playbookrun_changelist", "task.read", "checklist"),
            (_("Readings"), "letters_reading_changelist", "denial.read", "document_scanner"),
            (_("Letters"), "letters_letter_changelist", "letter.read", "edit_document"),
            (_("Packets"), "letters_packet_changelist", "letter.read", "inventory_2"),
            (_("Letterhead"), "letters_letterhead_changelist", "firm.manage", "branding_watermark"),
            (_("Dispatches"), "letters_dispatch_changelist", "letter.read", "local_shipping"),
            (_("Correspondence"), "cases_correspondence_changelist", "correspondence.read", "forum"),
            (_("Received mail"), "cases_receivedmail_changelist", "correspondence.read", "inbox"),
            (_("Chronologies"), "letters_chronology_changelist", "correspondence.read", "history_edu"),
            (_("Promises"), "cases_promise_changelist", "correspondence.read", "handshake"),
            (_("Claim files"), "cases_claimfileitem_changelist", "case.read", "checklist"),
            (
                _("Requests for claim files"),
                "cases_claimfilerequest_changelist",
                "case.read",
                "outgoing_mail",
            ),
            (_("Peer-to-peer calls"), "cases_peertopeer_changelist", "correspondence.read", "stethoscope"),
            (
                _("Peer-to-peer appointments"),
                "cases_peerappointment_changelist",
                "correspondence.read",
                "event_upcoming",
            ),
            (_("Denials"), "cases_denial_changelist", "denial.read", "block"),
            (_("Documents"), "cases_document_changelist", "document.read", "description"),
            (_("Evidence"), "cases_evidence_changelist", "document.read", "fact_check"),
            (_("Administrative records"), "cases_administrativerecord_changelist", "document.read", "lock"),
        ],
    ),
    (
        _("Reports"),
        [
            (_("Win rate"), "reports_outcomes", "report.read", "percent"),
            (_("Cycle times"), "reports_cycle-times", "report.read", "timer"),
            (_("Pipeline"), "reports_pipeline", "report.read", "filter_alt"),
            (_("Recovery"), "reports_recovery", "report.money", "savings"),
            (_("Fees"), "reports_fees", "report.money", "request_quote"),
        ],
    ),
    (
        _("Money"),
        [
            (_("Ledger"), "cases_ledgertransaction_changelist", "money.read", "account_balance"),
            (_("Damages"), "cases_damageitem_changelist", "money.read", "request_quote"),
            (_("Proof of damages"), "cases_damageproof_changelist", "money.read", "attach_file"),
            (_("Estimates"), "cases_estimate_changelist", "money.read", "compare"),
            (_("Appraisals"), "cases_appraisal_changelist", "money.read", "balance"),
            (_("Appraisers"), "cases_appraiser_changelist", "money.read", "person_search"),
            (_("Items in appraisal"), "cases_appraisalitem_changelist", "money.read", "checklist"),
            (_("Demands and offers"), "cases_offer_changelist", "money.read", "currency_exchange"),
            (_("Steps of negotiations"), "cases_offerstep_changelist", "money.read", "conversion_path"),
            (_("Clients' authorities"), "cases_clientauthority_changelist", "money.read", "how_to_reg"),
            (_("Settled"), "cases_settledpart_changelist", "money.read", "price_check"),
            (_("Fee agreements"), "cases_feeagreement_changelist", "money.read", "handshake"),
            (_("Fee invoices"), "cases_feeinvoice_changelist", "money.read", "request_quote"),
            (_("Time worked"), "cases_timeentry_changelist", "money.read", "timer"),
            (_("Statements"), "cases_statement_changelist", "money.read", "request_quote"),
            (_("Liens"), "cases_lien_changelist", "money.read", "gavel"),
            (_("Costs"), "cases_cost_changelist", "money.read", "receipt_long"),
        ],
    ),
    (
        _("People"),
        [
            (_("Clients"), "cases_client_changelist", "client.read", "person"),
            (_("Insurers"), "cases_insurer_changelist", "insurer.read", "apartment"),
            (_("Scorecards"), "deadlines_breach_scorecards", "denial.read", "leaderboard"),
            (_("Policies"), "cases_policy_changelist", "policy.read", "contract"),
            (_("Parties"), "cases_party_changelist", "case.read", "groups"),
            (_("Conflict checks"), "cases_conflictcheck_changelist", "case.read", "policy"),
        ],
    ),
    (
        _("Firm"),
        [
            (_("Walls"), "cases_wall_changelist", "wall.manage", "front_hand"),
            (_("Client portal"), "cases_portalaccess_changelist", "portal.manage", "door_open"),
            (_("E-mail addresses"), "cases_mailaddress_changelist", "correspondence.read", "alternate_email"),
            (_("Members"), "tenancy_membership_changelist", "firm.read", "badge"),
            (_("Invitations"), "firms_invitation_changelist", "member.manage", "forward_to_inbox"),
            (_("Own roles"), "tenancy_role_changelist", "member.manage", "tune"),
            (_("Licences"), "tenancy_licence_changelist", "firm.read", "workspace_premium"),
            (_("Support"), "firms_supportaccess_changelist", "firm.read", "support_agent"),
            (_("The firm"), "tenancy_firm_changelist", "firm.read", "domain"),
            (_("Identity providers"), "firms_connection_changelist", "firm.manage", "passkey"),
            (_("Sign-in domains"), "firms_signindomain_changelist", "firm.manage", "alternate_email"),
            (_("Templates of letters"), "letters_firmtemplate_changelist", "letter.read", "draft"),
            (_("Letterheads"), "letters_letterhead_changelist", "letter.read", "branding_watermark"),
            (_("Assistant"), "letters_assistantpermission_changelist", "firm.read", "smart_toy"),
            (_("Saved filters"), "firms_savedfilter_changelist", "filter.save", "bookmark"),
            (_("Webhooks"), "webhooks_endpoint_changelist", "webhook.manage", "webhook"),
            (_("Webhook deliveries"), "webhooks_delivery_changelist", "webhook.manage", "send"),
            (_("API tokens"), "tenancy_token_changelist", "token.manage", "key"),
            (_("Reminders"), "deadlines_alert_changelist", "deadline.read", "notifications"),
            (
                _("Reminder policies"),
                "deadlines_alertpolicy_changelist",
                "deadline.read",
                "notification_settings",
            ),
            (_("Refused addresses"), "notify_refusedaddress_changelist", "firm.read", "unsubscribe"),
            (_("Closures"), "deadlines_closure_changelist", "deadline.read", "event_busy"),
            (_("Checks of the docket"), "deadlines_impactrun_changelist", "deadline.read", "rule"),
            (_("Reference rates"), "deadlines_referencerate_changelist", "deadline.read", "percent"),
            (_("Calendar feeds"), "deadlines_calendarfeed_changelist", "feed.manage", "calendar_add_on"),
            (_("What feeds tell"), "deadlines_feedsetting_changelist", "firm.read", "calendar_view_day"),
            (_("Imports"), "cases_importjob_changelist", "import.run", "upload_file"),
            (_("Exports"), "exports_export_changelist", "export.run", "download"),
            (_("Files"), "storage_storedfile_changelist", "document.read", "cloud_done"),
            (_("Legal holds"), "cases_legalhold_changelist", "document.read", "lock"),
            (_("Retention"), "cases_retentionrule_changelist", "document.read", "auto_delete"),
            (_("Disposals"), "cases_disposal_changelist", "document.dispose", "delete_history"),
            (_("History"), "audit_entry_changelist", "audit.read", "history"),
            (_("Usage"), "usage", "usage.read", "data_usage"),
        ],
    ),
)

_NARROWED: Final = {
    "deadlines_deadline_changelist": "?when=live",
    "cases_task_changelist": "?whose=mine&state__exact=open",
}
"""Lists that open narrowed to what asks for something."""

_BLUE: Final = {
    "50": "oklch(97% .014 254.604)",
    "100": "oklch(93.2% .032 255.585)",
    "200": "oklch(88.2% .059 254.128)",
    "300": "oklch(80.9% .105 251.813)",
    "400": "oklch(70.7% .165 254.624)",
    "500": "oklch(62.3% .214 259.815)",
    "600": "oklch(54.6% .245 262.881)",
    "700": "oklch(48.8% .243 264.376)",
    "800": "oklch(42.4% .199 265.638)",
    "900": "oklch(37.9% .146 265.522)",
    "950": "oklch(28.2% .091 267.935)",
}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups with their links; none on the pages outside any firm."""
    member = member_or_none(request)
    if member is None:
        return []
    groups: list[dict[str, Any]] = []
    for title, items in _NAVIGATION:
        links = [
            {"title": label, "icon": symbol, "link": reverse(f"admin:{page}") + _NARROWED.get(page, "")}
            for label, page, capability, symbol in items
            if member.may(capability)
        ]
        groups.append({"title": title, "separator": bool(groups), "items": links})
    _mark_current(request.path, [item for group in groups for item in group["items"]])
    return groups


def _mark_current(path: str, items: list[dict[str, Any]]) -> None:
    """Mark the one page that is open or leads to it: of two that do, as the docket and its calendar, the nearer."""
    home = reverse("admin:index")
    leading = {item["link"].partition("?")[0] for item in items} - {home}
    nearest = max((link for link in leading if path.startswith(link)), key=len, default=home)
    for item in items:
        link = item["link"].partition("?")[0]
        item["active"] = link == nearest and (link != home or path == home)


def stylesheet(_: HttpRequest) -> str:
    """The address of the admin's own styles."""
    return static("claimback/admin.css")


def script(_: HttpRequest) -> str:
    """The address of what the theme's controls need beside a mouse."""
    return static("claimback/theme.js")


def palette_stylesheet(_: HttpRequest) -> str:
    """The address of the styles of the search that a key opens."""
    return static("claimback/palette.css")


def palette_script(_: HttpRequest) -> str:
    """The address of the search that a key opens."""
    return static("claimback/palette.js")


def favicon(_: HttpRequest) -> str:
    """The address of the sign in the browser's tab."""
    return static("claimback/favicon.svg")


def primary(_: HttpRequest) -> dict[str, str]:
    """The admin's one strong colour, from light to dark."""
    return dict(_BLUE)
