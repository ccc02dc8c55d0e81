"""A client and a policy with identifiers that exist nowhere else, to look for."""

from datetime import date
from typing import Any

import pytest

from cases.models import Client, Policy
from cases.services.clients import client_add
from cases.services.insurers import insurer_add
from cases.services.policies import policy_add
from tests.firms import TestFirm

# Numbers of this area are never given out: the Social Security Administration keeps them for advertisements.
SSN = "987-65-4321"
TAX_ID = "98-7650001"
BORN = date(1961, 7, 23)
NUMBER = "ZQ-448-21-7765"
MEMBER_NUMBER = "WXF 4471902-02"
GROUP_NUMBER = "LR-20418-Q9"


def sealed_client(firm: TestFirm, **values: Any) -> Client:
    """A client with every identifier."""
    known: dict[str, Any] = {"name": "Ada Quill", "ssn": SSN, "tax_id": TAX_ID, "date_of_birth": BORN}
    return client_add(actor=firm.attorney, **known | values)


def sealed_policy(firm: TestFirm, client: Client, **values: Any) -> Policy:
    """A policy of the client with every number."""
    insurer = insurer_add(actor=firm.attorney, name="Northfield Mutual")
    known: dict[str, Any] = {
        "number": NUMBER,
        "member_number": MEMBER_NUMBER,
        "group_number": GROUP_NUMBER,
        "line_of_business": "health",
        "plan_type": "erisa_insured",
        "jurisdiction": "TX",
    }
    return policy_add(actor=firm.attorney, client_id=client.id, insurer_id=insurer.id, **known | values)


@pytest.fixture
def insured(in_law: TestFirm) -> Client:
    """The client; the law firm's scope is open."""
    return sealed_client(in_law)


@pytest.fixture
def policy(in_law: TestFirm, insured: Client) -> Policy:
    """Their policy."""
    return sealed_policy(in_law, insured)
