"""The templates, and the text that comes out of them.

A template and all that it includes are compiled as one: each piece a function of the same Python module, called with the
names it reads. Jinja by itself looks each piece up anew at every `include`, makes a context and a module for it, and
hands every piece of text up through generators, one in another: that was most of the time of a page. What is written in
templates does not change by it: where one does what cannot be joined (`extends`, blocks, `import … with context`), Jinja
compiles it, and whatever fails is rendered once more by Jinja alone, which tells the mistake by template and line.

A theme's templates are never joined: the functions written here read attributes without asking whether a template may
(`sandbox`).
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.util import cache_from_source
from keyword import iskeyword
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, TemplateError, meta, nodes
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import EvalContext
from jinja2.runtime import exported
from markupsafe import escape

from eformc.characters import readable
from eformc.kernel.same import same
from eformc.portal.html.sandbox import OPTIONS, render_sandboxed, sandbox_of
from eformc.portal.html.theme import NO_THEME, Theme
from eformc.shipped import data_dir

PRINTS = {"controls/question.html.j2": "q", "controls/held/value.html.j2": "q"}
"""Templates that print one value and nothing else of the page, by what they call it."""
PAGES = ("page.html.j2", "check.html.j2", "receipt.html.j2", "fragment.html.j2", "paper.html.j2")


def rendered(theme: Theme, template: str, /, **values: Any) -> str:
    """The text of a template; a theme's own of the same name wins. Raises `jinja2.TemplateError`, and whatever a theme's
    own does wrong (`sandbox.place_of` says where), `ThemeError` where one cannot be read.
    """
    if theme.templates is not None:
        return readable(render_sandboxed(theme, theme.templates, template, values))
    try:
        made = environment_of(joined=True).get_template(template).render(named(values))
    except Exception:  # noqa: BLE001 - whatever it is: Jinja alone says where, or does what the joined templates cannot
        made = environment_of().get_template(template).render(values)
    return readable(made)


def prepare(theme: Theme = NO_THEME, templates: Iterable[str] = PAGES) -> None:
    """Compile templates ahead: before processes are forked, or at installation. What is wrong with one is told when it
    is rendered.
    """
    if theme.templates is not None:
        return  # not joined
    for name in templates:
        with suppress(Exception):
            environment_of(joined=True).get_template(name)


def named(values: dict[str, Any]) -> dict[str, Any]:
    """The same values; what has names can be read with a dot."""
    return {name: _Named(value) if isinstance(value, Mapping) else value for name, value in values.items()}


def source_of(theme: Theme, name: str) -> str:
    """The text of a file beside the templates; a theme's own of the same name wins. Raises `ThemeError`."""
    environment = environment_of(theme)
    return _loader(environment).get_source(environment, name)[0]


def environment_of(theme: Theme = NO_THEME, *, joined: bool = False) -> Environment:
    """The templates of a theme as they are now, in the sandbox; without any of its own eformc's, compiled by Jinja alone or
    (`joined`) each with all that it includes. Raises `ThemeError`.
    """
    return sandbox_of(theme.templates) if theme.templates is not None else _environment(joined=joined)


@lru_cache(maxsize=2)
def _environment(*, joined: bool) -> Environment:
    return (_Joining if joined else Environment)(
        loader=ChoiceLoader([FileSystemLoader(data_dir("templates"))]),
        bytecode_cache=_Kept() if joined and sys.implementation.cache_tag else None,
        **OPTIONS,
    )


class _Kept(FileSystemBytecodeCache):
    """Compiled templates, kept where Python keeps the bytecode of this module: whoever may write there may change eformc
    itself. What cannot be read is compiled, what cannot be written is not kept.
    """

    def __init__(self) -> None:
        folder = Path(cache_from_source(__file__)).parent
        super().__init__(str(folder), f"templates.%s.{sys.implementation.cache_tag}.pyc")

    def get_source_checksum(self, source: str) -> str:
        """Of all that decides what a template is compiled to."""
        return _made_of()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001 - damaged
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)
                Path(self._get_cache_filename(bucket)).chmod(Path(__file__).stat().st_mode & 0o666)  # for whom Python's are


