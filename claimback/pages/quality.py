"""Whether a page's text is words at all: garbled recognition and fonts without a mapping are told from a language.

A language is a habit of letters: of 676 pairs of letters, 400 make up 98 in 100 of those in a letter's words, and few
of those in words whose letters were mixed up. One letter in ten that is wrong brings it down to 90.
"""

import re
from typing import Final

from claimback.pages.doubts import doubt, excerpt
from claimback.pages.repair import repaired
from claimback.pages.sheet import PageDoubt

# Pairs of letters in the order of how common they are in English; rarer ones are mostly slips and names.
_PAIRS: Final = (
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro "
    "ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so "
    "rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl "
    "ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt "
    "oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck "
    "ew mu br bi pt ak pu ui rg ib tl ny ki rk ys ob mm fu ph og ms ye ud mb ip ub oi rl gu dr hr cc tw ft wn nu af hu "
    "nn eo vo rv nf xp gn sm fl iz ok nl my gl aw ju oa eq sy sl ps jo lf nv je nk kn gs dy hy ze ks xt bs ik dd pt rp "
    "sk xi oe oy ws lv dl rf eu dg wr xa yi nm eb rb tm xc eh tc gy rw hn mn ya aa bj"
)
_COMMON: Final = frozenset(_PAIRS.split())
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_ENOUGH: Final = 150
"""Words that are looked at."""
_FEWEST: Final = 120
"""Pairs of letters: fewer tell nothing."""
_LEAST: Final = 0.9
# The sign for what could not be decoded, and a font's own characters, which mean nothing elsewhere.
_LOST: Final = re.compile("[\ufffd\ue000-\uf8ff]")
_MANY_LOST: Final = 3


def likeness(text: str) -> float | None:
    """The share of its pairs of letters that are common in writing; None where it has too few, or is not in Latin."""
    pairs = common = 0
    words = _WORD.findall(text)
    for word in words[:: 1 + len(words) // _ENOUGH]:
        if not word.isascii():
            continue
        word = word.lower()
        for index in range(len(word) - 1):
            pairs += 1
            common += word[index : index + 2] in _COMMON
    return common / pairs if pairs >= _FEWEST else None


def is_garbled(text: str) -> bool:
    """Whether most of a text cannot be words of a language in Latin script."""
    found = likeness(text)
    return found is not None and found < _LEAST


def text_doubts(text: str) -> tuple[PageDoubt, ...]:
    """What a text itself shows to be doubtful."""
    doubts = []
    if is_garbled(text):
        doubts.append(doubt("garbled", excerpt(text.split()[:12])))
    lost = _LOST.findall(text) if not text.isascii() else []
    if len(lost) >= _MANY_LOST:
        lost = [word for word in text.split() if _LOST.search(word)]
        doubts.append(doubt("broken_letters", excerpt(lost[:8])))
    elif repaired(text) != text:
        misread = [word for word in text.split() if repaired(word) != word]
        doubts.append(doubt("broken_letters", excerpt(misread[:8])))
    return tuple(doubts)
