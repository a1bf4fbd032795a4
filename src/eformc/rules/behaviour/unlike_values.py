"""EF605 unlike-values: a value is taken over by a field that does not take every such value."""

from __future__ import annotations

from collections.abc import Iterator

from eformc.diagnostics import Diagnostic, Kind, Severity
from eformc.kernel.expressions import Expression, If, Pointer, Ref
from eformc.kernel.fitting import fits
from eformc.kernel.values import Choice, Date, Integer, Precision, Text, Value
from eformc.kernel.words import Words
from eformc.model.catalogue import Conversion
from eformc.reasoning.reasoned import FieldReason, Origin
from eformc.rules.rule import Form, Rule
from eformc.wording.numbers import has_words

_SPEC = """procedure: example
title: {{vi: Ví dụ, en: Example}}
subjects:
  applicant: {{is: person, known_by: login}}
pages:
  - page: one
    title: {{vi: Trang một, en: Page one}}
    fields:
      - applicant.nationality
      - citizen_of: {{title: {{vi: Quốc tịch, en: Citizen of}}, type: choice, codes: {codes}, derive: applicant.nationality}}
"""

KIND = Kind(
    "EF605",
    "unlike-values",
    Severity.ERROR,
    {
        "derived": {
            "en": "`{name}` takes over `{source}`, but not every value of the one is a value of the other.",
            "vi": "`{name}` lấy giá trị của `{source}`, nhưng không phải giá trị nào của mục này cũng hợp lệ ở mục kia.",
        },
        "conversion": {
            "en": "`{name}` is worked out by `{conversion}`, which makes no value of its type out of {source}.",
            "vi": "`{name}` được tính bằng `{conversion}`, phép này không cho ra kiểu giá trị của nó từ {source}.",
        },
    },
    {
        "": {
            "en": "Give both the same type, code list, length and pattern; or name a conversion in the catalogue.",
            "vi": "Hãy dùng cùng kiểu, danh mục mã, độ dài và mẫu; hoặc khai báo phép chuyển trong danh mục.",
        },
    },
    {
        "en": "The citizen would be left with a value that the form refuses and that nobody can mend.",
        "vi": "Người dân sẽ gặp một giá trị mà biểu mẫu không nhận và không ai sửa được.",
    },
    wrong=_SPEC.format(codes="ethnicity"),
    right=_SPEC.format(codes="nationality"),
)


def _check(form: Form) -> Iterator[Diagnostic]:
    derived = any(reason.field.derive is not None for reason in form.reasoned.fields)
    values = dict(_values(form)) if derived else {}
    for reason in form.reasoned.fields:
        if reason.field.derive is not None:
            for ref in _taken_over(reason.field.derive):
                source = values.get(ref.pointer)
                if source is not None and not fits(source, reason.field.value):
                    name = ".".join(ref.pointer)
                    yield form.found(KIND, reason.field.spans["derive"], "derived", field_id=reason.id, name=reason.id, source=name)
        elif reason.derived_from and reason.conversion is not None:
            yield from _converted(form, reason, reason.conversion)


def _taken_over(expression: Expression) -> Iterator[Ref]:
    """The values that an expression takes over as they are. What is calculated has its type checked where it is written."""
    if isinstance(expression, Ref) and not expression.row:
        yield expression
    elif isinstance(expression, If):
        yield from _taken_over(expression.then)
        yield from _taken_over(expression.otherwise)


def _values(form: Form) -> Iterator[tuple[Pointer, Value]]:
    """The meaning of every name an expression may read: elements of subjects, and fields."""
    procedure, catalogue = form.reasoned.procedure, form.reasoned.catalogue
    for subject in procedure.subjects.values():
        for element in catalogue.entities[subject.entity].elements.values():
            yield (subject.id, element.name), element.value
    for field in (one.field for one in form.reasoned.fields):
        if field.table is None:
            yield field.pointer, field.value


def _converted(form: Form, reason: FieldReason, conversion: Conversion) -> Iterator[Diagnostic]:
    procedure, catalogue = form.reasoned.procedure, form.reasoned.catalogue
    elements = [catalogue.element(procedure.subjects[subject].entity, name) for subject, name in reason.derived_from]
    inputs = [element.value for element in elements if element is not None]
    if reason.origin in (Origin.HELD, Origin.DERIVED) and not _makes(conversion, inputs, reason.field.value):
        names: Words = {"": ", ".join(f"`{subject}.{name}`" for subject, name in reason.derived_from)}
        yield form.found(
            KIND, reason.field.span, "conversion", field_id=reason.id, name=reason.id, conversion=conversion.value, source=names[""]
        )


def _makes(conversion: Conversion, inputs: list[Value], target: Value) -> bool:
    """True if a conversion of such inputs makes a value of the target's kind."""
    year = isinstance(target, Integer) or (isinstance(target, Date) and target.precision in (Precision.YEAR, Precision.PARTIAL))
    match conversion:
        case Conversion.COPY:
            return len(inputs) == 1 and fits(inputs[0], target)
        case Conversion.YEAR_OF_DATE:
            return len(inputs) == 1 and isinstance(inputs[0], Date) and year
        case Conversion.AGE_OF_DATE:
            return len(inputs) == 1 and isinstance(inputs[0], Date) and isinstance(target, Integer)
        case Conversion.SUM:
            return isinstance(target, Integer) and all(isinstance(one, Integer) for one in inputs)
        case Conversion.DIGITS:
            return len(inputs) == 1 and isinstance(inputs[0], Text) and (year or isinstance(target, Choice))
        case Conversion.IN_WORDS:
            return len(inputs) == 1 and has_words(inputs[0]) and isinstance(target, Text)


RULE = Rule(KIND, _check)