@lru_cache(maxsize=1)
def _made_of() -> str:
    """The digest of the templates, of Jinja's version and of this module."""
    templates = data_dir("templates")
    made = hashlib.sha256(f"{jinja2.__version__}".encode())
    for path in (Path(__file__), *sorted(templates.rglob("*.j2"))):
        made.update(f"\0{path.name}\0{path.parent.name}\0".encode() + path.read_bytes())
    return made.hexdigest()


def _loader(environment: Environment) -> ChoiceLoader:
    loader = environment.loader
    assert isinstance(loader, ChoiceLoader)  # noqa: S101
    return loader


def text(value: Any) -> str:
    """As `markupsafe.escape`, but that text stays text: what is written is only joined."""
    kind = type(value)
    if kind is str:
        if "&" in value or "<" in value or ">" in value or '"' in value or "'" in value:
            return str(escape(value))
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else escape(value)


def remembered(macro: Callable[[Any], str]) -> Callable[[Any], str]:
    """A macro that reads nothing but a list, which many pages share: what it gave of those it was given last."""
    known = lru_cache(maxsize=256)(lambda it: macro(it()))
    return lambda given: known(same(given)) if type(given) is tuple else macro(given)


class Printed:
    """What was printed of values that many pages share, by being them. For pages without a theme and without answers:
    what a question looks like on them follows from the question and its language.
    """

    MOST = 4096

    def __init__(self) -> None:
        self._texts: dict[tuple[Any, int], tuple[Any, str]] = {}

    def of(self, it: Any, piece: Callable[..., str], context: Any, given: tuple[Any, ...]) -> str:
        """What a piece prints of it. It stays alive with that, so that no other takes its place."""
        found = self._texts.get((piece, id(it)))
        if found is None:
            if len(self._texts) >= self.MOST:
                self._texts.clear()
            found = self._texts[piece, id(it)] = it, piece(context, *given)
        return found[1]


def printing(piece: Callable[..., str], at: int) -> Callable[..., str]:
    """A piece that prints one of its arguments alone: where a page is given `printed`, what many share is printed once."""

    def print_(context: Any, *given: Any) -> str:
        printed, it = context.parent.get("printed"), given[at]
        return piece(context, *given) if printed is None or not it.shared else printed.of(it, piece, context, given)

    return print_


class _Named(dict[str, Any]):
    """Words by name, that templates may also write with a dot."""

    __getattr__ = dict.__getitem__


class _NotJoined(Exception):
    """A template does what cannot be a function of its own."""


