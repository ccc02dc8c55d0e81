"""A sealed value as Python holds it: shown masked wherever it ends up, opened only through `services.reveals`."""

from claimback.vault.envelope import mask_of, take_apart
from claimback.vault.kinds import Kind, Value


class Sealed:
    """One value: as it is stored, or typed a moment ago and sealed when its row is saved.

    `str`, `repr` and templates show the mask. It compares by identity: what it holds is not looked at.
    """

    __slots__ = ("_kind", "_stored", "_typed")

    def __init__(self, kind: Kind, *, stored: bytes | None = None, typed: str | None = None) -> None:
        self._kind = kind
        self._stored = stored
        self._typed = typed

    @classmethod
    def of_value(cls, kind: Kind, value: Value) -> "Sealed":
        """A value that was just typed. Raises TypeError for one of another type, without naming it."""
        if type(value) is not kind.type:
            raise TypeError(f"This takes a {kind.type.__name__}, not a {type(value).__name__}.")
        return cls(kind, typed=kind.write(value))

    @property
    def masked(self) -> str:
        """What may be shown, such as `•••• 6789`."""
        return mask_of(self._stored) if self._stored is not None else self._kind.mask(self._typed or "")

    @property
    def stored(self) -> bytes | None:
        """The bytes of its column; None until its row is saved."""
        return self._stored

    @property
    def typed(self) -> str | None:
        """The text that was typed; None once it is sealed."""
        return self._typed

    @property
    def key_number(self) -> int:
        """Which of the firm's keys opens it. Raises Unopenable for bytes that are no sealed value."""
        return take_apart(self._stored or b"").version

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"<Sealed {self.masked}>"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("A sealed value is not pickled: it belongs to its row.")
