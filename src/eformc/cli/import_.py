"""`eformc import FILE|FOLDER`: specs from foreign formats."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from eformc.cli.shared import FINDINGS, FINE, USAGE, Session, difference, write

if TYPE_CHECKING:
    from eformc.importers import Imported, Importer
    from eformc.importers.importer import Heading
    from eformc.importers.words import Words
    from eformc.model.catalogue import Catalogue

LARGEST = 64_000_000
"""Bytes of a file that is imported."""
ENDING = ".eform.yaml"
BESIDE = ".new"
"""The ending of a spec's name that is written beside one that is there."""


class _Done(Struct):
    """The outcome for one file."""

    source: str
    spec: str = ""
    imported: Any = None
    refused: str = ""
    code: int = FINE


@click.command(name="import")
@click.argument("file")
@click.option("-o", "--output", help="Write the spec here instead of standard output; of a folder, the folder for its specs.")
@click.option("--report", "report", type=click.Path(dir_okay=False), help="Write what was made, kept partly, lost and skipped here (JSON).")
@click.option("--procedure", "name", help="The procedure's id (default: the file's name).")
@click.option("--title", help="The form's title (default: as the file gives it, or its id in words).")
@click.option("--force", is_flag=True, help="Overwrite a spec that is there; without it, a new one is written beside it.")
@click.option("--write-baseline", type=click.Path(path_type=Path), help="Store what lint finds in the new spec in this file: from then on only new findings count.")
@click.pass_obj
def COMMAND(  # noqa: N802
    session: Session, file: str, output: str | None, report: str | None, name: str | None, title: str | None, force: bool,
    write_baseline: Path | None,
) -> int:  # fmt: skip
    """Make specs of forms in other formats: Word documents, PDF forms, plain text, spreadsheets, Form.io, FHIR, JSON Schema.

    Of a folder, every file of a known format becomes a spec; one that cannot be read stops no other.
    """
    if write_baseline is not None and output is None:
        message = "--write-baseline goes with -o: findings are known again by their file"
        raise click.UsageError(message)
    _keep_apart(file, output, report, write_baseline)
    work = _Work(session, file, name, title, force)
    if file != "-" and Path(file).is_dir():
        done = work.folder(Path(file), output, name, write_baseline)
    else:
        done = [work.file(file, output)]
        if done[0].refused:
            message = f"{file}: {done[0].refused}"
            raise click.UsageError(message)
    if report is not None:
        from eformc.project.atomic_files import replace_file

        replace_file(Path(report), (json.dumps(_report(done), ensure_ascii=False, indent=1) + "\n").encode())
    if write_baseline is not None and done[0].spec and not done[0].spec.endswith(BESIDE):
        _write_baseline(session, Path(done[0].spec), write_baseline)
    return max(one.code for one in done)


def _keep_apart(file: str, output: str | None, report: str | None, baseline: Path | None) -> None:
    """Refuse to write onto the file that is read, or two things into one file. Raises `click.UsageError`."""
    taken = {} if file == "-" or Path(file).is_dir() else {os.path.realpath(file): "the file that is imported"}
    for option, path in (("-o", output), ("--report", report), ("--write-baseline", baseline)):
        if path is None:
            continue
        real = os.path.realpath(path)
        if real in taken:
            message = f"{option} {path}: {taken[real]}; give another name, such as {Path(file).stem}{ENDING if option == '-o' else '.json'}"
            raise click.UsageError(message)
        taken[real] = f"{option} writes there"