class _Join:
    """A template with all that it includes and imports. Raises `_NotJoined`.

    `pieces`: trees by name, the template's own first. `macros`: those of imported templates, by the function's name;
    `calls`: which of them a call (by identity) means. `names`: all that any piece reads and does not set itself, which
    are their parameters; `read`: the same with what the template itself reads. `chosen`: of an include whose name is
    worked out, (before, after) what is worked out -> the templates there are, by that.
    """

    def __init__(self, environment: Environment, name: str, tree: nodes.Template) -> None:
        self.environment = environment
        self.pieces: dict[str, nodes.Template] = {}
        self.imported: dict[str, dict[str, nodes.Macro]] = {}
        self.macros: dict[str, nodes.Macro] = {}
        self.calls: dict[int, str] = {}
        self.aliases: set[str] = set()
        self.chosen: dict[tuple[str, str], dict[str, str]] = {}
        self.piece(name, tree)
        first, *rest = (meta.find_undeclared_variables(one) for one in self.pieces.values())
        self.names = sorted(set().union(*rest))
        self.read = sorted(first.union(*rest))
        if {"self", *self.aliases} & set(self.read):
            raise _NotJoined

    def tree(self, name: str) -> nodes.Template:
        source, _, _ = _loader(self.environment).get_source(self.environment, name)
        return self.environment.parse(source, name)

    def piece(self, name: str, tree: nodes.Template) -> None:
        self.pieces[name] = tree
        every = list(_walk(tree))
        if any(isinstance(one, nodes.Extends | nodes.Block | nodes.FromImport) for one in every):
            raise _NotJoined
        imports = [one for one in every if isinstance(one, nodes.Import)]
        if len({one.target for one in imports}) < len(imports):
            raise _NotJoined
        for one in imports:
            self.imports(every, one)
        for included in (name for one in every if isinstance(one, nodes.Include) for name in self.included(one)):
            if included not in self.pieces:
                self.piece(included, self.tree(included))
            elif included == next(iter(self.pieces)):
                raise _NotJoined

    def included(self, node: nodes.Include) -> list[str]:
        """Names of the templates that an include may mean."""
        if node.ignore_missing or not node.with_context:
            raise _NotJoined
        if isinstance(node.template, nodes.Const):
            return [node.template.value]
        before, after = shape_of(node)
        if (before, after) not in self.chosen:
            every = _loader(self.environment).list_templates()
            fit = [name for name in every if name.startswith(before) and name.endswith(after) and len(name) > len(before + after)]
            self.chosen[before, after] = {name[len(before) : -len(after)]: name for name in fit}
        return list(self.chosen[before, after].values())

    def imports(self, every: list[nodes.Node], node: nodes.Import) -> None:
        """The macros of an import, where it is used for nothing but calling them."""
        if node.with_context or not isinstance(node.template, nodes.Const):
            raise _NotJoined
        name = node.template.value
        if name not in self.imported:
            self.imported[name] = self.macros_of(name)
        self.aliases.add(node.target)
        of_it = [one for one in every if isinstance(one, nodes.Call) and _is_name(getattr(one.node, "node", None), node.target)]
        for call in of_it:
            self.call(call, name, call.node.attr if isinstance(call.node, nodes.Getattr) else "")
        if len(of_it) != sum(_is_name(one, node.target) for one in every):
            raise _NotJoined

    def call(self, call: nodes.Call, template: str, macro: str) -> None:
        found = self.imported[template].get(macro)
        if found is None or call.kwargs or call.dyn_args or call.dyn_kwargs or len(call.args) != len(found.args):
            raise _NotJoined
        self.calls[id(call)] = f"macro_{list(self.imported).index(template)}_{macro}"

    def macros_of(self, name: str) -> dict[str, nodes.Macro]:
        """The macros of a template that has nothing else, and whose macros read nothing but what they are given."""
        tree = self.tree(name)
        every = list(_walk(tree))
        macros = {one.name: one for one in tree.body if isinstance(one, nodes.Macro)}
        beyond = nodes.Include | nodes.Import | nodes.FromImport | nodes.CallBlock | nodes.Block | nodes.Extends
        if any(isinstance(one, beyond) or (isinstance(one, nodes.Macro) and (one.defaults or one not in tree.body)) for one in every):
            raise _NotJoined
        rest = [inner for one in tree.body if not isinstance(one, nodes.Macro) for inner in _walk(one)]
        if any(not isinstance(one, nodes.Output | nodes.TemplateData) or getattr(one, "data", "").strip() for one in rest):
            raise _NotJoined
        if meta.find_undeclared_variables(tree):
            raise _NotJoined
        self.imported[name] = macros
        self.macros |= {f"macro_{list(self.imported).index(name)}_{macro}": one for macro, one in macros.items()}
        calls = [(one, one.node.name) for one in every if isinstance(one, nodes.Call) and isinstance(one.node, nodes.Name)]
        for call, macro in calls:
            self.call(call, name, macro)
        special = {"caller", "kwargs", "varargs", *macros}
        if len(calls) != sum(isinstance(one, nodes.Name) and one.name in special for one in every):
            raise _NotJoined
        return macros


def _of_a_list(macro: nodes.Macro) -> bool:
    """Whether a macro is given one thing and goes through it."""
    return len(macro.args) == 1 and any(_is_name(one.iter, macro.args[0].name) for one in macro.find_all(nodes.For))


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    """A node and all below it."""
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _is_name(node: nodes.Node | None, name: str) -> bool:
    return isinstance(node, nodes.Name) and node.name == name


def shape_of(node: nodes.Include) -> tuple[str, str]:
    """Of `include "before" ~ … ~ "after"`: before and after."""
    parts = node.template.nodes if isinstance(node.template, nodes.Concat) else []
    match parts:
        case [nodes.Const(value=str(before)), _, nodes.Const(value=str(after))]:
            return before, after
        case _:
            raise _NotJoined


