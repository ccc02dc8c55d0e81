"""Check the chain of one case offline: python verify_chain.py FILE [DIGEST]

FILE is what `manage.py audit export` wrote: a head, then a line for each entry of the firm from the case's first to
its last. An entry of the case is whole; of any other only its SHA-256 is there. Each line's digest must be the SHA-256
of the digest before it followed by the entry's SHA-256, both as bytes. DIGEST, in hex, is one that you have from
elsewhere. Needs Python 3.8 or later and nothing else. Ends with 1 and the number of the first broken link.
"""

import hashlib
import json
import sys


def entry_sha256(line: dict, case: str) -> bytes:  # type: ignore[type-arg]
    """SHA-256 of the line's entry, computed where the entry is there. Raises ValueError for one of another case."""
    if "entry" not in line:
        return bytes.fromhex(line["entry_digest"])
    values = list(line["entry"].values())
    text = "\x1f".join(values)
    if text.split("\x1f") != values or line["entry"]["case_id"] != case:
        raise ValueError("it is no entry of this case")
    return hashlib.sha256(text.encode()).digest()


def check(head: dict, lines: list, known: set) -> str:  # type: ignore[type-arg]
    """Follow the chain from line to line. What is wrong, in words; nothing where every link holds."""
    number, digest, own = head["first"] - 1, bytes.fromhex(head["previous"]), 0
    for number, text in enumerate(lines, head["first"]):
        try:
            line = json.loads(text)
            digest = hashlib.sha256(digest + entry_sha256(line, head["case_id"])).digest()
            if (line["number"], line["digest"]) != (number, digest.hex()):
                return f"{number} is broken: it is not what was sealed, or not in its place."
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return f"{number} is broken: {error!r}"
        own += "entry" in line
        known.discard(digest.hex())
    if number != head["last"]:
        return f"{number + 1} is broken: the chain ends before it, and went on to {head['last']}."
    print(f"Case {head['case_id']}: every link from {head['first']} to {number} holds.")  # noqa: T201
    print(f"{own} entries are the case's, as they were sealed. The last digest is {digest.hex()}.")  # noqa: T201
    return f"No link has the digest {known.pop()}: this is another chain." if known else ""


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123
        sys.exit(check(json.loads(next(file)), list(file), set(sys.argv[2:])) or None)