class _Work:
    """Imports files of one call."""

    def __init__(self, session: Session, file: str, name: str | None, title: str | None, force: bool) -> None:
        from eformc.importers.sections import people_of

        self.session = session
        self.name, self.title, self.force = name, title, force
        self.project = session.project([file] if file != "-" else [])
        self.lang = "vi" if session.language(self.project.settings) == "vi" else "en"
        self.catalogue: Catalogue | None = self.project.catalogue(None)
        self.words = self._words()
        self.people = people_of(self.catalogue, self.words)

    def _words(self) -> Words:
        """The words of the catalogue's country, where it has any."""
        from eformc.importers.words import ENGLISH, WordsProblem, words_of
        from eformc.project.files import read_file
        from eformc.safe_files import is_inside

        folder = self.project.catalogue_folders().get(self.catalogue.id) if self.catalogue else None
        path = folder / "import-words.toml" if folder else None
        if folder is None or path is None or not path.is_file():
            return ENGLISH
        root = self.project.settings.root
        data = read_file(path, root if is_inside(root, folder) else folder)
        try:
            return words_of(data.decode("utf-8"))
        except (WordsProblem, UnicodeDecodeError) as problem:
            message = f"{path}: {problem}"
            raise click.UsageError(message) from problem

    def folder(self, folder: Path, output: str | None, name: str | None, baseline: Path | None) -> list[_Done]:
        """Every file below a folder; specs lie below `output` as their sources lie below the folder."""
        if output is None or name or self.title or baseline:
            message = "a folder needs `-o FOLDER` for its specs" if output is None else "`--procedure`, `--title` and `--write-baseline` go with one file"
            raise click.UsageError(message)
        files = _sources(folder)
        if not files:
            message = f"{folder}: no file that can be imported; known: {', '.join(_known())}"
            raise click.UsageError(message)
        stems = [str(path.with_suffix("")) for path in files]
        done = []
        for at, path in enumerate(files):
            own = path.stem if stems.count(stems[at]) == 1 else f"{path.stem}-{path.suffix[1:].lower()}"
            target = Path(output) / path.relative_to(folder).parent / f"{_procedure(own)}{ENDING}"
            self.name = own
            one = self.file(str(path), str(target), brief=True)
            if one.refused:
                self.session.talk(f"{path}: {one.refused}")
                one.code = USAGE
            done.append(one)
            self.session.progress(at + 1, len(files))
        good = [one for one in done if not one.refused]
        self.session.talk(f"eformc: {len(good)} of {len(done)} files imported into {output}")
        return done

    def file(self, file: str, output: str | None, *, brief: bool = False) -> _Done:
        """One file, to `output` or standard output. `brief`: losses are counted, not told."""
        from eformc.importers.importer import ImportProblem
        from eformc.project.files import FileProblem, home_of, read_file

        done = _Done(file)
        try:
            importer = _importer(file)
            heading = self.heading(file)
            form = importer.read_form(_bytes(file), heading)
            target = Path(output) if output else None
            home = home_of(target, self.project.settings.root) if target else None
            before = read_file(target, home, folder_known=True) if target and os.path.lexists(target) and not self.force else b""
            if before:
                from eformc.importers.keeping import keep_ids

                keep_ids(form, before)
            done.imported = _written(importer, form, heading)
        except (ImportProblem, FileProblem, OSError) as problem:
            done.refused = _said(problem, file)
            return done
        self.tell(file, done.imported, brief=brief)
        if target is None:
            write(done.imported.spec)
        else:
            self.put(target, before, done)
        return done

    def imported(self, path: Path) -> bytes:
        """The spec of one file. Raises `ImportProblem`, `FileProblem` or `OSError`."""
        self.name = path.stem
        importer, heading = _importer(str(path)), self.heading(str(path))
        return _written(importer, importer.read_form(_bytes(str(path)), heading), heading).spec.encode()

    def heading(self, file: str) -> Heading:
        from eformc.importers.importer import Heading

        stem = self.name or ("form" if file == "-" else Path(file).stem.removesuffix(".eform"))
        identifier = _procedure(stem)
        entity = self.catalogue.login_entity if self.catalogue else "person"
        entities = tuple(self.catalogue.entities) if self.catalogue else ()
        title = self.title or identifier.replace("-", " ")
        texts = _beside(Path(file)) if file != "-" else {}
        return Heading(identifier, title, entity, entities, self.words, self.lang, titled=self.title is not None, people=self.people, texts=texts)

    def tell(self, file: str, imported: Imported, *, brief: bool) -> None:
        form = imported.form
        if not brief:
            for loss in imported.lost:
                self.session.talk(f"{file}: {loss.text(self.lang)}")
        if brief or form.skipped:
            questions, papers = len(list(form.questions())), len(form.papers)
            self.session.talk(
                f"{file}: {questions} questions, {papers} papers; {len(imported.lost)} constructs lost or changed, "
                f"{len(form.skipped)} lines are no questions (`--report FILE` lists them)"
            )

    def put(self, target: Path, before: bytes, done: _Done) -> None:
        """Write a spec where none is, or beside one that says something else."""
        from eformc.project.atomic_files import replace_file

        data = done.imported.spec.encode()
        done.spec = str(target)
        if before == data:
            self.session.talk(f"eformc: {target} says the same already")
            return
        if before:
            done.spec, done.code = f"{target}{BESIDE}", FINDINGS
            write(difference(str(target), before.decode("utf-8", "replace"), done.imported.spec))
            self.session.talk(f"eformc: {target} is there and stays as it is; the new spec is {done.spec} (--force overwrites)")
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(Path(done.spec), data)
        self.session.talk(f"eformc: wrote {done.spec}")


