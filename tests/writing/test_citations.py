"""Citations are found as lawyers write them, and compared in one form."""

import pytest

from letters.writing.citations import find_citations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("29 CFR 2560.503-1(h)(2)(iii)", ["29 CFR 2560.503-1(h)(2)(iii)"]),
        ("29 C.F.R. § 2560.503-1 (h)(2)(iii).", ["29 CFR 2560.503-1(h)(2)(iii)"]),
        ("29 C. F. R. section 2560.503-1(l)(1)", ["29 CFR 2560.503-1(l)(1)"]),
        ("29\u00a0C.F.R.\u00a0§\u00a02560.503-1(g)", ["29 CFR 2560.503-1(g)"]),
        (
            "29 CFR 2560.503-1(h)(2)(iii) and (m)(8)",
            ["29 CFR 2560.503-1(h)(2)(iii)", "29 CFR 2560.503-1(m)(8)"],
        ),
        (
            "45 CFR 147.136(b)(2)(ii)(C), (d)(2)(i)",
            ["45 CFR 147.136(b)(2)(ii)(C)", "45 CFR 147.136(d)(2)(i)"],
        ),
        ("29 CFR 2590.715-2719(b)(2)(ii)(F)", ["29 CFR 2590.715-2719(b)(2)(ii)(F)"]),
        ("29 CFR 2575.502c-1", ["29 CFR 2575.502c-1"]),
        ("29 U.S.C. § 1132(a)(1)(B)", ["29 USC 1132(a)(1)(B)"]),
        ("29 USC 1132(c)(1); 5 C.F.R. 890.105", ["29 USC 1132(c)(1)", "5 CFR 890.105"]),
        ("42 U.S.C. 300gg-19", ["42 USC 300gg-19"]),
        ("Example v. Example, 571 U.S. 99 (2013)", ["571US99"]),
        ("819 F.3d 42 and 900 F. Supp. 2d 12", ["819F3d42", "900FSupp2d12"]),
        ("2019 WL 1234567", ["2019WL1234567"]),
        ("85 Fed. Reg. 39831; Pub. L. No. 111-148", ["85FedReg39831", "PubLNo111-148"]),
        ("ERISA § 503 and section 502(a) of ERISA", ["ERISA503", "section502(a)ofERISA"]),
        ("Tex. Ins. Code § 4201.002", ["TexInsCode4201002"]),
        ("Tex. Ins. Code 4201.002(a).", ["TexInsCode4201002(a)"]),
        ("Cal. Health & Safety Code § 1374.30(j)", ["CalHealth&SafetyCode137430(j)"]),
        ("10 Cal. Code Regs. § 2695.7(b)", ["10CalCodeRegs26957(b)"]),
        ("11 N.Y. Comp. Codes R. & Regs. § 216.4(d)", ["11NYCompCodesR&Regs2164(d)"]),
        ("Mass. Gen. Laws ch. 176O, § 14", ["MassGenLawsch176O14"]),
        ("Fla. Admin. Code r. 69B-220.201", ["FlaAdminCoder69B-220201"]),
        ("215 ILCS 180/35(a) and 40 P.S. § 991.2164g", ["215ILCS180/35(a)", "40PS9912164g"]),
        ("Ohio Rev. Code § 3922.02(B); RCW 48.43.535", ["OhioRevCode392202(B)", "RCW4843535"]),
        ("under § 12.3 of something", ["123"]),
        ("Under Tex. Ins. Code Ann. § 542A.003(b)", ["TexInsCode542A003(b)"]),
        ("Fla. Stat. 624.155(3) and (4) apply.", ["FlaStat624155(3)", "FlaStat624155(4)"]),
        ("Cal. Health & Safety Code § 1374.30", ["CalHealth&SafetyCode137430"]),
        ("Ga. Comp. R. & Regs. 120-2-52-.03(3)", ["GaCompR&Regs120-2-52-03(3)"]),
        ("215 ILCS 5/155; 10 CCR § 2695.7(b).", ["215ILCS5/155", "10CCR26957(b)"]),
        ("G.L. c. 93A, § 9(3); La. R.S. 22:1892(B)(1)", ["GLc93A9(3)", "LaRS22:1892(B)(1)"]),
        (
            "Mass. Gen. Laws ch. 176O, § 14; Fla. Admin. Code r. 69J-166.031",
            ["MassGenLawsch176O14", "FlaAdminCoder69J-166031"],
        ),
        ("42 Pa.C.S. § 8371, 14VAC5-400-60(A)", ["42PaCS8371", "14VAC5-400-60(A)"]),
        ("O.C.G.A. § 33-4-6(a), RCW 48.30.015(8)", ["OCGA33-4-6(a)", "RCW4830015(8)"]),
        ("56 N.J. 514; 81 N.Y.2d 22; 409 Ill. App. 3d 233", ["56NJ514", "81NY2d22", "409IllApp3d233"]),
    ],
)
def test_a_citation_is_found(text: str, expected: list[str]) -> None:
    assert [citation.canonical for citation in find_citations(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "On June 12, 2026 the plan denied claim number 26-0419-7731.",
        "Section 6.2 of the plan, page 29",
        "The MCL 3 months after surgery, and Ohio Casualty Policy 12345",
        "Call (512) 555-0142 about the 29 units of service.",
        "Tell Me. A Code of 12 rules binds the Appeals Unit, Columbus, Ohio 43299, and Texas Bar No. 24000000.",
        "Ms. Whitfield is 45 and cares for 2 children in the U.S. since 1999.",
    ],
)
def test_ordinary_prose_is_no_citation(text: str) -> None:
    assert find_citations(text) == ()


def test_places_are_those_of_the_text() -> None:
    text = "See 29 CFR 2560.503-1(h)(2)(iii) and (m)(8)."
    assert [text[c.start : c.end] for c in find_citations(text)] == ["29 CFR 2560.503-1(h)(2)(iii)", "(m)(8)"]
