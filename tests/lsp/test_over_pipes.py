"""The server as an editor meets it: a process, a real client, the protocol over pipes."""

import asyncio
import os
import random
import sys

import pytest

pytest.importorskip("pygls")
from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from conftest import ROOT, TODAY

SPEC = ROOT / "specs" / "procedures" / "khai-sinh.eform.yaml"
TEXT = SPEC.read_text(encoding="utf-8")
URI = SPEC.as_uri()


class Editor(LanguageClient):
    """A client that keeps what it is told."""

    def __init__(self):
        super().__init__("test", "1")
        self.found, self.said, self.news = {}, [], asyncio.Event()

        @self.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def found(params):
            self.found[params.uri] = params
            self.news.set()

        @self.feature(lsp.WINDOW_LOG_MESSAGE)
        @self.feature(lsp.WINDOW_SHOW_MESSAGE)
        def said(params):
            self.said.append(params.message)

    async def until(self, uri, version):
        async with asyncio.timeout(60):
            while uri not in self.found or self.found[uri].version != version:
                self.news.clear()
                await self.news.wait()
        return self.found[uri].diagnostics

    def opens(self, text=TEXT, uri=URI, version=1):
        self.text_document_did_open(lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(uri, "yaml", version, text)))

    def types(self, text, version, uri=URI):
        document = lsp.VersionedTextDocumentIdentifier(uri=uri, version=version)
        whole = lsp.TextDocumentContentChangeWholeDocument(text=text)
        self.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [whole]))

    def at(self, kind, needle, plus=1, text=TEXT, **more):
        index = text.index(needle) + plus
        line = text.count("\n", 0, index)
        column = len(text[text.rfind("\n", 0, index) + 1 : index].encode("utf-16-le")) // 2
        return kind(text_document=lsp.TextDocumentIdentifier(URI), position=lsp.Position(line, column), **more)


def with_editor(story, encodings=("utf-16",), options=None):
    async def told():
        editor = Editor()
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        await editor.start_io(sys.executable, "-W", "error::ResourceWarning", "-m", "eformc", "--lang", "en", "--today", TODAY, "lsp", "--stdio", env=env, cwd=str(ROOT))
        general = lsp.GeneralClientCapabilities(position_encodings=[lsp.PositionEncodingKind(one) for one in encodings])
        capabilities = lsp.ClientCapabilities(general=general)
        result = await editor.initialize_async(lsp.InitializeParams(capabilities=capabilities, root_uri=ROOT.as_uri(), initialization_options=options))
        editor.initialized(lsp.InitializedParams())
        await story(editor, result)
        await editor.shutdown_async(None)
        editor.exit(None)
        await editor.stop()
        assert not [one for one in editor.said if "rror" in one], editor.said

    asyncio.run(told())


def test_a_session():
    async def story(editor, result):
        assert result.capabilities.position_encoding == "utf-16"
        editor.opens()
        assert await editor.until(URI, 1) == ()
        hover = await editor.text_document_hover_async(editor.at(lsp.HoverParams, "mother.ethnicity", 9))
        assert "National Population Database" in hover.contents.value
        assert "Dân tộc" in hover.contents.value
        place = await editor.text_document_definition_async(editor.at(lsp.DefinitionParams, "mother.ethnicity", 9))
        assert place.uri.endswith("/entities/person.yaml")
        asked = TEXT.replace("- applicant.full_name: {ref: f02}", "- applicant.full_name: {ask: true}")
        editor.types(asked, 2)
        found = await editor.until(URI, 2)
        assert [one.code for one in found] == ["EF201"]
        document = lsp.TextDocumentIdentifier(URI)
        context = lsp.CodeActionContext(diagnostics=found)
        actions = await editor.text_document_code_action_async(lsp.CodeActionParams(document, found[0].range, context))
        assert [one.is_preferred for one in actions] == [True, None]
        assert "# eformc: ignore[EF201]" in actions[1].edit.document_changes[0].edits[0].new_text
        editor.types(TEXT, 3)
        items = await editor.text_document_completion_async(editor.at(lsp.CompletionParams, "applicant.full_name", len("applicant.")))
        assert "birth_date" in [item.label for item in items.items]
        rename = await editor.text_document_rename_async(editor.at(lsp.RenameParams, "relation_to_child:", new_name="relation"))
        assert any("was: relation_to_child" in edit.new_text for edit in rename.document_changes[0].edits)
        symbols = await editor.text_document_document_symbol_async(lsp.DocumentSymbolParams(document))
        assert "copies" in [one.name for one in symbols]
        uses = await editor.text_document_references_async(editor.at(lsp.ReferenceParams, "relation_to_child:", context=lsp.ReferenceContext(include_declaration=True)))
        assert len(uses) == 4

    with_editor(story, options={"hover": ["en", "vi"]})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_findings_stand_under_vietnamese_text_and_emoji_and_crlf(encoding):
    async def story(editor, result):
        assert result.capabilities.position_encoding == encoding
        text = TEXT.replace("help: {vi: Bạn là gì của trẻ?,", "help: {vi: 😀 Ba\u0323n là gì?, nosuch language: x,").replace("\n", "\r\n")
        editor.opens(text)
        found = await editor.until(URI, 1)
        line = text.split("\r\n")[found[0].range.start.line]
        codec, width = ("utf-8", 1) if encoding == "utf-8" else ("utf-16-le", 2)
        here = line.encode(codec)[found[0].range.start.character * width : found[0].range.end.character * width].decode(codec)
        assert here == "nosuch language"

    with_editor(story, (encoding,))


def test_a_sample_of_edits_over_pipes_raises_nothing():
    async def story(editor, result):
        dice = random.Random("pipes")
        editor.opens()
        text = TEXT
        for version in range(2, 120):
            at = dice.randrange(len(text))
            text = TEXT if dice.random() < 0.1 else text[:at] + dice.choice(["", "{", "- ", "ễ", "\n", ": "]) + text[at + dice.choice([0, 1, 20]) :]
            editor.types(text, version)
            where = lsp.Position(text.count("\n", 0, at), 3)
            document = lsp.TextDocumentIdentifier(URI)
            await editor.text_document_completion_async(lsp.CompletionParams(document, where))
            await editor.text_document_hover_async(lsp.HoverParams(document, where))
        editor.types(TEXT, 120)
        assert await editor.until(URI, 120) == ()
        assert all(params.version is None or params.version <= 120 for params in editor.found.values())

    with_editor(story)


def test_other_files_of_a_project_and_files_nobody_knows(tmp_path):
    async def story(editor, result):
        person = ROOT / "specs" / "catalogue" / "vn" / "entities" / "person.yaml"
        editor.opens(person.read_text(encoding="utf-8").replace("type: date", "type: dat", 1), person.as_uri())
        assert "EF105" in [one.code for one in await editor.until(person.as_uri(), 1)]
        odd = tmp_path / "tờ khai có dấu.yaml"
        editor.opens("procedure: x\n", odd.as_uri())
        assert await editor.until(odd.as_uri(), 1)
        editor.opens("", "untitled:Untitled-1")
        editor.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(odd.as_uri())))
        assert await editor.until(odd.as_uri(), None) == ()
        assert list(tmp_path.iterdir()) == []

    with_editor(story)
