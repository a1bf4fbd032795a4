"""Specs drawn from a seed: every type with its limits, conditions over what stands before, tables, subjects, options
with conditions, constraints. The same seed draws the same spec."""

import random

HEAD = """procedure: drawn-{seed}
title: {{vi: Biểu mẫu {seed}, en: Form {seed}}}
subjects:
  applicant: {{is: person, known_by: login}}
  other: {{is: person, optional: true}}
  kids: {{is: person, known_by: key, many: true, at_least: {least}, at_most: 3}}
"""
PATTERNS = ["[0-9]{3}", "[A-Z]{2}[0-9]{1,4}", "(ab|cd)?e", "[a-z]+(-[a-z]+)*", "[a-zàáảãạ]{1,6}", "\\+?[0-9]{9,11}", "(0|[1-9][0-9]{0,2})(\\.[0-9])?"]
CODES = ["a", "b", "c", "đ", "01", "no"]


class Draw:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.seed = seed
        self.known = []  # (name, type) that stand before, for conditions
        self.count = 0
        self.codes = {}  # choice -> its codes
        self.row_rules = []  # (column, condition): asked in each row
        self.defined = []  # (name, expression)
        self.tables = {}  # name -> its columns

    def spec(self):
        dice = self.dice
        out = [HEAD.format(seed=self.seed, least=dice.choice([0, 1])), "pages:"]
        for page in range(dice.randint(1, 3)):
            out += [f"  - page: p{page}", f"    title: {{vi: Trang {page}, en: Page {page}}}"]
            if page and dice.random() < 0.4 and (when := self.condition(2)):
                out.append(f"    when: '{when}'")
            out.append("    fields:")
            if page == 0:
                out += ["      - applicant.full_name", "      - other.full_name: {optional: true}", "      - other.birth_date", "      - kids.personal_id"]
                self.known += [("applicant.full_name", "text"), ("other.birth_date", "date")]
            asked = [line for _ in range(dice.randint(3, 7)) for line in self.question("      ")]
            out += self.grouped(asked, page)
            if dice.random() < 0.6:
                out += self.table()
        if dice.random() < 0.5:
            out += ["attachments:", *(f"  - paper{n}: {{title: {{vi: Giấy {n}, en: Paper {n}}}{', accept: [application/pdf, image/jpeg]' if n else ''}{self.whens()}{self.strength()}}}" for n in range(dice.randint(1, 2)))]
        if dice.random() < 0.4:
            whose = dice.choice(["kids", *self.tables])
            before, self.known = self.known, [(f"{whose}.{name}", kind) for name, kind in self.tables.get(whose, ())] + self.known[:3]
            out += ["attachments:"] if "attachments:" not in out else []
            out.append(f"  - card: {{title: {{vi: Thẻ, en: Card}}, of: {whose}{self.whens(0.6)}{self.strength()}}}")
            self.known = before
        if self.dice.random() < 0.5 and (when := self.condition(2)):
            self.defined = [("as_defined", when), ("and_more", "as_defined || !as_defined")]
            self.known += [(one, "yes_no") for one, _ in self.defined]
        fields = [name for name, kind in self.known if kind != "number" and "(" not in name and not any(name == one for one, _ in self.defined)]
        rules = [f"  - holds: '{when}'\n    message: {{vi: Sai {n}, en: Wrong {n}}}\n    at: {dice.choice(fields)}" for n in range(dice.randint(0, 3)) if (when := self.condition(2))]
        rules += [f"  - holds: '{holds}'\n    message: {{vi: Dòng sai, en: Wrong row}}\n    at: {at}" for at, holds in self.row_rules]
        given = ["define:", *(f"  {name}: '{text}'" for name, text in self.defined)] if self.defined else []
        return "\n".join([*out, *given, *(["constraints:", *rules] if rules else [])]) + "\n"

    def grouped(self, asked, page):
        """The lines of a page's questions; of some pages the last ones below a heading. What is drawn besides stays the same."""
        main, self.dice = self.dice, random.Random(f"{self.seed}/{page}")
        try:
            if self.dice.random() < 0.6:
                return asked
            last = self.dice.randint(1, 2)
            known, self.known = self.known, [one for one in self.known if not any(f"- {one[0]}:" in line for line in asked[-last:])]
            when = self.condition(2)
            self.known = known
            head = [f"      - group: {{vi: Nhóm {page}, en: Group {page}}}", *([f"        when: '{when}'"] if when else []), "        fields:"]
            return [*asked[:-last], *head, *("    " + line for line in asked[-last:])]
        finally:
            self.dice = main

    def strength(self):
        return self.dice.choice(["", "", ", optional: true", ", recommended: true"])

    def whens(self, chance=0.35):
        when = self.condition(2) if self.dice.random() < chance else None
        return f", when: '{when}'" if when else ""

    def question(self, indent, *, table=None):
        dice, name = self.dice, f"q{self.count}"
        self.count += 1
        kind = dice.choice(["text", "text", "long_text", "integer", "integer", "yes_no", "decimal", "date", "partial_date", "month", "year", "money", "yes_no", "choice", "choice", "choices", "address", "identity_document", "phone", "email", "declaration", "time", "datetime", "row", "rows"])
        if table and kind in ("address", "identity_document"):
            kind = "text"
        rest = self.settings(kind, name)
        typed = {"declaration": "yes_no, declaration: true", "row": "choice", "rows": "choices"}.get(kind, kind)
        # what a condition reads stands before; a row's own columns are read by their bare names
        line = f"{indent}- {name}: {{title: {{vi: Câu {name}, en: Question {name}}}, type: {typed}{rest}{'' if kind == 'declaration' else self.strength()}{self.whens()}}}"
        reads = {"long_text": "text", "phone": "text", "email": "text", "money": "integer", "partial_date": "date", "month": "date", "year": "date", "declaration": "yes_no", "rows": "other"}.get(kind, kind)
        self.known.append((name, reads))
        return [line]

    def settings(self, kind, name):
        dice = self.dice
        least, most = sorted(dice.sample(range(30), 2))
        match kind:
            case "text":
                return dice.choice(["", f", min_length: {max(1, least)}, max_length: {most + 1}", f", pattern: '{dice.choice(PATTERNS)}'", ", pattern: '[^aeiou.]{1,4}', alphabet: 'a-zđ.'"])
            case "long_text":
                return dice.choice(["", f", max_length: {most + 2}"])
            case "money" if random.Random(f"{self.seed}/{name}").random() < 0.4:  # a currency of two or three digits
                return f", currency: {random.Random(name).choice(['EUR', 'KWD'])}, " + dice.choice([f"min: {least}.50, max: {most + 1}.25", f"min: {least}.5", f"max: {most}"])
            case "integer" | "money":
                return dice.choice(["", f", min: {least}, max: {most}", f", min: {least}"])
            case "decimal":
                scale = dice.randint(1, 3)
                return f", scale: {scale}" + dice.choice(["", f", min: {least}.{'5' * scale}, max: {most + 1}", ", min: 0"])
            case "date" | "partial_date" | "month" | "year":
                full = {"date": "1990-06-15", "partial_date": "1990-06-15", "month": "1990-06", "year": "1990"}[kind]
                return dice.choice(["", f", min: \"{full}\"", ", max: today", f", max: \"{full}\"", f", min: today - {dice.choice([1, 18, 60])} {dice.choice(['days', 'months', 'years'])}", f", max: today + {dice.choice([0, 1, 14])} {dice.choice(['days', 'months'])}"])
            case "time":
                return dice.choice(["", f", min: \"{least // 2:02d}:30\", max: \"{most // 2 + 8}:00\"", ", max: \"17:30\""])
            case "datetime":
                return dice.choice(["", ", max: today", ", min: 1990-06-15, max: 2030-01-01T12:00", f", min: today - {dice.choice([1, 18])} years", ", min: 2024-02-29T08:30"])
            case "row" | "rows":
                table = dice.choice(["kids", *self.tables])
                column = dice.choice(["", *(f".{one}" for one, _ in self.tables.get(table, [("personal_id", "text")]))])
                return f", rows: {table}{column}" + (dice.choice(["", ", at_most: 2", ", at_least: 2"]) if kind == "rows" else "")
            case "choice" | "choices":
                codes = dice.sample(CODES, dice.randint(2, 5))
                self.codes[name] = codes
                first = ", ".join(f"{{\"{code}\": {self.option(code)}}}" for code in codes)
                limit = f", at_most: {dice.randint(1, len(codes))}" if kind == "choices" and dice.random() < 0.5 else ""
                return f", options: [{first}]{limit}"
            case _:
                return ""

    def option(self, code):
        when = self.condition(1) if self.dice.random() < 0.15 else None
        words = f"vi: Mã {code}, en: Code {code}"
        return f"{{title: {{{words}}}, when: '{when}'}}" if when else f"{{{words}}}"

    def table(self):
        dice, name = self.dice, f"t{self.count}"
        self.count += 1
        outside = list(self.known)
        lines = [f"      - {name}:", f"          title: {{vi: Bảng {name}, en: Table {name}}}", "          type: table", *self.row_limits(outside)]
        if dice.random() < 0.3 and (when := self.condition(1)):
            lines.append(f"          when: '{when}'")
        if dice.random() < 0.3:
            lines.append("          optional: true")
        columns = [line for _ in range(dice.randint(1, 3)) for line in self.question("            ", table=name)]
        inside = [one for one in self.known if one not in outside]
        numbers = [f"{name}.{column}" for column, kind in inside if kind in ("integer", "decimal")]
        self.known = outside
        self.tables[name] = inside
        looked = self.over_rows(name, inside)
        if dice.random() < 0.5:
            column = dice.choice(inside)[0]
            self.known = [(f"{name}.{one}", kind) for one, kind in inside] + outside[:2]
            self.row_rules.append((f"{name}.{column}", self.condition(2)))
        self.known = [*outside, *((f"sum({column})", "number") for column in numbers), (f"count({name})", "number"), *looked]
        return [*lines, "          columns:", *columns]

    def row_limits(self, outside):
        """The number of rows: said, or worked out of what stands outside of the table."""
        dice = self.dice
        whole = [name for name, kind in outside if kind in ("integer", "number") and not name.startswith("sum(")]

        def number(least, most):
            if not whole or dice.random() < 0.6:
                return dice.randint(least, most)
            name = dice.choice(whole)
            return dice.choice([name, f"{name} - 1", f"round_up({name} / 2, 0)", f"'present({whole[0]}) ? {name} : {most}'"])

        return [f"          at_least: {number(1, 2)}", f"          at_most: {number(2, 4)}"]

    def reckoning(self, name, other, op):
        """Dates that are moved, and the time between two."""
        dice, unit = self.dice, self.dice.choice(["days", "months", "years"])
        count = dice.choice([0, 1, 12, 30, 366, *[one for one, kind in self.known if kind == "integer"][:1]])
        sign = dice.choice("+-")
        return [
            f"{name} {sign} {count} {unit} {op} today()", f'{name} {sign} {count} {unit} {op} "{dice.choice(["1990-06-15", "2024-02-29", "2023-01-31", "1990-06"])}"',
            f"{name} {op} {other} {sign} {count} {unit}", f"{unit}({name}, {other}) {op} {dice.choice([0, 1, 30])}", f"{unit}({name}, today()) {op} {dice.choice([18, 60])}",
            f"{unit}({name}, today()) - 1 {op} {dice.choice([18, 60])}", f"today() - {count} {unit} {op} {name}",
        ]  # fmt: skip

    def over_rows(self, name, columns):
        """Conditions on the rows of a table: (condition, kind of what it gives)."""
        dice = self.dice
        inside = [(f"{name}.{column}", kind) for column, kind in columns]
        tests = []
        for _ in range(3):
            before, self.known = self.known, [one for one in inside if one[1] != "choices"] or inside
            self.codes |= {f"{name}.{column}": self.codes[column] for column, _ in columns if column in self.codes}
            condition = self.condition(1)
            self.known = before
            tests.append(condition)
        plain = [f"{name}.{column}" for column, kind in columns if kind not in ("choices", "other")]
        found = [(f"any({name}, {tests[0]})", "yes_no"), (f"all({name}, {tests[1]})", "yes_no"), (f"count({name}, {tests[2]})", "number"), (f"or_zero(count({name}))", "number")]
        found += [(f"distinct({', '.join(dice.sample(plain, dice.randint(1, min(2, len(plain)))))})", "yes_no")] if plain else []
        return found + [(f"sum(or_zero({name}.{column}))", "number") for column, kind in columns if kind in ("integer", "decimal")]

    # --- conditions -------------------------------------------------------------------------------------------------

    def condition(self, depth):
        dice = self.dice
        if not self.known:
            return None
        if depth and dice.random() < 0.4:
            one, other = self.condition(depth - 1), self.condition(depth - 1)
            return dice.choice([f"!({one})", f"({one}) && ({other})", f"({one}) || ({other})", f"(({one}) ? ({other}) : !({other}))"])
        op = dice.choice(["==", "!=", "<", "<=", ">", ">="])
        whole = [name for name, kind in self.known if kind == "integer"]
        if whole and dice.random() < 0.2:  # what a schema can say in full
            return f"{dice.choice(whole)} {op} {dice.randint(0, 30)}"
        name, kind = dice.choice(self.known)
        match kind:
            case "integer" | "number":
                value = f"{name} {dice.choice(['+', '-', '*'])} {dice.randint(0, 5)}" if dice.random() < 0.2 else name
                how = dice.choice(["round_half_up", "round_half_even", "round_up", "round_down"])
                return dice.choice([f"{value} {op} {dice.randint(0, 30)}", f"{how}({value} / {dice.choice([name, 0, 2, 3, 8])} * 1.5, {dice.randint(0, 3)}) {op} {dice.randint(0, 9)}.5", f"{how}({name} / 2, 0) {dice.choice(['==', '!='])} {dice.randint(0, 15)}", f"{name} in [{dice.randint(0, 9)}, {dice.randint(0, 9)}]"])
            case "decimal":
                return f"{name} {op} {dice.randint(0, 30)}.{dice.randint(0, 9)}"
            case "date" if dice.random() < 0.5:
                dates = [one for one, kind in self.known if kind == "date"]
                return dice.choice(self.reckoning(name, dice.choice(dates), op))
            case "date":
                return dice.choice([f'{name} {op} "{dice.choice(["1990-06-15", "1990", "2000-02-29", "1990-06"])}"', f"{name} {op} today()", f"age({name}) {op} {dice.randint(0, 60)}", f"year({name}) {op} {dice.randint(1980, 2026)}"])
            case "time":
                others = [one for one, kind in self.known if kind == "time"]
                return dice.choice([f'{name} {op} "{dice.choice(["08:00", "12:30", "23:59"])}"', f"{name} {op} {dice.choice(others)}", f'{name} in ["08:00", "12:30"]'])
            case "datetime":
                others = [one for one, kind in self.known if kind == "datetime"]
                return dice.choice([f'{name} {op} "{dice.choice(["2024-02-29T08:30", "2026-11-23T12:00"])}"', f"{name} {op} {dice.choice(others)}"])
            case "row":
                others = [one for one, kind in self.known if kind == "row"]
                return dice.choice([f"{name} {dice.choice(['==', '!='])} {dice.choice(others)}", f"present({name})"])
            case "yes_no":
                return dice.choice([name, f"{name} == true", f"!{name}"])
            case "text":
                return dice.choice([f'{name} == "ễ"', f'{name} != "a"', f"present({name})"])
            case "choice":
                codes = self.codes[name]
                return dice.choice([f'{name} {dice.choice(["==", "!="])} "{dice.choice(codes)}"', f'{name} in ["{codes[0]}", "{codes[-1]}"]', f"present({name})"])
            case "choices":
                return f'"{dice.choice(self.codes[name])}" in {name}'
            case _:
                return f"present({name})"


def readable(unit):
    """A drawn form can be put to readers. Rules that a blank silences (EF606) mean something all the same; a few conditions
    drawn can never be true, which is an error.
    """
    from eformc.diagnostics import Severity
    from eformc.project.findings import FATAL

    errors = [one for one in unit.diagnostics if one.severity is Severity.ERROR and one.code != "EF606"]
    return unit.reasoned is not None and not any(one.code.startswith(FATAL) for one in errors)
