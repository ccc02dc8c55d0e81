"""How a firm's letters look around their text: logo, address lines, a line at the foot, a colour. Plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

ACCENT: Final = "#1f3350"
"""The colour of a firm that has chosen none."""
_HIGHEST: Final = 0.8
_WIDEST: Final = 2.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture with its size in pixels."""

    data: bytes
    kind: Literal["png", "jpg"]
    width: int
    height: int

    @property
    def name(self) -> str:
        """Its name for the engine."""
        return f"logo.{self.kind}"

    @property
    def inches(self) -> tuple[float, float]:
        """Its width and height on the page: as large as its place allows."""
        scale = min(_WIDEST / self.width, _HIGHEST / self.height)
        return round(self.width * scale, 3), round(self.height * scale, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A letterhead. Without address lines the firm's own address stands there."""

    accent: str = ACCENT
    address_lines: tuple[str, ...] = ()
    footer_line: str = ""
    logo: Logo | None = None


PLAIN: Final = Look()
"""The letterhead of a firm that has set none."""
