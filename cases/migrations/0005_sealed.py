"""Identifiers become sealed columns. Nothing was deployed before: numbers that stood in the clear are not carried over."""

from django.db import migrations

from claimback.audit.models import Audited
from claimback.vault.blind import BlindIndexes, BlindIndexField
from claimback.vault.fields import SealedField

SEALED = {
    "client": {
        "date_of_birth": SealedField("date"),
        "ssn": SealedField("nine_digits", verbose_name="social security number"),
        "tax_id": SealedField("nine_digits", verbose_name="taxpayer number"),
    },
    "policy": {
        "number": SealedField(indexed=True, max_length=80),
        "number_index": BlindIndexField(),
        "group_number": SealedField(max_length=80),
        "member_number": SealedField(indexed=True, max_length=80),
        "member_number_index": BlindIndexField(),
    },
    "case": {"diagnosis": SealedField("prose", max_length=2000)},
}


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_portal_and_conflicts"),
        ("vault", "0002_rights"),
    ]

    operations = [
        *(migrations.RemoveConstraint(model, f"cases_{model}_audit") for model in SEALED),
        *(migrations.RemoveField("policy", name) for name in ("number", "group_number", "member_number")),
        *(
            migrations.AddField(model, name, field)
            for model, fields in SEALED.items()
            for name, field in fields.items()
        ),
        migrations.AddConstraint(
            "policy", BlindIndexes(name="cases_policy_blind", fields=["number", "member_number"])
        ),
        migrations.AddConstraint(
            "client",
            Audited(name="cases_client_audit", veiled=["date_of_birth", "ssn", "tax_id"], in_bulk=True),
        ),
        migrations.AddConstraint(
            "policy",
            Audited(
                name="cases_policy_audit",
                leaving_out=["number_index", "member_number_index"],
                veiled=["number", "group_number", "member_number"],
            ),
        ),
        migrations.AddConstraint(
            "case", Audited(name="cases_case_audit", veiled=["diagnosis"], in_bulk=True)
        ),
    ]
