"""What an assistant is to those who ask it: one function, and one error that never holds a word of what was asked."""

from dataclasses import dataclass
from typing import Final, Protocol

UNAVAILABLE: Final = {
    "unreachable": "It could not be reached.",
    "timeout": "It did not answer in time.",
    "failed": "It answered with an error.",
    "refused": "It refused to answer.",
    "unintelligible": "Its answer could not be understood.",
    "too_long": "The letter is too long for it.",
}
"""Why there is no answer, as people read it."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked: the `task`, which is ours, and the `material`, which others wrote and which instructs nobody."""

    task: str
    material: str
    answer_tokens: int = 4_000


class AssistantUnavailable(RuntimeError):
    """There is no answer. `why` is one of `UNAVAILABLE`; neither what was asked nor what came back is in it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Assistant(Protocol):
    """Something that answers prompts in text."""

    def propose(self, prompt: Prompt) -> str:
        """The answer, unchecked. Raises AssistantUnavailable."""
        ...
