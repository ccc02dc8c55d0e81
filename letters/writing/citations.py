"""Finds citations of law in prose and writes each in one canonical form.

It knows how citations look, not which exist: `authorities` knows those. The net is wide on purpose, since a citation
that nobody recognises must stop a letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARAGRAPHS = r"(?:\s?\([A-Za-z0-9]{1,5}\))*"
_SECTION_SIGN = r"(?:§+|[Ss]ections?|[Ss]ec\.|[Pp]arts?)"

_CODE = re.compile(
    rf"\b(?P<title>\d{{1,2}})\s*(?P<code>C\.?\s?F\.?\s?R\.?|U\.?\s?S\.?\s?C\.?(?:\s?A\.?)?)\s*{_SECTION_SIGN}?\s*"
    rf"(?P<section>\d+[a-z]{{0,2}}(?:\.\d+[a-z]?)?(?:-\d+[a-z]?)*)(?P<paragraphs>{_PARAGRAPHS})"
)
_CONTINUED = re.compile(
    r"\s*(?:,|;|&|\band\b|\bor\b|\bto\b|\bthrough\b|[-–])[\s,]*(?:and\s+|or\s+)?(?P<paragraphs>(?:\([A-Za-z0-9]{1,5}\))+)"
)
_STATE = (
    r"(?:(?:Ala|Ariz|Ark|Cal|Colo|Conn|Del|D\.\s?C|Fla|Ga|Haw|Ill|Ind|Kan|Ky|La|Me|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev"
    r"|N\.\s?H|N\.\s?J|N\.\s?M|N\.\s?Y|N\.\s?C|N\.\s?D|Okla|Or|Pa|P\.\s?R|R\.\s?I|S\.\s?C|S\.\s?D|Tenn|Tex|Vt|Va|Wash"
    r"|W\.\s?Va|Wis|Wyo)\.|Alaska|Idaho|Iowa|Ohio|Utah)"
)
_BOOK = r"(?:Code|Laws?|Stat\.|Statutes|Regs?\.)"
_NUMBER = rf"(?:{_SECTION_SIGN}\s?)?\d[\dA-Za-z]*(?:[.:/–-][\dA-Za-z]+)*{_PARAGRAPHS}"
# ``Tex. Ins. Code § 4201.002(a)``, ``10 Cal. Code Regs. § 2695.7(b)``, ``Mass. Gen. Laws ch. 176O, § 14``; and books
# that states call by their initials, ``215 ILCS 180/35(a)`` and ``RCW 48.43.535``.
_STATE_LAW = re.compile(
    rf"(?:\b\d{{1,3}}\s)?\b{_STATE}(?:\s(?:[A-Z][A-Za-z]*\.?|&|of|and|R\.)){{0,6}}?\s{_BOOK}(?:\s[A-Z][a-z]*\.)*"
    rf"(?:\s(?:ch|tit|art|r)\.\s[\dA-Za-z-]+,)?(?:\sr\.)?\s{_NUMBER}"
    rf"|\b\d{{1,3}}\s(?:ILCS|P\.\s?S\.|V\.\s?S\.\s?A\.|Pa\.\s?C\.\s?S\.)\s{_NUMBER}"
    rf"|\b(?:O\.C\.G\.A\.|N\.J\.S\.A\.|A\.R\.S\.|RCW|WAC|ORS|NRS)\s{_NUMBER}"
)
_OTHERS = (
    _STATE_LAW,
    re.compile(
        r"\b\d{1,4}\s+(?:U\.\s?S\.|S\.\s?Ct\.|F\.\s?(?:2d|3d|4th)|F\.\s?Supp\.(?:\s?[23]d)?|F\.\s?App['’]x"
        r"|[NSAP]\.\s?(?:[EW]\.)?\s?(?:2d|3d)|[A-Z][A-Za-z]+\.\s?(?:App\.\s?)?(?:2d|3d|4th|5th))\s+\d{1,5}\b"
    ),
    re.compile(r"\b\d{4}\s+WL\s+\d+\b"),
    re.compile(r"\b\d{1,3}\s+(?:FR|Fed\.\s?Reg\.)\s+\d[\d,]*"),
    re.compile(r"\bPub(?:lic|\.)\s*L(?:aw|\.)\s*(?:No\.\s*)?\d+[-–]\d+"),
    re.compile(rf"\b(?:ERISA|PHS Act|PHSA|ACA|MHPAEA)\s*{_SECTION_SIGN}\s*\d+[A-Za-z]?{_PARAGRAPHS}"),
    re.compile(
        rf"\b{_SECTION_SIGN}\s*\d+[A-Za-z]?{_PARAGRAPHS} of (?:ERISA|the (?:PHS|Affordable Care) Act)"
    ),
    re.compile(rf"\b(?:Code|Laws|Stat\.|Statutes|Ann\.)\s*{_SECTION_SIGN}\s*[\d.:\-]*\d{_PARAGRAPHS}"),
    re.compile(rf"§+\s*[A-Za-z]?\d[\w.:\-]*{_PARAGRAPHS}"),
)


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation as found: its place in the text, its words, and the form by which citations are compared."""

    start: int
    end: int
    text: str
    canonical: str


def find_citations(text: str) -> tuple[Citation, ...]:
    """Every citation in `text`, in reading order, none overlapping another.

    ``29 CFR 2560.503-1(h)(2)(iii) and (m)(8)`` is two citations: the second takes its section from the first.
    """
    plain = text.replace("\N{NO-BREAK SPACE}", " ")
    found: list[Citation] = []
    for match in _CODE.finditer(plain):
        found.append(_cited(match.start(), match.end(), plain, _canonical_code(match, match["paragraphs"])))
        end = match.end()
        while more := _CONTINUED.match(plain, end):
            canonical = _canonical_code(match, more["paragraphs"])
            found.append(_cited(more.start("paragraphs"), more.end(), plain, canonical))
            end = more.end()
    for pattern in _OTHERS:
        for match in pattern.finditer(plain):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                canonical = re.sub(r"[\s.,§]", "", match[0])
                found.append(_cited(match.start(), match.end(), plain, canonical))
    return tuple(sorted(found, key=lambda citation: citation.start))


def _cited(start: int, end: int, text: str, canonical: str) -> Citation:
    return Citation(start=start, end=end, text=text[start:end].strip(), canonical=canonical)


def _canonical_code(match: re.Match[str], paragraphs: str) -> str:
    code = "CFR" if match["code"].startswith("C") else "USC"
    return f"{int(match['title'])} {code} {match['section']}{paragraphs.replace(' ', '')}"
