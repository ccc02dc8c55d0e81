"""The working of a sum: its lines in words with what each comes to, and what a damage item comes to."""

from dataclasses import dataclass

from moneyed import Money


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a working."""

    said: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Loss:
    """Damaged property: new, as it was, and what is held back until it is repaired or replaced."""

    rcv: Money
    acv: Money
    holdback: Money


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What an item comes to, with the working; `loss` is that of property alone."""

    claimed: Money
    steps: tuple[Step, ...]
    loss: Loss | None = None
