"""A firm as one file: taken out, brought in elsewhere, and erased with a signed manifest.

`tables` and `owner` know the database; `envelope`, `manifest` and `signing` are pure; `reading` opens an archive;
`export`, `bring_in` and `erase` do the work. The commands are in `management/commands/firm.py`.
"""
