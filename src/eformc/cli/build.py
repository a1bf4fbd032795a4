"""`eformc build`: specs to bundles."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eformc.cli.shared import FINDINGS, FINE, Session, given_paths, looked_at, print_findings

if TYPE_CHECKING:
    from eformc.build.driver import Run
    from eformc.build.share import Shard
    from eformc.build.withheld import Withheld
    from eformc.project.checking import CheckedSpec, Checker

_WORDS = {
    "en": {
        "unsound": "{path}: no bundle, it cannot be compiled",
        "errors": "{path}: no bundle, it has errors (--strict)",
        "catalogue": "{path}: no bundle, its catalogue `{catalogue}` has errors",
        "stays": "{said}; the bundle of an earlier build stays: {folder}",
        "nothing": "nothing was written",
        "built": "{made} procedures built, {written} files written below {out}",
        "merged": "{made} procedures merged, {written} files written below {out}",
        "left": "{said}; {left} left out",
        "earlier": "bundles of other builds stay, and are not in the index: {names}",
        "others": "not eformc's, left as it is: {names}",
        "more": "{names} and {count} more",
    },
    "vi": {
        "unsound": "{path}: không có bộ kết quả vì bản mô tả còn lỗi",
        "errors": "{path}: không có bộ kết quả vì còn lỗi (--strict)",
        "catalogue": "{path}: không có bộ kết quả vì danh mục `{catalogue}` còn lỗi",
        "stays": "{said}; bộ kết quả của lần trước vẫn được giữ: {folder}",
        "nothing": "chưa ghi tệp nào",
        "built": "đã tạo {made} thủ tục, ghi {written} tệp vào {out}",
        "merged": "đã gộp {made} thủ tục, ghi {written} tệp vào {out}",
        "left": "{said}; bỏ lại {left}",
        "earlier": "bộ kết quả của những lần khác vẫn được giữ, không có trong trang mục lục: {names}",
        "others": "không phải của eformc, được giữ nguyên: {names}",
        "more": "{names} và {count} mục khác",
    },
}
_MOST_NAMED = 5


@click.command(name="build")
@click.argument("paths", nargs=-1)
@click.option("-o", "--output", type=click.Path(file_okay=False), help="Folder for the bundles (default: settings, build).")
@click.option("--strict", is_flag=True, help="No bundle for a spec with any error, not only where it cannot be compiled.")
@click.option("--all-or-nothing", "all_or_nothing", is_flag=True, help="Write no bundle at all where one spec gets none.")
@click.option("--theme", type=click.Path(exists=True), metavar="DIR", help="This theme (a file, or a folder that may hold templates) instead of the settings'.")
@click.option("--also", metavar="NAME,…", multiple=True, help="Outputs for other systems too (docs/outputs.md), such as typescript,openapi; `all` is every one.")
@click.option("-j", "--jobs", type=click.IntRange(0), default=0, help="Processes to use (default: one for each core).")
@click.option("--no-cache", is_flag=True, help="Build everything anew, and remember nothing.")
@click.option("--executor", metavar="ADDRESS", help="Whose processes: dask://HOST:PORT, or module:factory of an Executor.")
@click.option("--shard", "share", metavar="I/N", help="Build only the I-th of N shares; `eformc merge` puts them together.")
@click.pass_obj
def COMMAND(  # noqa: N802
    session: Session, paths: tuple[str, ...], output: str | None, strict: bool, all_or_nothing: bool, theme: str | None,
    also: tuple[str, ...], jobs: int, no_cache: bool, executor: str | None, share: str | None,
) -> int:  # fmt: skip
    """Compile specs to JSON Schema, HTML forms and prefill maps.

    A spec that cannot be compiled gets no bundle; all others do, and the exit code is 1.
    """
    session.theme, session.also = theme, _also(also)
    if "-" in paths:
        return _from_standard_input(session, output, strict=strict)
    from eformc.build.outputs import building
    from eformc.build.withheld import keep_apart
    from eformc.project.themes import theme_of

    which = _share(share)
    run = session.run(paths, no_cache=no_cache, jobs=jobs, executor=executor)
    _known(run.settings.also)
    if run.settings.theme or theme:
        theme_of(run.settings)  # refused before anything is looked at
    out = _output(run, output)
    keep_apart(out, run.settings, given_paths(run.settings, paths))
    run.shard = which
    with building(run, out):
        summaries = looked_at(run, paths)
        keep_apart(out, run.settings, {os.path.dirname(one.path) or "." for one in summaries})  # noqa: PTH120
        print_findings(session, run, summaries)
        return _publish(session, run, out, strict=strict, all_or_nothing=all_or_nothing)


def _also(given: Sequence[str]) -> tuple[str, ...]:
    """The names of outputs on the command line, one by one."""
    names = [name.strip() for one in given for name in one.split(",") if name.strip()]
    if "all" in names:
        from eformc.emit import outputs

        return tuple(outputs())
    return tuple(dict.fromkeys(names))


def _known(names: Sequence[str]) -> None:
    """Refuse a name that no output has; raises `click.UsageError`."""
    if not names:
        return
    from eformc.diagnostics import closest
    from eformc.emit import outputs

    for name in names:
        if name not in outputs():
            near = closest(name, outputs())
            hint = f" Did you mean `{near}`?" if near else ""
            message = f"no output is called `{name}`.{hint} There are: {', '.join(outputs())}"
            raise click.UsageError(message)


def _share(share: str | None) -> Shard | None:
    if not share:
        return None
    from eformc.build.share import shard

    which = shard(share)
    if which is None:
        message = f"`--shard` takes a share such as 2/5, not `{share}`"
        raise click.UsageError(message)
    return which


def _output(project: Checker, output: str | None) -> Path:
    from eformc.project.settings import output_folder

    return Path(output) if output else output_folder(project.settings)


def _publish(session: Session, run: Run, out: Path, *, strict: bool, all_or_nothing: bool) -> int:
    """Put what could be built in place and say what could not; gives the exit code."""
    from eformc.build.outputs import publish
    from eformc.build.publishing import MANIFEST
    from eformc.build.shards import write_shard
    from eformc.build.withheld import withheld

    left = withheld(run, run.summaries, run.text, strict=strict)
    paths = {one.path for one in left}
    made = [one for one in run.summaries if one.path not in paths]
    stands = bool(made) or run.shard is not None or (out / MANIFEST).exists()  # else there is nothing to say anything of
    if left and (all_or_nothing or not stands):
        say_left(session, run, left, (), out)
        session.talk(f"eformc: {_words(session, run)['nothing']}")
        return FINDINGS
    kept: list[Path] = []
    written = publish(run, made, kept.append)
    if run.shard is not None:
        write_shard(run, run.shard, out)
    say_left(session, run, left, [str(one.procedure_id) for one in made], out)
    say_strangers(session, run, out, kept)
    say_written(session, run, "built", made, left, written, out)
    return FINDINGS if left else FINE


def _words(session: Session, project: Checker) -> dict[str, str]:
    return _WORDS[session.language(project.settings)] if session.language(project.settings) in _WORDS else _WORDS["en"]


def say_left(session: Session, project: Checker, left: Sequence[Withheld], made: Sequence[str], out: Path) -> None:
    """Each spec that got no bundle, why, and the bundle that an earlier build left of it."""
    from eformc.build.publishing import MANIFEST

    words = _words(session, project)
    for one in left:
        said = words[one.why].format(path=one.path, catalogue=one.catalogue)
        if one.procedure and one.procedure not in made and (out / one.procedure / MANIFEST).is_file():
            said = words["stays"].format(said=said, folder=out / one.procedure)
        session.talk(f"eformc: {said}")


def say_strangers(session: Session, run: Run, out: Path, kept: Sequence[Path]) -> None:
    """Name everything in the output folder that was not built now."""
    from eformc.build.publishing import strangers

    if session.quiet:
        return
    words = _words(session, run)
    known = {str(one.procedure_id) for one in run.summaries}
    earlier, others = strangers(out, known)
    for key, names in (("earlier", earlier), ("others", [*others, *(path.relative_to(out).as_posix() for path in kept)])):
        if names:
            shown = ", ".join(names[:_MOST_NAMED])
            more = len(names) - _MOST_NAMED
            shown = words["more"].format(names=shown, count=more) if more > 0 else shown
            session.talk(f"eformc: {words[key].format(names=shown)}")


def say_written(
    session: Session, run: Run, verb: str, made: Sequence[CheckedSpec], left: Sequence[Withheld], written: int, out: Path
) -> None:
    """Say the number of bundles made and of specs that got none."""
    words = _words(session, run)
    said = words[verb].format(made=len(made), written=written, out=out)
    session.talk(f"eformc: {words['left'].format(said=said, left=len(left)) if left else said}")


def _from_standard_input(session: Session, output: str | None, *, strict: bool) -> int:
    from eformc.build.assets import assets
    from eformc.build.bundle import bundle_of, write_bundles
    from eformc.build.withheld import keep_apart, withheld
    from eformc.project.themes import mistakes_told, theme_of

    project = session.project()
    _known(project.settings.also)
    out = _output(project, output)
    keep_apart(out, project.settings, ())
    unit = project.unit_of("<stdin>", sys.stdin.buffer.read())
    print_findings(session, project, [unit])
    left = withheld(project, [unit], lambda _: unit.source.text, strict=strict)
    if left or unit.reasoned is None:
        say_left(session, project, left, (), out)
        session.talk(f"eformc: {_words(session, project)['nothing']}")
        return FINDINGS
    catalogue_inputs = project.catalogue_files.get(unit.reasoned.procedure.catalogue, {}).items()
    theme = theme_of(project.settings)
    with mistakes_told(theme):
        bundle = bundle_of(unit.reasoned, (*unit.inputs, *catalogue_inputs), theme, project.settings.also)
    written = write_bundles([bundle], out, assets([unit.reasoned.catalogue]))
    session.talk(f"eformc: {_words(session, project)['built'].format(made=1, written=written, out=out)}")
    return FINE