class _Generator(CodeGenerator):
    """Writes the functions of a join. Attributes are read directly, and text is not marked where it is only joined."""

    join: _Join | None = None
    written: nodes.Node | None = None

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's names
        try:
            self.join = join = _Join(self.environment, self.name or "", node)
        except (_NotJoined, TemplateError):
            super().visit_Template(node, frame)
            return
        self.writeline(f"from jinja2.runtime import {', '.join(sorted(exported))}")
        self.writeline(f"name, blocks, debug_info = {self.name!r}, {{}}, ''")
        self.writeline("undefined, cond_expr_undefined = environment.undefined, Undefined")
        self.writeline("concat, text = environment.concat, environment.text")
        self.writeline("context = environment.context_class(environment, environment.globals, name, blocks)")  # of macros
        for name, macro in join.macros.items():
            called = frozenset(one.node.name for one in macro.find_all(nodes.Call) if isinstance(one.node, nodes.Name))
            self.function(name, [argument.name for argument in macro.args], macro, called)
            if _of_a_list(macro):
                self.writeline(f"{name} = environment.remembered({name})")
        numbers = {name: number for number, name in enumerate(join.pieces)}
        for name, tree in join.pieces.items():
            self.function(f"piece_{numbers[name]}", join.names if numbers[name] else join.read, tree)
            if name in PRINTS and numbers[name]:
                self.writeline(f"piece_{numbers[name]} = environment.printing(piece_{numbers[name]}, {join.names.index(PRINTS[name])})")
        for number, templates in enumerate(join.chosen.values()):
            entries = (f"{key!r}: piece_{numbers[name]}" for key, name in templates.items())
            self.writeline(f"chosen_{number} = {{{', '.join(entries)}}}")
        self.writeline("def root(context):", extra=1)
        self.indent()
        self.writeline(f"found = [(name, context.resolve_or_missing(name)) for name in {join.read!r}]")
        self.writeline("yield piece_0(context, *[undefined(name=name) if value is missing else value for name, value in found])")
        self.outdent()

    def function(self, name: str, parameters: list[str], tree: nodes.Template | nodes.Macro, called: frozenset[str] = frozenset()) -> None:
        """A piece, or a macro, which has no context but the templates' own, as a function that gives text. `called`: other
        macros.
        """
        self.pull_dependencies([tree])
        frame = Frame(EvalContext(self.environment, self.name))
        frame.symbols.refs.update(dict.fromkeys(called, "missing"))  # functions: nothing to look up
        references = [frame.symbols.declare_parameter(parameter) for parameter in parameters]
        frame.symbols.analyze_node(tree)
        context = ["context"] if isinstance(tree, nodes.Template) else []
        self.writeline(f"def {name}({', '.join([*context, *references])}):", extra=1)
        self.indent()
        self.writeline("resolve = context.resolve_or_missing")
        self.buffer(frame)
        self.enter_frame(frame)
        self.blockvisit(tree.body, frame)
        self.writeline(f"return concat({frame.buffer})")
        self.outdent()

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("text = environment.text")

    def visit_Import(self, node: nodes.Import, frame: Frame) -> None:  # noqa: N802
        if self.join is None:
            super().visit_Import(node, frame)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802
        if self.join is None:
            super().visit_Include(node, frame)
            return
        self.start_write(frame, node)
        if isinstance(node.template, nodes.Const):
            self.write(f"piece_{list(self.join.pieces).index(node.template.value)}")
        else:
            self.write(f"chosen_{list(self.join.chosen).index(shape_of(node))}[")
            self.visit(list(node.template.iter_child_nodes())[1], frame)
            self.write("]")
        self.write("(context, ")
        self.arguments([nodes.Name(name, "load") for name in self.join.names], frame)
        self.end_write(frame)

    def arguments(self, given: list[Any], frame: Frame) -> None:
        """Arguments of a call, and its end."""
        for one in given:
            self.visit(one, frame)
            self.write(", ")
        self.write(")")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        macro = self.macro(node)
        if macro is None:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        marked = node is not self.written
        self.write(f"Markup({macro}(" if marked else f"{macro}(")
        self.arguments(node.args, frame)
        self.write(")" if marked else "")

    def macro(self, node: nodes.Node) -> str | None:
        return self.join.calls.get(id(node)) if self.join is not None else None

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if self.macro(node) is not None:
            self.written = node
        elif frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("text(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if self.macro(node) is None:
            super()._output_child_post(node, frame, finalize)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        if not isinstance(node.node, nodes.Name | nodes.Getattr) or not node.attr.isascii() or iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:  # noqa: N802
        if node.name != "none":
            super().visit_Test(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(" is None)")


class _Joining(Environment):
    code_generator_class = _Generator
    text = staticmethod(text)
    remembered = staticmethod(remembered)
    printing = staticmethod(printing)
