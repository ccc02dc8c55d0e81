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
_STATES = (
    r"(?:Ala\.|Alaska|Ariz\.|Ark\.|Cal\.|Colo\.|Conn\.|D\.C\.|Del\.|Fla\.|Ga\.|Haw\.|Idaho|Ill\.|Ind\.|Iowa|Kan\.|Ky\."
    r"|La\.|Mass\.|Md\.|Me\.|Mich\.|Minn\.|Miss\.|Mo\.|Mont\.|N\.C\.|N\.D\.|N\.H\.|N\.J\.|N\.M\.|N\.Y\.|Neb\.|Nev\.|Ohio"
    r"|Okla\.|Or\.|P\.R\.|Pa\.|R\.I\.|S\.C\.|S\.D\.|Tenn\.|Tex\.|Utah|Va\.|Vt\.|W\.\s?Va\.|Wash\.|Wis\.|Wyo\.)"
)
_STATE_CODE = (
    rf"{_STATES}\s?(?:(?:[A-Z][A-Za-z.]*,?|&|and|of)\s){{0,6}}?"
    r"(?:Code|Stats?\.|Statutes|Laws?|R\.S\.|Regs?\.|Rules?)(?:,?\s?[A-Z][A-Za-z]*\.){0,3}"
)
_OWN_NAMES = (
    r"(?:A\.R\.S\.|AAC|C\.R\.S\.|CCR|COMAR|CPLR|CSR|Del\.\s?C\.|G\.L\.|HRS|ILCS|K\.A\.R\.|K\.S\.A\.|KRS|M\.R\.S\.|MCA|MCL"
    r"|N\.C\.G\.S\.|N\.D\.C\.C\.|N\.J\.A\.C\.|N\.J\.S\.A\.|NAC|NCAC|NMSA|NRS|NYCRR|O\.C\.G\.A\.|O\.S\.|OAC|OAR|ORC|ORS|P\.S\."
    r"|Pa\.\s?C\.S\.|RCW|RICR|RSA|RSMo|SDCL|T\.C\.A\.|V\.S\.A\.|VAC|WAC)"
)
_STATE_SECTION = r"[A-Z]?\d[\dA-Za-z]*(?:[.:/-]{1,2}[\dA-Za-z]+)*"
_STATE = re.compile(
    # A bare number after letters such as MCL is law only if it looks like a section: medicine has an MCL too.
    rf"(?<![\w.])(?P<base>(?:\d{{1,3}}(?:-[A-Z])?[\s-]?)?(?:{_STATE_CODE}|{_OWN_NAMES}(?=.{{0,12}}§|[\s-]?[\dA-Za-z.:/-]{{5}}))"
    r"[\s-]?(?:(?:ch?|tit|art|r)\.\s?\d[\dA-Z-]*,\s)?(?:r\.\s)?(?:§+|[Ss]ections?|ss?\.)?\s?"
    rf"{_STATE_SECTION})(?P<paragraphs>{_PARAGRAPHS})"
)
"""A state's law, such as ``Tex. Ins. Code § 542A.003(b)``, ``215 ILCS 5/155`` or ``G.L. c. 93A, § 9(3)``."""

_OTHERS = (
    re.compile(rf"\b\d{{1,4}}\s{_STATES}\s?(?:App\.\s?)?(?:[23]d|4th|5th)?\s?\d{{1,5}}\b"),
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
    for pattern, in_one_form in ((_CODE, _canonical_code), (_STATE, _canonical_state)):
        for match in pattern.finditer(plain):
            found.append(_cited(match.start(), match.end(), plain, in_one_form(match, match["paragraphs"])))
            end = match.end()
            while more := _CONTINUED.match(plain, end):
                continued = in_one_form(match, more["paragraphs"])
                found.append(_cited(more.start("paragraphs"), more.end(), plain, continued))
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


def _canonical_state(match: re.Match[str], paragraphs: str) -> str:
    """A state's citation without what writers vary: section signs, spaces, the full stops of abbreviations."""
    varied = r"\bAnn\.|\b[Ss]ections?\b|\bss?\.|[\s.,§]"
    return re.sub(varied, "", match["base"]) + paragraphs.replace(" ", "")
