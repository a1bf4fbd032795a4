"""A template with all that it includes and imports, as one tree of pieces."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import BaseLoader, Environment, meta, nodes


class NotJoined(Exception):
    """A template does what cannot be a function of its own."""


class Join:
    """A template with all that it includes and imports. Raises `NotJoined`.

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
            raise NotJoined

    def loader(self) -> BaseLoader:
        loader = self.environment.loader
        assert loader is not None  # noqa: S101
        return loader

    def tree(self, name: str) -> nodes.Template:
        source, _, _ = self.loader().get_source(self.environment, name)
        return self.environment.parse(source, name)

    def piece(self, name: str, tree: nodes.Template) -> None:
        self.pieces[name] = tree
        every = list(_walk(tree))
        if any(isinstance(one, nodes.Extends | nodes.Block | nodes.FromImport) for one in every):
            raise NotJoined
        imports = [one for one in every if isinstance(one, nodes.Import)]
        if len({one.target for one in imports}) < len(imports):
            raise NotJoined
        for one in imports:
            self.imports(every, one)
        for included in (name for one in every if isinstance(one, nodes.Include) for name in self.included(one)):
            if included not in self.pieces:
                self.piece(included, self.tree(included))
            elif included == next(iter(self.pieces)):
                raise NotJoined

    def included(self, node: nodes.Include) -> list[str]:
        """Names of the templates that an include may mean."""
        if node.ignore_missing or not node.with_context:
            raise NotJoined
        if isinstance(node.template, nodes.Const):
            return [node.template.value]
        before, after = shape_of(node)
        if (before, after) not in self.chosen:
            every = self.loader().list_templates()
            fit = [name for name in every if name.startswith(before) and name.endswith(after) and len(name) > len(before + after)]
            self.chosen[before, after] = {name[len(before) : -len(after)]: name for name in fit}
        return list(self.chosen[before, after].values())

    def imports(self, every: list[nodes.Node], node: nodes.Import) -> None:
        """The macros of an import, where it is used for nothing but calling them."""
        if node.with_context or not isinstance(node.template, nodes.Const):
            raise NotJoined
        name = node.template.value
        if name not in self.imported:
            self.imported[name] = self.macros_of(name)
        self.aliases.add(node.target)
        of_it = [one for one in every if isinstance(one, nodes.Call) and _is_name(getattr(one.node, "node", None), node.target)]
        for call in of_it:
            self.call(call, name, call.node.attr if isinstance(call.node, nodes.Getattr) else "")
        if len(of_it) != sum(_is_name(one, node.target) for one in every):
            raise NotJoined

    def call(self, call: nodes.Call, template: str, macro: str) -> None:
        found = self.imported[template].get(macro)
        if found is None or call.kwargs or call.dyn_args or call.dyn_kwargs or len(call.args) != len(found.args):
            raise NotJoined
        self.calls[id(call)] = f"macro_{list(self.imported).index(template)}_{macro}"

    def macros_of(self, name: str) -> dict[str, nodes.Macro]:
        """The macros of a template that has nothing else, and whose macros read nothing but what they are given."""
        tree = self.tree(name)
        every = list(_walk(tree))
        macros = {one.name: one for one in tree.body if isinstance(one, nodes.Macro)}
        beyond = nodes.Include | nodes.Import | nodes.FromImport | nodes.CallBlock | nodes.Block | nodes.Extends
        if any(isinstance(one, beyond) or (isinstance(one, nodes.Macro) and (one.defaults or one not in tree.body)) for one in every):
            raise NotJoined
        rest = [inner for one in tree.body if not isinstance(one, nodes.Macro) for inner in _walk(one)]
        if any(not isinstance(one, nodes.Output | nodes.TemplateData) or getattr(one, "data", "").strip() for one in rest):
            raise NotJoined
        if meta.find_undeclared_variables(tree):
            raise NotJoined
        self.imported[name] = macros
        self.macros |= {f"macro_{list(self.imported).index(name)}_{macro}": one for macro, one in macros.items()}
        calls = [(one, one.node.name) for one in every if isinstance(one, nodes.Call) and isinstance(one.node, nodes.Name)]
        for call, macro in calls:
            self.call(call, name, macro)
        special = {"caller", "kwargs", "varargs", *macros}
        if len(calls) != sum(isinstance(one, nodes.Name) and one.name in special for one in every):
            raise NotJoined
        return macros


def of_a_list(macro: nodes.Macro) -> bool:
    """True if a macro is given one thing and goes through it."""
    return len(macro.args) == 1 and any(_is_name(one.iter, macro.args[0].name) for one in macro.find_all(nodes.For))


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    """A node and all below it."""
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _is_name(node: nodes.Node | None, name: str) -> bool:
    return isinstance(node, nodes.Name) and node.name == name


def shape_of(node: nodes.Include) -> tuple[str, str]:
    """The two texts of `include "before" ~ … ~ "after"`."""
    parts = node.template.nodes if isinstance(node.template, nodes.Concat) else []
    match parts:
        case [nodes.Const(value=str(before)), _, nodes.Const(value=str(after))]:
            return before, after
        case _:
            raise NotJoined
