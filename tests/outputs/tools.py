"""The foreign tools of these tests: npm's from `js/` (`make needs` installs them), PyPI's from the dev group."""

import importlib.util
import json
import subprocess
import sys
from itertools import islice
from pathlib import Path
from random import Random

from eformc.kernel import dates
from eformc.kernel.evaluate import evaluate
from eformc.model.lowering import form_of
from eformc.verify.answers import Answers

JS = Path(__file__).parent / "js"
TODAY = dates.parse("2026-11-23")


def node(script, given):
    """The JSON that a script of `js/` writes for a JSON document."""
    done = subprocess.run(["node", str(JS / script)], input=json.dumps(given).encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return json.loads(done.stdout)


def drawn(procedure, count=80):
    """Answers that the form takes, and answers that it refuses with what was found, drawn by seed."""
    form, taken, refused = form_of(procedure), [], []
    for answers in islice(Answers(form, TODAY, Random(procedure.id)).draw(), count):
        verdict = evaluate(form, answers, TODAY)
        if verdict.valid:
            taken.append(answers)
        else:
            refused.append((answers, verdict.findings))
    return taken, refused


def module_of(source, path):
    """A generated module, run."""
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    made = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = made  # pydantic looks for its classes there
    spec.loader.exec_module(made)
    return made