def _said(problem: Exception, file: str) -> str:
    """A problem in words; the name of the file that is imported stands before them already."""
    if not isinstance(problem, OSError) or not problem.strerror:
        return str(problem)
    return problem.strerror if str(problem.filename) == file else f"{problem.filename}: {problem.strerror}"


class Source(Struct, frozen=True):
    """A form below a folder, not read yet. `digest`: of its bytes and of those beside it; `refusal`: what `spec` raises where it is
    no form.
    """

    name: str
    digest: bytes
    spec: Callable[[], bytes]
    refusal: tuple[type[Exception], ...]


def specs_of(session: Session, folder: Path) -> Iterator[Source]:
    """The forms below a folder, in order: specs as they are, others as they are imported."""
    from eformc.importers.importer import ImportProblem
    from eformc.project.files import FileProblem

    work = _Work(session, str(folder), None, None, force=False)
    refusal = (ImportProblem, FileProblem, OSError)
    for path in sorted([*_sources(folder), *(one for one in folder.rglob(f"*{ENDING}") if one.is_file() and not one.is_symlink())]):
        if path.name.endswith(ENDING):
            data = _brought(folder, path)
            yield Source(path.name.removesuffix(ENDING), hashlib.sha256(data).digest(), partial(_itself, data), refusal)
        else:
            seen = hashlib.sha256(b"\0".join(one.read_bytes() for one in (path, *_translations(path))))
            yield Source(path.stem, seen.digest(), partial(work.imported, path), refusal)


def _itself(data: bytes) -> bytes:
    return data


def _translations(path: Path) -> list[Path]:
    """The files of translations that lie beside a form."""
    whole = path.parent.parent / "translations" / path.name
    return [*sorted(path.parent.glob(f"{glob.escape(path.stem)}.*.json")), *([whole] if whole.is_file() and whole != path else [])]


def _beside(path: Path) -> dict[str, dict[str, str]]:
    """Translations of a JSON form that lie beside it: `NAME.fr.json`, or by language in `../translations/NAME.json`."""
    if path.suffix.lower() != ".json":
        return {}
    out = {}
    for one in sorted(path.parent.glob(f"{glob.escape(path.stem)}.*.json")):
        lang = one.name.removeprefix(f"{path.stem}.").removesuffix(".json")
        if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", lang):
            out[lang[:2]] = _texts(_brought(path.parent, one))
    whole = path.parent.parent / "translations" / path.name
    if os.path.lexists(whole):
        for lang, texts in _object(_brought(path.parent.parent, whole)).items():
            if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", lang) and isinstance(texts, dict):
                out.setdefault(lang[:2], {key: text for key, text in texts.items() if isinstance(text, str)})
    return {lang: texts for lang, texts in out.items() if texts}


def _brought(folder: Path, path: Path) -> bytes:
    """A file that lies beside the one that was named: through no link out of the folder, and no pipe. Raises `OSError`."""
    from eformc.importers.importer import ImportProblem
    from eformc.safe_files import read_inside

    if path.stat().st_size > LARGEST:
        message = f"{path}: larger than {LARGEST // 1_000_000} MB"
        raise ImportProblem(message)
    return read_inside(folder, path)


