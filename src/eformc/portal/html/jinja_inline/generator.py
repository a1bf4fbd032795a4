"""Python of a join: each piece a function, called with the names it reads."""

from __future__ import annotations

from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import EvalContext
from jinja2.runtime import exported

from eformc.portal.html.jinja_inline.joining import Join, NotJoined, of_a_list, shape_of


class InlineGenerator(CodeGenerator):
    """Writes the functions of a join. Attributes are read directly, and text is not marked where it is only joined."""

    join: Join | None = None
    written: nodes.Node | None = None

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's names
        try:
            self.join = join = Join(self.environment, self.name or "", node)
        except (NotJoined, TemplateError):
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
            if of_a_list(macro):
                self.writeline(f"{name} = environment.remembered({name})")
        numbers = {name: number for number, name in enumerate(join.pieces)}
        for name, tree in join.pieces.items():
            self.function(f"piece_{numbers[name]}", join.names if numbers[name] else join.read, tree)
            if name in self.prints() and numbers[name]:
                self.writeline(f"piece_{numbers[name]} = environment.printing(piece_{numbers[name]}, {join.names.index(self.prints()[name])})")
        for number, templates in enumerate(join.chosen.values()):
            entries = (f"{key!r}: piece_{numbers[name]}" for key, name in templates.items())
            self.writeline(f"chosen_{number} = {{{', '.join(entries)}}}")
        self.writeline("def root(context):", extra=1)
        self.indent()
        self.writeline(f"found = [(name, context.resolve_or_missing(name)) for name in {join.read!r}]")
        self.writeline("yield piece_0(context, *[undefined(name=name) if value is missing else value for name, value in found])")
        self.outdent()

    def prints(self) -> Mapping[str, str]:
        found: Mapping[str, str] = getattr(self.environment, "prints", {})
        return found

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
