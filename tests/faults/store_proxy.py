"""A proxy before the store of documents, by which it can be made to fail as stores do.

It passes bytes on as they are, so that signatures hold. `normal`: all of them. `error`: 500 to every request, which
the store never sees. `lost_answer`: the store does what was asked, and 500 is answered. `hang`: nothing is answered,
and the line is cut when the mode ends. `wrong_etag`: every tag in an answer is another object's.
"""

import asyncio
import contextlib
import re
import threading
from collections import Counter

_PIECE = 65536
_FAULT = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_TAG = re.compile(rb'((?i:etag): "|<ETag>(?:"|&#34;|&quot;))([0-9a-f]{32})')


class StoreProxy:
    """The proxy, in a thread of its own. `met` counts the requests and answers that each mode changed."""

    def __init__(self, port: int, store_port: int) -> None:
        self.port, self._store = port, store_port
        self.mode = "normal"
        self.met: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="store proxy", daemon=True)

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        listening = asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result(10)

    def stop(self) -> None:
        """Listen no more, and cut what is open."""
        self._loop.call_soon_threadsafe(self._server.close)
        asyncio.run_coroutine_threadsafe(_cut(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        store: asyncio.StreamWriter | None = None
        try:
            answers, store = await asyncio.open_connection("127.0.0.1", self._store)
            there = asyncio.ensure_future(self._requests(reader, writer, store))
            back = asyncio.ensure_future(self._answers(answers, writer))
            _, left = await asyncio.wait([there, back], return_when=asyncio.FIRST_COMPLETED)
            for task in left:
                task.cancel()
            await asyncio.gather(there, back, return_exceptions=True)
        except (OSError, asyncio.CancelledError):  # the store is down, or the proxy stops
            pass
        finally:
            for end in (writer, store):
                if end is not None:
                    end.close()

    async def _requests(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, store: asyncio.StreamWriter
    ) -> None:
        while piece := await reader.read(_PIECE):
            if self.mode in ("hang", "error"):
                self.met[self.mode] += 1
            if self.mode == "hang":
                while self.mode == "hang":
                    await asyncio.sleep(0.1)
                return
            if self.mode == "error":
                with contextlib.suppress(OSError):
                    writer.write(_FAULT)
                    await writer.drain()
                return
            store.write(piece)
            await store.drain()

    async def _answers(self, answers: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await answers.read(_PIECE):
            if self.mode == "lost_answer" and not piece.startswith(b"HTTP/1.1 100"):
                self.met["lost_answer"] += 1
                writer.write(_FAULT)
                await writer.drain()
                return
            if self.mode == "wrong_etag":
                piece, found = _TAG.subn(lambda tag: tag[1] + bytes(reversed(tag[2])), piece)
                self.met["wrong_etag"] += found
            writer.write(piece)
            await writer.drain()


async def _cut() -> None:
    """End all that the loop has under way."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
