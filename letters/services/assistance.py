"""What the assistant adds to a reading that is made: asked once, its answer held against the letter, kept beside it.

The reading is complete without it. Begin claims the question, once, so that whatever happens to the worker the letter
leaves no second time; ask has no transaction; settle stores what came of it. Nothing here fails a reading.
"""

import logging
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from cases.services.denials import ADVERSE
from cases.vocabulary import GROUND_CODES
from letters.assistant.chosen import assistant, assistant_destination
from letters.assistant.interface import AssistantUnavailable, Prompt
from letters.reading.proposals import LETTER_LIMIT, NoProposals, Proposals, material, proposals, task
from letters.selectors import reading_list
from letters.services.assistant_permissions import assistant_permitted
from letters.states import ASSISTANCE_EDGES

BY: Final = "assistant"

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A letter that the assistant is to be asked about: its pages, and its grounds as the rules found them."""

    reading_id: UUID
    pages: list[str]
    grounds: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What passed the gate; or, with `why`, that there is no answer."""

    destination: str
    found: Proposals = field(default_factory=Proposals)
    why: str = ""


def assistance_for(findings: dict[str, Any] | None) -> str:
    """Whether the assistant is to be asked about a letter with these findings: only about a decision against the claim,
    and only where installation and firm allow it.
    """
    decision = (findings or {}).get("decision") or {}
    return "waiting" if decision.get("value") in ADVERSE and assistant_permitted() else "none"


def assistance_begin(*, reading_id: UUID) -> Asked | None:
    """Claim the question; None where nobody is to be asked, or somebody else asks."""
    waiting = reading_list().filter(id=reading_id, state="read", assistance_state="waiting")
    reading = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if reading is None:
        return None
    permitted = assistant_permitted()
    state = ASSISTANCE_EDGES.advance(reading.assistance_state, "asked" if permitted else "none")
    # The reading stays the one that its reader has before them: its version counts what members do.
    waiting.update(assistance_state=state)
    if not permitted:
        return None
    return Asked(reading_id, reading.pages or [], (reading.findings or {})["grounds"])


def assistance_ask(asked: Asked) -> Answer:
    """What the assistant proposes for a letter. Whatever goes wrong is an answer; no word of the letter is logged."""
    destination = assistant_destination()
    try:
        return Answer(destination, _proposals(asked))
    except AssistantUnavailable as error:
        why = error.why
    except NoProposals:
        why = "unintelligible"
    _logger.warning("The assistant was not available: %s", why, extra={"ids": {"reading": asked.reading_id}})
    return Answer(destination, why=why)


def _proposals(asked: Asked) -> Proposals:
    text = material(asked.pages, asked.grounds)
    if len(text) > LETTER_LIMIT:
        raise AssistantUnavailable("too_long")
    chosen = assistant()
    if chosen is None:
        raise AssistantUnavailable("unreachable")
    answer = chosen.propose(Prompt(task(GROUND_CODES), text))
    found = [ground["code"] for ground in asked.grounds]
    return proposals(answer, asked.pages, codes=GROUND_CODES, found=found)


def assistance_settle(*, reading_id: UUID, answer: Answer) -> None:
    """Keep an answer beside the reading that it was asked for. The first stays: a second one changes nothing."""
    asked = reading_list().filter(id=reading_id, assistance_state="asked")
    asked.update(
        assistance_state=ASSISTANCE_EDGES.advance("asked", "unavailable" if answer.why else "answered"),
        assistance_answer=_stored(answer),
    )


def _stored(answer: Answer) -> dict[str, Any]:
    return {
        "destination": answer.destination,
        "why": answer.why,
        "dropped": answer.found.dropped,
        "grounds": [
            {
                "by": BY,
                "code": proposal.code,
                "quote": proposal.at.quote,
                "page": proposal.at.page,
                "start": proposal.at.start,
                "end": proposal.at.end,
            }
            for proposal in answer.found.grounds
        ],
    }
