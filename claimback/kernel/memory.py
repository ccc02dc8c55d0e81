"""The garbage collector in processes that live long."""

import gc


def keep_what_is_loaded() -> None:
    """Let the collector look at what is loaded now no more: call it once, when a process is ready to begin its work.

    It collects from now on, where it was told to wait for that. It would look at all of it again and again while work
    makes objects: a quarter of an import's time in Python. What came to nothing meanwhile stays too; it is little, and
    to look for it takes a tenth of the time in which a process begins.
    """
    gc.freeze()
    gc.enable()
