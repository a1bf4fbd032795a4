"""Specs drawn by a seed: people found by login, by a relation, over two hops, by a key that is asked, as somebody else; tables
of people; conditions on what is held; what is worked out; policies of every kind.
"""

import random

ELEMENTS = ("full_name", "birth_date", "sex", "ethnicity", "nationality", "marital_status", "residence_address", "identity_document")
POLICIES = ("", "", "", "confirm", "locked", "edit")


def text(word):
    return f"{{vi: {word}, en: {word}}}"


class Drawn:
    """One spec. `said`: what stands on it."""

    def __init__(self, seed):
        self.dice, self.subjects, self.said = random.Random(f"spec {seed}"), [], set()
        self.names = (f"q{n}" for n in range(1000))
        self.subject("applicant", "is: person, known_by: login")
        self.name = f"drawn-{seed}"

    def subject(self, name, how):
        self.subjects.append(f"  {name}: {{{how}, title: {text(name.capitalize())}}}")

    def question(self, kind, more=""):
        """A question of the form's own: its name, and its line."""
        name = next(self.names)
        options = f", options: [{{a: {text('A')}}}, {{b: {text('B')}}}]" if kind == "choice" else ""
        return name, f"      - {name}: {{title: {text(name.upper())}, help: {text('Nói.')}, type: {kind}{options}{more}}}"

    def element(self, of):
        policy = self.dice.choice(POLICIES) if of == "applicant" else self.dice.choice(("", "", "confirm"))
        name = f"{of}.{self.dice.choice(ELEMENTS)}"
        return f"      - {name}" + (f": {{policy: {policy}}}" if policy else "")

    def condition(self, known):
        """A condition on what stands before it."""
        kind, name = self.dice.choice(known)
        limit = self.dice.choice((18, 30, 60))
        return {"date": f"age({name}) >= {limit}", "yes_no": f"{name} == true", "sex": f'{name} == "1"'}[kind]

    def table(self):
        one = self.dice
        if one.random() < 0.5:
            self.subject("kids", "is: person, via: applicant.child, many: true, optional: true")
            name, lines = "kids", []
        else:
            self.subject("members", f"is: person, known_by: key, many: true, at_least: {one.choice((0, 1))}, at_most: 3")
            name, lines = "members", ["      - members.personal_id"]
        lines += [f"      - {name}.{element}" for element in dict.fromkeys(["birth_date", one.choice(ELEMENTS)])]
        more = f", of: {name}, when: age({name}.birth_date) {one.choice(('>=', '<'))} {one.choice((18, 30))}" if one.random() < 0.7 else f", of: {name}"
        lines.append(self.question("text", more + one.choice(("", ", optional: true")))[1])
        if name == "kids" and one.random() < 0.3:
            self.subject("others", "is: person, via: applicant.child, many: true, optional: true")
            lines += [f"      - others.{element}" for element in dict.fromkeys(["full_name", one.choice(ELEMENTS)])]
        return lines

    def twins(self):
        """A second subject that is one drawn before, where there is one; or one that always is who logs in."""
        made = []
        for name in ("father", "mother"):
            if any(f" {name}:" in text for text in self.subjects) and self.dice.random() < 0.5 and not made:
                self.subject("twin", f"is: person, via: applicant.{name}")
                made = [f"      - {line}" for line in dict.fromkeys(["twin.birth_date", f"twin.{self.dice.choice(ELEMENTS)}"])]
        if self.dice.random() < 0.2:
            self.subject("always", "is: person, same_as: applicant")
            made.append(f"      - always.{self.dice.choice(ELEMENTS)}")
        return made

    def page(self, name, lines):
        once = {line.partition(":")[0]: line for line in reversed(lines) if line.partition(":")[0] not in self.said}
        self.said |= set(once)
        return [f"  - page: {name}", f"    title: {text(name)}", "    fields:", *reversed(once.values())]

    def yaml(self):
        one = self.dice
        known = [("date", "applicant.birth_date")]
        first = ["      - applicant.birth_date", *(self.element("applicant") for _ in range(one.randint(0, 3)))]
        yes, line = self.question("yes_no")
        first.append(line)
        known.append(("yes_no", yes))
        pages = self.page("one", first)
        second = []
        for name in one.sample(("father", "mother", "grandfather", "guest", "same"), one.randint(1, 3)):
            lines = {
                "father": lambda: self.subject("father", "is: person, via: applicant.father"),
                "mother": lambda: self.subject("mother", "is: person, via: applicant.mother, optional: true"),
                "guest": lambda: self.subject("guest", "is: person, known_by: key"),
            }
            if name == "grandfather":
                if not any(" father:" in text for text in self.subjects):
                    lines["father"]()
                self.subject("grandfather", "is: person, via: father.father")
            elif name == "same":
                who, asks = self.question("choice")
                second.append(asks)
                self.subject("same", f'is: person, same_as: applicant, when: {who} == "a"')
            elif not any(f" {name}:" in text for text in self.subjects):
                lines[name]()
            second += [f"      - {name}.personal_id"] if name in ("guest", "same") else []
            second += [f"      - {name}.birth_date", *(self.element(name) for _ in range(one.randint(0, 2)))]
            known.append(("date", f"{name}.birth_date"))
        second += self.twins()
        for _ in range(one.randint(1, 3)):
            second.append(self.question(one.choice(("text", "yes_no", "integer")), f", when: {self.condition(known)}" + one.choice(("", ", optional: true")))[1])
        if one.random() < 0.4:
            (a, first_number), (b, second_number) = self.question("integer", ", min: 0, max: 1000"), self.question("integer", ", min: 0, max: 1000")
            second += [first_number, second_number, f"      - total: {{title: {text('Total')}, type: integer, derive: {a} + {b}, policy: locked}}"]
        pages += self.page("two", second)
        if one.random() < 0.6:
            pages += self.page("three", self.table())
        return "\n".join([f"procedure: {self.name}", "catalogue: vn", f"title: {text('Thử')}", "languages: [vi, en]", "subjects:", *self.subjects, "pages:", *pages, ""])
