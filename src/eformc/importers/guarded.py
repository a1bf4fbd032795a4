"""Archives, XML and JSON of strangers, read within limits: what is larger, deeper or declares entities is refused."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

import msgspec
from msgspec import Struct, field

from eformc.importers.importer import ImportProblem

MOST_MEMBERS = 4_000
LARGEST_PART = 40_000_000
"""Bytes of a part when unpacked."""
DEEPEST_XML = 250
MOST_ELEMENTS = 1_000_000
DEEPEST_JSON = 200
MOST_VALUES = 1_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError, IndexError, NotImplementedError)


class Element(Struct):
    """An XML element: `name` and the names of attributes without their namespaces; `text` is all that stands directly in it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def find(self, *path: str) -> Element | None:
        """The first element below, child by child."""
        found: Element | None = self
        for name in path:
            found = next((one for one in found.children if one.name == name), None) if found else None
        return found

    def all(self, name: str) -> list[Element]:
        """Children of a name."""
        return [one for one in self.children if one.name == name]

    def value(self, *path: str) -> str:
        """The attribute `val` of an element below; empty without one."""
        found = self.find(*path)
        return found.attributes.get("val", "") if found else ""


class Archive:
    """A ZIP archive in memory; nothing of it is written anywhere."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(OLE):
            message = "an old document, or one with a password: open it in an office program and save it anew as .docx or .xlsx, without a password"
            raise ImportProblem(message)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._names = set(self._zip.namelist())
        except _BAD_ZIP as error:
            message = f"not an archive that can be read: {error}; open it in an office program and save it anew"
            raise ImportProblem(message) from error
        if len(self._zip.infolist()) > MOST_MEMBERS:
            message = f"the archive has more than {MOST_MEMBERS} parts"
            raise ImportProblem(message)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def names(self) -> list[str]:
        """The parts in order."""
        return self._zip.namelist()

    def part(self, name: str) -> bytes:
        """A part's bytes. Raises `ImportProblem` for one that is too large or cannot be unpacked."""
        try:
            with self._zip.open(name) as stream:
                data = stream.read(LARGEST_PART + 1)
        except (KeyError, *_BAD_ZIP) as error:
            message = f"{name}: cannot be unpacked: {error}"
            raise ImportProblem(message) from error
        if len(data) > LARGEST_PART:
            message = f"{name}: larger than {LARGEST_PART // 1_000_000} MB when unpacked"
            raise ImportProblem(message)
        return data

    def xml(self, name: str) -> Element:
        """A part that is XML."""
        return xml(self.part(name), name)


def xml(data: bytes, name: str) -> Element:
    """The root of an XML document. Raises `ImportProblem` for what is no XML, declares a document type or goes too deep."""
    root = Element("")
    stack = [root]
    count = 0
    parser = expat.ParserCreate(namespace_separator="}")

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) > DEEPEST_XML or count > MOST_ELEMENTS:
            message = f"{name}: more than {DEEPEST_XML} elements deep, or more than {MOST_ELEMENTS} of them"
            raise ImportProblem(message)
        element = Element(tag.rpartition("}")[2], {key.rpartition("}")[2]: value for key, value in attributes.items()})
        stack[-1].children.append(element)
        stack.append(element)

    def end(tag: str) -> None:
        stack.pop()

    def text(data: str) -> None:
        stack[-1].text += data

    def doctype(*_: object) -> None:
        message = f"{name}: declares a document type, which no office document does"
        raise ImportProblem(message)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = doctype
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        message = f"{name}: not XML: {error}"
        raise ImportProblem(message) from error
    return root.children[0]


def json_of(data: bytes) -> Any:
    """A JSON document. Raises `ImportProblem` for what is none, goes too deep or holds too much."""
    try:
        value = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"not JSON: {error}"
        raise ImportProblem(message) from error
    except RecursionError as error:
        message = f"JSON more than {DEEPEST_JSON} levels deep"
        raise ImportProblem(message) from error
    _measure(value)
    return value


def _measure(value: Any) -> None:
    stack = [(value, 1)]
    count = 0
    while stack:
        one, depth = stack.pop()
        count += 1
        if depth > DEEPEST_JSON or count > MOST_VALUES:
            message = f"JSON more than {DEEPEST_JSON} levels deep, or more than {MOST_VALUES} values"
            raise ImportProblem(message)
        if isinstance(one, dict):
            stack += ((child, depth + 1) for child in one.values())
        elif isinstance(one, list):
            stack += ((child, depth + 1) for child in one)
