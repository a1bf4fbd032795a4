"""A server of its own, as a process, for tests."""

import http.client
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 1500


@contextmanager
def server(data, *paths, people=PEOPLE, cwd=ROOT):
    """Starts `eformc serve` on a free port; gives its address (`http://127.0.0.1:PORT`) and the process."""
    command = [sys.executable, "-m", "eformc", "serve", *paths, "--port", "0", "--people", str(people), "--data", str(data), "--today", "2026-11-24"]
    process = subprocess.Popen(command, cwd=cwd, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        address = None
        lines = []
        while address is None:
            line = process.stderr.readline()
            lines.append(line)
            assert line, "".join(lines)
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            address = found[0] if found else None
        yield address, process
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def checked(address, cookie, fields, path):
    """Fields that may be sent: with every block confirmed, and the marks of what the check showed."""
    ticked = {**fields}
    ticked.pop("e.confirmed", None)
    for _ in range(3):
        text = asked(address, cookie, "POST", path, ticked)
        blocks = set(re.findall(r'name="(e\.held\.[^"]*)"', text)) - set(ticked)
        if 'name="e.confirmed" value="1"' in text:
            marks = {name: [unescape(one) for one in re.findall(rf'name="{re.escape(name)}" value="([^"]*)"', text)] for name in ("e.shown", "e.left_out", "e.who")}
            return {**ticked, "e.confirmed": "1", **{name: some for name, some in marks.items() if some}}
        assert blocks, re.findall(r'<li><a href="[^"]*">([^<]*)', text)
        ticked |= {**dict.fromkeys(blocks, "right"), "e.shown": [unescape(one) for one in re.findall(r'name="e.shown" value="([^"]*)"', text)]}
    raise AssertionError("no check")


def asked(address, cookie, method, path, fields=None):
    """The page at the end of the way."""
    link = http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": address, "Cookie": cookie} if fields is not None else {"Cookie": cookie}
    link.request(method, path, urlencode(fields, doseq=True) if fields is not None else None, headers)
    answer = link.getresponse()
    text, there = answer.read().decode(), answer.headers.get("location")
    link.close()
    return asked(address, cookie, "GET", there) if there else text
