"""The admin pages of cases. The page of a case itself is registered by `claimback.case_page`."""

from cases.admin import (  # noqa: F401 - registered by import
    administrative_record,
    calls,
    case,
    claim_file,
    conflicts,
    contact,
    denials,
    documents,
    imports,
    ledger,
    liens,
    mail,
    peer_appointments,
    people,
    playbooks,
    policies,
    policy_terms,
    retention,
    tasks,
    walls,
)