def _texts(data: bytes) -> dict[str, str]:
    return {key: text for key, text in _object(data).items() if isinstance(text, str)}


def _object(data: bytes) -> dict[str, Any]:
    from eformc.importers.guarded import json_of

    value = json_of(data)
    return value if isinstance(value, dict) else {}


def _written(importer: Importer, form: Any, heading: Heading) -> Imported:
    from eformc.importers.importer import Imported
    from eformc.importers.writing import spec_text

    return Imported(spec_text(form, heading), tuple(form.losses), form)


def _procedure(stem: str) -> str:
    from eformc.importers.form import slug

    return slug(stem, set()).replace("_", "-")


def _known() -> list[str]:
    from eformc.importers import importers

    return list(importers())


def _importer(file: str) -> Importer:
    from eformc.importers import importers

    ending = ".csv" if file == "-" else Path(file).suffix.lower()
    found = importers().get(ending)
    if found is None:
        from eformc.importers.importer import ImportProblem

        message = f"no importer for `{ending or 'files without ending'}`; known: {', '.join(importers())}"
        raise ImportProblem(message)
    return found


def _bytes(file: str) -> bytes:
    from eformc.importers.importer import ImportProblem

    if file != "-" and Path(file).exists() and not Path(file).is_file():
        message = "not a file; what another program gives is read from standard input: `eformc import -`"
        raise ImportProblem(message)
    data = sys.stdin.buffer.read(LARGEST + 1) if file == "-" else _limited(Path(file))
    if len(data) > LARGEST:
        message = f"larger than {LARGEST // 1_000_000} MB"
        raise ImportProblem(message)
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        message = "the file is empty"
        raise ImportProblem(message)
    return data


def _limited(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(LARGEST + 1)


def _sources(folder: Path) -> list[Path]:
    """Files of a known format below a folder, in order; none that is hidden, linked or Word's lock, nor the
    translations of another.
    """
    known = set(_known())
    found = (path for path in folder.rglob("*") if path.suffix.lower() in known and path.is_file() and not path.is_symlink())
    seen = sorted(path for path in found if not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts))
    names = {path.with_suffix("") for path in seen if path.suffix == ".json"}
    return [path for path in seen if not (path.suffix == ".json" and path.parent / path.stem.rpartition(".")[0] in names and "." in path.stem)]


def _report(done: list[_Done]) -> dict[str, Any]:
    return {"version": 1, "files": [_of_file(one) for one in done]}


def _of_file(one: _Done) -> dict[str, Any]:
    if one.refused:
        return {"file": one.source, "refused": one.refused}
    form = one.imported.form
    made = [
        {"field": path, "title": next(iter(question.title.values()), ""), "type": question.type, "place": question.place.text()}
        for page in form.pages for top in page.questions
        for path, question in [(top.id, top), *((f"{top.id}.{part.id}", part) for part in top.columns)]
    ]  # fmt: skip
    papers = [{"paper": paper.id, "title": next(iter(paper.title.values()), ""), "place": paper.place.text()} for paper in form.papers]
    return {
        "file": one.source,
        "spec": one.spec or None,
        "made": made,
        "papers": papers,
        "losses": [
            {"construct": loss.construct, "place": loss.place.text(), "source": loss.source, "kept": loss.kept, "field": loss.field or None}
            for loss in form.losses
        ],
        "skipped": [{"kind": line.kind, "place": line.place.text(), "source": line.source} for line in form.skipped],
    }


def _write_baseline(session: Session, spec: Path, file: Path) -> None:
    """Store the findings in a spec."""
    from eformc.diagnostics.baseline import baseline_text
    from eformc.project.atomic_files import replace_file

    project = session.project([str(spec)])
    found = project.unit(spec).diagnostics
    replace_file(file, baseline_text(found, project.relative).encode())
    session.talk(f"eformc: {len(found)} findings written to {file}; `eformc lint {spec} --baseline {file}` counts only new ones")
