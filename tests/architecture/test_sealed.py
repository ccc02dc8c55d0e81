"""A column whose name says that it holds an identifier is sealed."""

import re

from django.apps import apps
from django.db import models

from claimback.audit.models import Audited
from claimback.vault.blind import BlindIndexes
from claimback.vault.fields import SealedField, sealed_fields
from claimback.vault.rows import SealedRow

NAMES = re.compile(
    r"(^|_)(ssn|social_security(_number)?|tax_id|tin|date_of_birth|birth_?date|dob|diagnosis|diagnoses|icd_codes?)$"
    r"|(^|_)(member|policy|subscriber|group|account|medicare|beneficiary|passport)_(number|id_number|no)$"
)

EXEMPT: dict[str, str] = {}
"""Columns that are named like an identifier and hold none, each with the reason."""


def unsealed(named: list[models.Field]) -> set[str]:
    """Columns named like an identifier that are not sealed."""
    return {
        f"{field.model._meta.db_table}.{field.column}"
        for field in named
        if NAMES.search(field.name) and not isinstance(field, SealedField)
    }


def columns() -> list[models.Field]:
    return [field for model in apps.get_models() for field in model._meta.concrete_fields]


def test_what_is_named_like_an_identifier_is_sealed():
    assert unsealed(columns()) == set(EXEMPT)


def test_the_number_of_a_policy_is_sealed_too():
    policy = apps.get_model("cases", "Policy")
    assert sealed_fields(policy).keys() == {"number", "group_number", "member_number"}


def test_an_identifier_in_the_clear_would_be_seen():
    class Leaky(models.Model):
        ssn = models.CharField(max_length=11)
        spouse_date_of_birth = models.DateField()
        member_number = models.CharField(max_length=80)
        policy_number = models.CharField(max_length=80)
        diagnosis = models.TextField()
        number = models.CharField(max_length=10)

        class Meta:
            app_label = "vault"
            db_table = "leaky"

    try:
        assert unsealed(list(Leaky._meta.concrete_fields)) == {
            "leaky.ssn",
            "leaky.spouse_date_of_birth",
            "leaky.member_number",
            "leaky.policy_number",
            "leaky.diagnosis",
        }
    finally:
        del apps.all_models["vault"]["leaky"]
        apps.clear_cache()


def test_a_model_with_sealed_columns_seals_them_veils_them_in_the_history_and_keeps_their_indexes():
    for model in apps.get_models():
        sealed = sealed_fields(model)
        if not sealed:
            continue
        assert issubclass(model, SealedRow), model
        [audited] = [made for made in model._meta.constraints if isinstance(made, Audited)]
        assert set(audited.veiled) == set(sealed), model
        indexed = {name for name, field in sealed.items() if field.indexed}
        taken = {
            name for made in model._meta.constraints if isinstance(made, BlindIndexes) for name in made.fields
        }
        assert taken == indexed, model
        assert {f"{name}_index" for name in indexed} <= set(audited.leaving_out), model
