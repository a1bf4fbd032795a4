"""`eformc` as the documentation's blocks call it: the real one, on the day of the tests.

A population is kept small. Other people's machines (`--executor`) are left out of it. `serve` is started on a free port, asked for its first page, and ended.
"""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

EFORMC = [sys.executable, "-m", "eformc"]
PEOPLE = {"serve": "60", "demo": "60", "try": "2000"}  # try: enough that everybody worth playing is there


def smaller(arguments):
    """The arguments, with fewer people than a page may ask for, and no machine but this."""
    if "--executor" in arguments:
        at = arguments.index("--executor")
        assert re.fullmatch(r"dask://\S+:\d+|\w+:\w+", arguments[at + 1])
        arguments = [*arguments[:at], *arguments[at + 2 :]]
    verb = next((one for one in arguments if not one.startswith("-")), "")
    if verb not in PEOPLE:
        return verb, list(arguments)
    if "--people" in arguments:
        at = arguments.index("--people") + 1
        return verb, [*arguments[:at], PEOPLE[verb], *arguments[at + 1 :]]
    return verb, [*arguments, "--people", PEOPLE[verb]]


def served(arguments):
    """Start, read the address, fetch the page, end: what was said on the way."""
    process = subprocess.Popen([*EFORMC, *arguments, "--port", "0"], stderr=subprocess.PIPE, text=True)
    said = ""
    for line in process.stderr:
        said += line
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        if address:
            with urllib.request.urlopen(address[0], timeout=20) as page:
                assert page.status == 200
            process.send_signal(signal.SIGINT)
            said = said.replace(f":{address[1]}/", ":8000/")
            break
    process.stderr.read()
    sys.stderr.write(said)
    return 0 if process.wait(20) in (0, 130, -signal.SIGINT) and "http://" in said else 3


def main():
    verb, arguments = smaller(sys.argv[1:])
    code = served(arguments) if verb == "serve" else subprocess.run([*EFORMC, *arguments], check=False).returncode
    with Path(os.environ["EFORMC_EXITS"]).open("a", encoding="utf-8") as file:
        file.write(f"{code}\n")
    return 0 if code == 1 else code  # findings stop no session; the block's mark `exits` is compared


sys.exit(main())
