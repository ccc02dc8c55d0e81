"""Adapters against local servers that speak the vendors' protocols: what they make of each answer, and of none."""

from datetime import timedelta
from uuid import UUID

import pytest

from claimback.kernel.clock import now
from letters.dispatch.addresses import PostalAddress, fax_number, postal_address
from letters.dispatch.interface import (
    Absent,
    AddressUnusable,
    HandedOver,
    Parcel,
    Refused,
    Sender,
    Unknown,
    VendorSilent,
)
from letters.dispatch.lob import Lob
from letters.dispatch.telnyx import Telnyx
from tests.letters.vendors.lob import NUMBER, FakeLob
from tests.letters.vendors.telnyx import FakeTelnyx
from tests.letters.vendors.web import running

ID = UUID("01900000-0000-7000-8000-000000000007")
OTHER = UUID("01900000-0000-7000-8000-000000000008")
LINES = "Example Health Plan\nAppeals Unit\nP.O. Box 1\nTestville, OH 43999"


def parcel(address=LINES, key="k-1", **more):
    sender = Sender("Marlowe Law", ("1 Example Street", "Testville, TX 78701"))
    return Parcel(ID, key, address, sender, "Letter", "letter.pdf", b"%PDF-1.7 exact", **more)


@pytest.fixture
def lob():
    with running(FakeLob()) as server:
        yield server, Lob(server.url, "test_key")


@pytest.fixture
def telnyx():
    with running(FakeTelnyx()) as server:
        yield server, Telnyx(server.url, "KEY", application="1293384261075731499", number="+15125550199")


def test_lob_prints_the_exact_bytes_once_for_one_key(lob):
    server, vendor = lob
    assert vendor.hand_over(parcel(return_receipt=True)) == HandedOver("ltr_1", NUMBER)
    assert vendor.hand_over(parcel(return_receipt=True)) == HandedOver("ltr_1", NUMBER)
    (letter,) = server.letters.values()
    assert letter["file"] == b"%PDF-1.7 exact"
    sent = letter["fields"]
    assert (sent["extra_service"], sent["to[name]"], sent["to[company]"], sent["to[address_line1]"]) == (
        "certified_return_receipt",
        "Example Health Plan",
        "Appeals Unit",
        "P.O. Box 1",
    )
    assert (sent["to[address_state]"], sent["from[name]"], sent["from[address_zip]"]) == (
        "OH",
        "Marlowe Law",
        "78701",
    )
    assert vendor.hand_over(parcel(key="k-2")) == HandedOver("ltr_2", NUMBER)
    assert server.letters["k-2"]["fields"]["extra_service"] == "certified"


LOB_FAILURES = [
    ("POST us_verifications", 422, Refused, False, 0),
    ("POST us_verifications", 500, Refused, True, 0),
    ("POST us_verifications", "cut_before", Refused, True, 0),
    ("POST letters", 401, Refused, False, 0),
    ("POST letters", 422, Refused, False, 0),
    ("POST letters", 429, Refused, True, 0),
    ("POST letters", 302, Unknown, False, 0),
    ("POST letters", 500, Unknown, False, 0),
    ("POST letters", 503, Unknown, False, 0),
    ("POST letters", "cut_before", Unknown, False, 0),
    ("POST letters", "cut_after", Unknown, False, 1),
    ("POST letters", "nonsense", Unknown, False, 1),
]


@pytest.mark.parametrize(("path", "failure", "kind", "passing", "made"), LOB_FAILURES)
def test_what_lob_s_failures_tell(lob, path, failure, kind, passing, made):
    server, vendor = lob
    server.fails[path] = failure
    outcome = vendor.hand_over(parcel())
    assert (type(outcome), getattr(outcome, "passing", False)) == (kind, passing)
    assert len(server.letters) == made
    assert outcome.reason
    server.fails.clear()
    then = now() - timedelta(minutes=6)
    assert vendor.look_up(ID, then, now()) == (HandedOver("ltr_1", NUMBER) if made else Absent(proven=True))
    assert vendor.hand_over(parcel()) == HandedOver("ltr_1", NUMBER)
    assert len(server.letters) == 1


def test_an_address_to_which_nothing_is_delivered_and_a_firm_without_one_are_refused(lob):
    server, vendor = lob
    server.deliverability = "undeliverable"
    refused = vendor.hand_over(parcel())
    assert isinstance(refused, Refused)
    assert not refused.passing
    assert server.asked == ["POST us_verifications"]
    nobody = vendor.hand_over(Parcel(ID, "k", LINES, Sender("Marlowe Law"), "", "", b""))
    assert isinstance(nobody, Refused)
    assert "The firm's own address" in nobody.reason


