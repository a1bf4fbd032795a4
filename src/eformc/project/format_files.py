"""Files in their one layout (`eformc fmt`): which there are, and what would change in each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from eformc.project.files import SPEC_NAMES, FileProblem, home_of, read_file
from eformc.source import Flaw, read
from eformc.source.layout import laid_out

_OURS = re.compile(
    rb"^(?:\xef\xbb\xbf)?(?:procedure|catalogue|entity|registry|documents|code_list|fragment)[ \t]*:", re.MULTILINE
)


class Laid(Struct, frozen=True):
    """One file before and after. `flaws`: why it could not be read; it stays as it is then."""

    path: str
    before: bytes
    after: bytes
    flaws: tuple[Flaw, ...] = ()


def laid(path: str, data: bytes) -> Laid:
    """The file in its layout: UTF-8 without a byte order mark, composed letters (NFC), lines ending in `\\n`."""
    source, root, flaws = read(path, data)
    if flaws:
        return Laid(path, data, data, tuple(flaws))
    return Laid(path, data, laid_out(source, root).encode())


def laid_files(paths: Iterable[str], root: Path | None = None) -> Iterator[Laid]:
    """Every file named, and below folders every spec, fragment and catalogue file. `root`: the project's folder, which no
    link may lead out of: what is read here is written again. Raises `FileProblem`.
    """
    found: dict[Path, Path] = {}
    for given in paths:
        path = Path(given)
        home = home_of(path, root)
        if path.is_dir():
            found.update(dict.fromkeys(_below(path), home))
        elif path.is_file():
            found[path] = home
        else:
            message = f"{given}: no such file or folder"
            raise FileProblem(message)
    for path in sorted(found, key=lambda path: path.as_posix()):
        yield laid(path.as_posix(), read_file(path, found[path], folder_known=True))


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix in (".yaml", ".yml") and path.is_file() and not path.is_symlink() and not hidden:
            data = read_file(path)
            if _OURS.search(data[:65536]) or path.name.endswith(SPEC_NAMES):
                yield path
