"""The shapes of the codes on medical bills. A shape is checked, never whether a code exists or pays."""

import re
from typing import Final

PROCEDURE: Final = re.compile(r"(\d{5}|\d{4}[AFMTU]|[A-V]\d{4})(-[A-Z0-9]{2}){0,4}")
"""CPT (99213, 0042T, 3008F, 0001U, 0001M, 0001A) and HCPCS level II (J1745, G0283), each with up to four modifiers."""

DIAGNOSIS: Final = re.compile(r"[A-Z]\d[0-9AB](\.[0-9A-Z]{1,4})?")
"""ICD-10-CM with its point: S13.4XXA, M54.50, C4A.9, I10."""


def procedure_problem(code: str) -> str:
    """What is wrong with a CPT or HCPCS code, with the remedy; empty where its shape is right."""
    if PROCEDURE.fullmatch(code):
        return ""
    return (
        f"“{code}” has the shape of no CPT or HCPCS code. Give five characters, such as 99213 or J1745, and "
        "modifiers behind hyphens, such as 99213-25."
    )


def diagnosis_problem(code: str) -> str:
    """What is wrong with an ICD-10 code, with the remedy; empty where its shape is right."""
    if DIAGNOSIS.fullmatch(code):
        return ""
    return f"“{code}” has the shape of no ICD-10 code. Write it with its point, such as S13.4XXA or M54.50."
