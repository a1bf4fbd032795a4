"""The command line: one file per verb. Words, colours and exit codes; no meaning."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from eformc import __version__

_HERE = Path(__file__).parent
_NOT_VERBS = {"__init__", "shared"}


def verbs() -> list[str]:
    """The verbs: the modules of this package (`import_` is the verb `import`)."""
    return sorted(path.stem.rstrip("_") for path in _HERE.glob("*.py") if path.stem not in _NOT_VERBS)


class _Verbs(click.Group):
    """Imports a verb's module only when the verb is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return verbs()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = f"{cmd_name}_" if (_HERE / f"{cmd_name}_.py").is_file() else cmd_name
        if cmd_name not in verbs():
            return None
        command: click.Command = import_module(f"eformc.cli.{module}").COMMAND
        return _with_session_options(command)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and name not in verbs() and not name.startswith("-"):
            from eformc.diagnostics import closest

            near = closest(name, verbs())
            hint = f" Did you mean `{near}`?" if near else f" Verbs: {', '.join(verbs())}."
            ctx.fail(f"No such verb `{name}`.{hint}")
        return super().resolve_command(ctx, args)


def _set(ctx: click.Context, param: click.Parameter, value: object) -> None:
    if value not in (None, False, ()) and ctx.obj is not None:
        setattr(ctx.obj, str(param.name), value)


def _with_session_options(command: click.Command) -> click.Command:
    """The options every verb has, so that they may stand behind the verb as well as before it."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            _with_session_options(one)
    known = {param.name for param in command.params}
    shared: list[click.Parameter] = [
        click.Option(["--lang"], metavar="LANG", help="Language of messages: vi or en.", callback=_set, expose_value=False),
        click.Option(["-q", "--quiet"], is_flag=True, help="Results only, no talk.", callback=_set, expose_value=False),
        click.Option(["--color"], type=click.Choice(["auto", "always", "never"]), callback=_set, expose_value=False),
        click.Option(["--today"], metavar="DATE", help="Judge as on this day.", callback=_set, expose_value=False),
        click.Option(["--config"], metavar="FILE", help="Settings from this file.", callback=_set, expose_value=False),
        click.Option(["--plugin"], multiple=True, metavar="NAME", help="Run the rules of this installed package.", callback=_set, expose_value=False),
    ]
    command.params += [param for param in shared if param.name not in known]
    return command


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="eformc %(version)s")
@click.option("--lang", metavar="LANG", help="Language of messages: vi or en (default: settings, then the locale).")
@click.option("-q", "--quiet", is_flag=True, help="Print results only, no talk.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours in text output.")
@click.option("--today", metavar="DATE", help="Judge as on this day (YYYY-MM-DD) instead of today.")
@click.option("--config", metavar="FILE", help="Settings from this file instead of the nearest eformc.toml.")
@click.option("--plugin", multiple=True, metavar="NAME", help="Run the rules (Python) of this installed package; may be repeated.")
@click.pass_context
def _eformc(ctx: click.Context, /, **options: Any) -> None:
    """Compile procedure definitions into JSON Schema, HTML forms and prefill maps, and find what need not be asked."""
    from eformc.cli.shared import Session

    ctx.obj = Session(**options)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line; gives the exit code and never raises."""
    import gc

    from eformc.project import FileProblem, SettingsError

    # a run makes millions of objects and hardly a cycle: looking for cycles took a third of the time of a province's lint
    gc.set_threshold(200_000, 50, 1000)
    try:
        result = _eformc.main(arguments, prog_name="eformc", standalone_mode=False)
        if not sys.stdout.closed:  # the language server closes it, as its protocol says
            sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        return 130
    except (SettingsError, FileProblem) as error:
        print(f"eformc: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # the reader went away; point standard output somewhere, so that Python's own flush at exit is quiet
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"eformc: {error.filename or ''}: {error.strerror}", file=sys.stderr)
        return 2
