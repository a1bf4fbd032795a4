"""The protocol: what an editor asks, put to the files; findings sent a moment after the last keystroke."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls import uris
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from eformc import __version__
from eformc.diagnostics import Diagnostic, Severity
from eformc.lsp.actions import actions
from eformc.lsp.completion import MOST, completions
from eformc.lsp.files import Files, Open, shown
from eformc.lsp.hover import hover
from eformc.lsp.names import Role
from eformc.lsp.navigation import CannotRename, Place, definition, name_at, references, renamed
from eformc.lsp.neighbours import Neighbours, belongs, neighbours_of
from eformc.lsp.positions import lines_of
from eformc.lsp.protocol import Protocol, quiet
from eformc.lsp.symbols import outline
from eformc.project import Settings
from eformc.source import Edit, Span

DEBOUNCE = 0.15
"""Seconds of rest after which findings are sent."""
_SEVERITY = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}


class Server(LanguageServer):
    """`lang`: language of messages; `hover_langs`: the languages a hover speaks, in their order."""

    def __init__(self, today: str, lang: str) -> None:
        super().__init__("eformc", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full, protocol_cls=Protocol)
        self.files = Files(today)
        self.lang = lang
        self.hover_langs: tuple[str, ...] = (lang,)
        self.debounce = DEBOUNCE
        self.waiting: dict[str, asyncio.TimerHandle] = {}
        self.looked_around: dict[Path, object] = {}
        """Projects whose other specs were looked at, or are being looked at, and for the sake of which state of the disk."""
        self.one_look = threading.Lock()

    def settle(self, options: Any) -> None:
        """Take over an editor's settings: `lang`, `hover` (a list of languages)."""
        if not isinstance(options, dict):
            return
        if options.get("lang") in ("vi", "en"):
            self.lang = options["lang"]
            self.hover_langs = (self.lang,)
        langs = options.get("hover")
        if isinstance(langs, list) and langs and all(lang in ("vi", "en") for lang in langs):
            self.hover_langs = tuple(dict.fromkeys(langs))

    # --- files ----------------------------------------------------------------------------------------------------

    def edited(self, uri: str, version: int | None, text: str, *, at_once: bool = False) -> None:
        """A new text: read at once, so that every question is answered from it; findings wait for a rest."""
        path = uris.to_fs_path(uri)
        if path is None:
            return
        file = self.files.edit(uri, Path(path).as_posix(), version, text)
        if file.unit is not None:
            self.look_around(file.path)
        handle = self.waiting.pop(uri, None)
        if handle is not None:
            handle.cancel()
        if at_once or not self.debounce:
            self.publish(uri, version)
        else:
            self.waiting[uri] = asyncio.get_running_loop().call_later(self.debounce, self.publish, uri, version)

    def publish(self, uri: str, version: int | None) -> None:
        """Send what is found in a file, if this is still its version."""
        self.waiting.pop(uri, None)
        file = self.files.opened.get(uri)
        if file is not None and file.version == version:
            self.send(file)
            if file.unit is not None:
                self.send_all(self.files.settled(self.files.project(file.path).settings.root))

    def send(self, file: Open) -> None:
        found = [self.diagnostic(file, one) for one in shown(file)]
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(file.uri, found, file.version))

    def send_all(self, changed: Sequence[Open]) -> None:
        """Findings of files that nobody typed in; of one that somebody is typing in they come when its turn is."""
        for file in changed:
            if file.uri not in self.waiting:
                self.send(file)

    def anew(self) -> None:
        """Something changed on disk: everything that is open is looked at again, and what the other specs tell."""
        self.looked_around.clear()
        self.files.forget()
        for file in list(self.files.opened.values()):
            self.send(file)
            if file.unit is not None:
                self.look_around(file.path)

    def look_around(self, path: str) -> None:
        """Find out, beside the questions of the editor, what the other specs of a file's project tell; once."""
        settings = self.files.project(path).settings
        if settings.root in self.looked_around or not belongs(settings, Path(path).resolve()):
            return
        state = self.looked_around[settings.root] = object()
        loop = asyncio.get_running_loop()
        # a daemon: an editor that goes does not wait for it
        threading.Thread(target=self._look_around, args=(settings, state, loop), daemon=True).start()

    def _look_around(self, settings: Settings, state: object, loop: asyncio.AbstractEventLoop) -> None:
        with self.one_look:
            if self.looked_around.get(settings.root) is not state:
                return
            found = neighbours_of(settings, self.files.today)
        loop.call_soon_threadsafe(self.met, settings.root, state, found)

    def met(self, root: Path, state: object, found: Neighbours) -> None:
        """Take over what other specs tell, unless the disk changed meanwhile."""
        if self.looked_around.get(root) is state:
            self.send_all(self.files.met(root, found))

    def close(self, uri: str) -> None:
        handle = self.waiting.pop(uri, None)
        if handle is not None:
            handle.cancel()
        gone = self.files.opened.get(uri)
        self.files.close(uri)
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))
        if gone is not None and gone.unit is not None:
            self.send_all(self.files.settled(self.files.project(gone.path).settings.root))

    def file(self, params: Any) -> Open | None:
        return self.files.opened.get(params.text_document.uri)

    # --- records of the protocol ------------------------------------------------------------------------------------

    def diagnostic(self, file: Open, found: Diagnostic) -> lsp.Diagnostic:
        """A finding as the protocol has it; its way out stands below its message."""
        help_ = found.help(self.lang)
        related = [
            lsp.DiagnosticRelatedInformation(where, one.text.get(self.lang) or one.text["en"])
            for one in found.related
            if (where := self.related(file, one.span)) is not None
        ]
        gone = [lsp.DiagnosticTag.Deprecated] if found.code.startswith("EF3") else None
        return lsp.Diagnostic(
            range=file.lines.range(found.span),
            message=found.text(self.lang) + (f"\n{help_}" if help_ else ""),
            severity=_SEVERITY[found.severity],
            code=found.code,
            source="eformc",
            related_information=related or None,
            tags=gone,
        )

    def related(self, file: Open, span: Span) -> lsp.Location | None:
        """A place in this file or in another spec, open or not; none for one that is gone."""
        if span.path == file.path:
            return lsp.Location(file.uri, file.lines.range(span))
        path = Path(span.path)
        opened = any(one.path == span.path for one in self.files.opened.values())
        return self.location(Place(path, span)) if opened or (path.is_absolute() and path.is_file()) else None

    def edits(self, file: Open, edits: Sequence[Edit]) -> lsp.WorkspaceEdit:
        """Edits of one file, for the version they were made for."""
        made = [lsp.TextEdit(file.lines.between(file.source, one.start, one.end), one.text) for one in edits]
        document = lsp.OptionalVersionedTextDocumentIdentifier(file.uri, file.version)
        return lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(document, made)])

    def location(self, place: Place) -> lsp.Location:
        """A place in a file, open or not."""
        path = place.path.resolve()
        opened = next((one for one in self.files.opened.values() if Path(one.path).resolve() == path), None)
        lines = opened.lines if opened else lines_of(path.read_bytes().decode("utf-8", "replace"), self.files.encoding)
        uri = opened.uri if opened else uris.from_fs_path(str(path)) or path.as_uri()
        return lsp.Location(uri, lines.range(place.span))


