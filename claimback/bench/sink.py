"""`python -m claimback.bench.sink PORT`: a mail server that takes every mail and keeps none, as cheap as can be.

It speaks what a sender needs of SMTP, over as many connections as come, and ends with its parent.
"""

import asyncio
import sys
from typing import Final

_END: Final = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._came, self._in_mail = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer each whole line, and each whole mail."""
        self._came += data
        while True:
            whole, end, rest = self._came.partition(_END if self._in_mail else b"\r\n")
            if not end:
                return
            self._came = rest
            if self._in_mail:
                self._in_mail = False
                self._transport.write(b"250 taken\r\n")
            else:
                self._answer(whole[:4].upper())

    def _answer(self, verb: bytes) -> None:
        if verb == b"EHLO":
            self._transport.write(b"250-sink\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n250 8BITMIME\r\n")
        elif verb == b"DATA":
            self._in_mail = True
            self._transport.write(b"354 go on\r\n")
        elif verb == b"QUIT":
            self._transport.write(b"221 bye\r\n")
            self._transport.close()
        else:
            self._transport.write(b"250 ok\r\n")


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
