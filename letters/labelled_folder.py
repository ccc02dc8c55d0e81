"""A folder of labelled letters, read from the disk. The form of its files is `letters.reading.labelled`."""

from functools import partial
from pathlib import Path

from letters.reading.labelled import BadLabels, LabelledLetter, letters_of


def labelled_letters(folder: Path) -> list[LabelledLetter]:
    """The letters of a folder, in the order of its files. Raises BadLabels for whatever cannot be measured."""
    if not folder.is_dir():
        raise BadLabels(f"{folder}: there is no such folder. Name a folder of labelled letters.")
    letters: dict[str, LabelledLetter] = {}
    for path in _label_files(folder):
        beside = partial(_bytes, path.parent)
        for letter in letters_of(str(path), _text(path), family=path.parent.name, beside=beside):
            if letter.name in letters:
                other = letters[letter.name].where
                raise BadLabels(f"{letter.where}: {letter.name} is the name of the letter at {other} too.")
            letters[letter.name] = letter
    if not letters:
        raise BadLabels(f"{folder}: no labelled letters (*.yaml, *.jsonl) are in it.")
    return list(letters.values())


def _label_files(folder: Path) -> list[Path]:
    one = folder / "labels.jsonl"
    return [one] if one.is_file() else sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".jsonl"))


def _bytes(folder: Path, name: str) -> bytes:
    return (folder / name).read_bytes()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadLabels(f"{path}: the file cannot be read as UTF-8 text ({error}).") from error