quiet()


def server(today: str, lang: str) -> Server:
    """A server with everything it can be asked."""
    made = Server(today, lang)
    _lifecycle(made)
    _questions(made)
    _changes(made)
    return made


def _lifecycle(server: Server) -> None:
    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        server.settle(params.initialization_options)
        wanted = params.capabilities.general.position_encodings if params.capabilities.general else None
        server.files.encoding = next((one for one in ("utf-32", "utf-8", "utf-16") if one in [str(getattr(w, "value", w)) for w in wanted or ()]), "utf-16")

    @server.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(params: lsp.DidChangeConfigurationParams) -> None:
        settings = params.settings
        server.settle(settings.get("eformc", settings) if isinstance(settings, dict) else None)
        server.anew()

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        server.edited(document.uri, document.version, document.text, at_once=True)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        server.edited(document.uri, document.version, server.workspace.get_text_document(document.uri).source)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        file = server.file(params)
        if file is None or file.unit is None:  # a fragment or a catalogue: others may mean something else now
            server.anew()

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        server.anew()


def _questions(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[".", ":", " ", '"', "{", "-"]))
    def complete(params: lsp.CompletionParams) -> lsp.CompletionList:
        file = server.file(params)
        items = completions(server.files, file, params.position, server.lang) if file else []
        return lsp.CompletionList(is_incomplete=len(items) == MOST, items=items)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        asked = server.file(params)
        if asked is None:
            return None
        file, offset = asked.standing(params.position)
        found = hover(server.files, file, offset, server.hover_langs)
        if found is None:
            return None
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, found[0]), file.lines.range(found[1]))

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def defined(params: lsp.DefinitionParams) -> lsp.Location | None:
        asked = server.file(params)
        found = definition(server.files, *asked.standing(params.position)) if asked else None
        return server.location(found) if found else None

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def referred(params: lsp.ReferenceParams) -> list[lsp.Location]:
        asked = server.file(params)
        found = references(server.files, *asked.standing(params.position), declaration=params.context.include_declaration) if asked else []
        return [server.location(one) for one in found]

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        file = server.file(params)
        return outline(file.best()) if file else []


def _changes(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepared(params: lsp.PrepareRenameParams) -> lsp.Range | None:
        file = server.file(params)
        named = name_at(file, file.lines.offset(file.source, params.position)) if file else None
        if file is None or named is None or named.role not in (Role.SUBJECT, Role.FIELD):
            return None
        return file.lines.range(named.span)

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        file = server.file(params)
        if file is None:
            return None
        try:
            return server.edits(file, renamed(file, file.lines.offset(file.source, params.position), params.new_name))
        except CannotRename as refused:
            raise JsonRpcInvalidParams(str(refused)) from refused

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix]))
    def acted(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        file = server.file(params)
        if file is None:
            return []
        start, end = (file.lines.offset(file.source, at) for at in (params.range.start, params.range.end))
        return [
            lsp.CodeAction(
                one.title,
                lsp.CodeActionKind.QuickFix,
                [server.diagnostic(file, one.diagnostic)],
                is_preferred=one.preferred or None,
                edit=server.edits(file, one.edits),
            )
            for one in actions(file, start, end, server.lang)
        ]
