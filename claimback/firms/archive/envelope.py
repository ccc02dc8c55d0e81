"""The sealed wrapping of an archive: a stream in chunks under a passphrase, written once and read anywhere. Pure.

The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015) with AES-256-GCM: the nonce of a chunk is
prefix (7) · number (4) · whether it is the last (1), so that chunks that were swapped, repeated, left out or cut off do
not open. The key comes from the passphrase by scrypt, with a salt of the file's own.

    magic (20) · log2 of scrypt's cost (1) · salt (16) · prefix (7) · chunks of 65,536 bytes, each with a tag of 16

Only the last chunk may be shorter, and it is empty only where nothing was written.
"""

import io
import os
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

MAGIC: Final = b"ClaimBack archive 1\n"
CHUNK: Final = 65_536
TAG: Final = 16
_SALT, _PREFIX = 16, 7
HEADER: Final = len(MAGIC) + 1 + _SALT + _PREFIX
# 128 MiB and about half a second: what OWASP's cheat sheet on storing passwords gives for scrypt.
COST: Final = 17
_COST_LIMIT: Final = 20
"""What a file may ask of its reader: a gibibyte. A header is read before anything proves that it is genuine."""


class Unopenable(Exception):
    """The archive does not open; the message says why, for a person."""


class Sink(Protocol):
    """Takes bytes in order."""

    def write(self, data: bytes, /) -> object:
        """Take them all."""
        ...


class Sealing(io.RawIOBase):
    """Seals what is written to it into `target`, a chunk at a time. Nothing is whole before `close`."""

    def __init__(self, target: Sink, passphrase: str, *, cost: int = COST) -> None:
        self._target = target
        salt, self._prefix = os.urandom(_SALT), os.urandom(_PREFIX)
        self._header = MAGIC + bytes([cost]) + salt + self._prefix
        self._cipher = _cipher(passphrase, salt, cost)
        self._waiting = bytearray()
        self._number = 0
        target.write(self._header)

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: "ReadableBuffer") -> int:
        """Take bytes; chunks that are full and can't be the last are sealed."""
        taken = memoryview(data).cast("B")
        self._waiting += taken
        while len(self._waiting) > CHUNK:
            self._seal(last=False)
        return len(taken)

    def close(self) -> None:
        """Seal the last chunk. The target stays open."""
        if not self.closed:
            self._seal(last=True)
        super().close()

    def _seal(self, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        self._target.write(self._cipher.encrypt(nonce, bytes(self._waiting[:CHUNK]), self._header))
        del self._waiting[:CHUNK]
        self._number += 1


class Opening(io.RawIOBase):
    """What was sealed, to be read and sought in. Each chunk is authenticated before a byte of it is given out.

    Raises Unopenable at once for a wrong passphrase and for a file that was cut off, and later for a changed chunk.
    """

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        self._source = source
        source.seek(0)
        self._header = source.read(HEADER)
        if not is_sealed(self._header):
            raise Unopenable("This is no sealed archive of ClaimBack.")
        cost = self._header[len(MAGIC)]
        if len(self._header) < HEADER or not 1 <= cost <= _COST_LIMIT:
            raise Unopenable("The head of the archive is damaged. Take another copy.")
        salt = self._header[len(MAGIC) + 1 : HEADER - _PREFIX]
        self._prefix = self._header[HEADER - _PREFIX :]
        body = source.seek(0, io.SEEK_END) - HEADER
        self._chunks = -(-body // (CHUNK + TAG))
        if body < TAG or (self._chunks - 1) * (CHUNK + TAG) + TAG > body:
            raise Unopenable("The archive was cut off. Take another copy.")
        self.size = body - self._chunks * TAG
        self._cipher = _cipher(passphrase, salt, cost)
        self._place = 0
        self._held: tuple[int, bytes] = (-1, b"")
        self._prove()

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """The place of the next byte."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in what was sealed."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill from the chunk at this place. Raises Unopenable for one that was changed."""
        view = memoryview(buffer).cast("B")
        number, begin = divmod(self._place, CHUNK)
        if self._place >= self.size or not view:
            return 0
        piece = self._chunk(number)[begin : begin + len(view)]
        view[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def _prove(self) -> None:
        try:
            self._chunk(0)
        except Unopenable:
            raise Unopenable(
                "The archive does not open: the passphrase is another one, or the file was changed or cut off."
            ) from None
        try:
            self._chunk(self._chunks - 1)
        except Unopenable:
            raise Unopenable("The archive was cut off, or its end was changed. Take another copy.") from None

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._source.seek(HEADER + number * (CHUNK + TAG))
            nonce = _nonce(self._prefix, number, last=number == self._chunks - 1)
            try:
                plain = self._cipher.decrypt(nonce, self._source.read(CHUNK + TAG), self._header)
            except InvalidTag:
                raise Unopenable(f"Chunk {number} of the archive was changed. Take another copy.") from None
            self._held = (number, plain)
        return self._held[1]


def is_sealed(head: bytes) -> bool:
    """Whether a file that begins so is a sealed archive."""
    return head.startswith(MAGIC)


def _cipher(passphrase: str, salt: bytes, cost: int) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**cost, r=8, p=1).derive(passphrase.encode()))


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4) + bytes([last])
