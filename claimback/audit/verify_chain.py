"""Check a case's chain offline, with Python alone: python verify_chain.py FILE [DIGEST that you have from elsewhere].

Each line's digest is the SHA-256 of the digest before it and of its entry, which stands whole where it is the case's.
"""

import json
import sys
from hashlib import sha256

FIELDS = "id firm_id at member_id case_id act request_id table row_id operation before after".split()  # noqa: SIM905
with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123
    head, lines = json.loads(next(file)), list(file)
number, digests, own = head["first"] - 1, [head["previous"]], 0
for number, text in enumerate(lines, head["first"]):
    try:
        line = json.loads(text)
        if "entry" in line:
            values, own = [line["entry"].pop(name) for name in FIELDS], own + 1
            if line["entry"] or values[4] != head["case_id"] or "\x1f" in "".join(values):
                raise ValueError("it is no entry of this case")
            line["entry_digest"] = sha256("\x1f".join(values).encode()).hexdigest()
        digests.append(sha256(bytes.fromhex(digests[-1] + line["entry_digest"])).hexdigest())
        if (line["number"], line["digest"]) != (number, digests[-1]):
            raise ValueError("it is not what was sealed, or not in its place")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        sys.exit(f"{number} is broken: {error!r}")
if number != head["last"]:
    sys.exit(f"{number + 1} is broken: the chain ends before it, and went on to {head['last']}.")
print(f"{own} entries are the case's; every link from {head['first']} to {number} holds: {digests[-1]}")  # noqa: T201
sys.exit("No link has DIGEST: this is another chain." if set(sys.argv[2:]) - set(digests) else 0)