@pytest.mark.parametrize(("minutes", "proven"), [(1, False), (6, True), (21 * 60, True), (23 * 60, False)])
def test_that_lob_has_nothing_proves_something_while_its_key_holds(lob, minutes, proven):
    _, vendor = lob
    assert vendor.look_up(ID, now() - timedelta(minutes=minutes), now()) == Absent(proven=proven)


def test_a_look_up_that_fails_tells_nothing(lob, telnyx):
    for (server, vendor), path in ((lob, "GET letters"), (telnyx, "GET faxes")):
        for failure in (500, 404, "cut_before", "nonsense"):
            server.fails[path] = failure
            with pytest.raises(VendorSilent):
                vendor.look_up(ID, now(), now())


def test_a_vendor_that_is_not_there_has_nothing():
    for vendor in (
        Lob("http://127.0.0.1:1", "k"),
        Telnyx("http://127.0.0.1:1", "k", application="1", number="+1"),
    ):
        refused = vendor.hand_over(parcel())
        assert isinstance(refused, Refused)
        assert refused.passing
        with pytest.raises(VendorSilent):
            vendor.look_up(ID, now(), now())
    public = Lob("http://93.184.216.34", "k").hand_over(parcel())
    assert isinstance(public, Refused), "a key never goes over plain HTTP to a public address"


def test_telnyx_faxes_the_exact_bytes(telnyx):
    server, vendor = telnyx
    assert vendor.hand_over(parcel("+15125550100")) == HandedOver("fax-1")
    assert server.media == {"k-1": b"%PDF-1.7 exact"}
    (fax,) = server.faxes
    assert (fax["to"], fax["from"], fax["connection_id"]) == (
        "+15125550100",
        "+15125550199",
        "1293384261075731499",
    )
    assert vendor.look_up(ID, now(), now()) == HandedOver("fax-1")
    assert vendor.look_up(OTHER, now() - timedelta(hours=1), now()) == Absent(proven=False)


@pytest.mark.parametrize(
    ("path", "failure", "kind", "passing", "made"),
    [
        ("POST media", 422, Refused, False, 0),
        ("POST media", 500, Refused, True, 0),
        ("POST media", "cut_after", Refused, True, 0),
        ("POST faxes", 403, Refused, False, 0),
        ("POST faxes", 429, Refused, True, 0),
        ("POST faxes", 500, Unknown, False, 0),
        ("POST faxes", "cut_before", Unknown, False, 0),
        ("POST faxes", "cut_after", Unknown, False, 1),
        ("POST faxes", "nonsense", Unknown, False, 1),
    ],
)
def test_what_telnyx_s_failures_tell(telnyx, path, failure, kind, passing, made):
    server, vendor = telnyx
    server.fails[path] = failure
    outcome = vendor.hand_over(parcel("+15125550100"))
    assert (type(outcome), getattr(outcome, "passing", False)) == (kind, passing)
    assert len(server.faxes) == made
    found = vendor.look_up(ID, now() - timedelta(minutes=6), now())
    assert found == (HandedOver("fax-1") if made else Absent(proven=False))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (LINES, ("Example Health Plan", "Appeals Unit", "P.O. Box 1", "", "Testville", "OH", "43999")),
        (
            "Example Plan\n1 Main St\nSuite 4\nNew Town TX 78701-1234\nUSA",
            ("Example Plan", "", "1 Main St", "Suite 4", "New Town", "TX", "78701-1234"),
        ),
        (
            "Example Health Plan of the Two Carolinas, Incorporated\n1 Main St\nTestville, oh 43999",
            (
                "Example Health Plan of the Two",
                "Carolinas, Incorporated",
                "1 Main St",
                "",
                "Testville",
                "OH",
                "43999",
            ),
        ),
    ],
)
def test_the_lines_of_an_envelope_are_an_address(text, parts):
    assert postal_address(text) == PostalAddress(*parts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Example Plan",
        "Example Plan\nTestville, OH 43999",
        "1 Main St\nTestville, OH 43999",
        "Example Plan\n1 Main St\nTestville",
        "Example Plan\n1 Main St\n10115 Berlin",
        f"Example Plan\n1 {'x' * 70}\nTestville, OH 43999",
        f"{'x' * 70}\n1 Main St\nTestville, OH 43999",
        "A\nB\nC\n1 Main St\nTestville, OH 43999",
    ],
)
def test_other_lines_are_none(text):
    with pytest.raises(AddressUnusable):
        postal_address(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("(512) 555-0100", "+15125550100"),
        ("1-512-555-0100", "+15125550100"),
        ("+44 20 7946 0018", "+442079460018"),
        ("555-0100", ""),
        ("512 555 0100 ext. 4", ""),
        ("", ""),
    ],
)
def test_fax_numbers(text, number):
    if number:
        assert fax_number(text) == number
        return
    with pytest.raises(AddressUnusable):
        fax_number(text)
