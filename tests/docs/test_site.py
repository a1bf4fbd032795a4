"""The site is built without a warning, and reads whole: every page in Chromium, no request beyond it, its search works."""

import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from conftest import ROOT

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site of a copy of the documentation, built as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copytree(ROOT / "tools" / "site", folder / "tools" / "site")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    zensical = Path(sys.executable).with_name("zensical")
    made = subprocess.run(
        [zensical, "build", "--strict", "--clean"], check=False, capture_output=True, text=True, cwd=folder, env={**os.environ, "PYTHONPATH": "tools/site"}
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return folder / "site"


@pytest.mark.long
def test_no_fence_is_left_unread(site):
    unread = [page.relative_to(site).as_posix() for page in site.rglob("*.html") if re.search(r"^(<p>)?```", page.read_text(encoding="utf-8"), re.MULTILINE)]
    assert not unread


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_pages_ask_for_nothing_beyond_the_site_and_can_be_searched(site):
    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        home = f"http://127.0.0.1:{server.server_port}/"
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page()
        asked, faults = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        for name in ("index.html", "first-form.html", "language.html", "semantics.html", "rules/index.html"):
            page.goto(home + name)
            assert page.locator("h1").count() == 1
        page.goto(home)
        while not page.get_by_role("combobox").count():  # the page's script may not be there yet
            page.keyboard.press("Control+k")
            page.wait_for_timeout(500)
        page.get_by_role("combobox").fill("partial_date")
        page.get_by_text(re.compile(r"[1-9][0-9]* results")).wait_for()
        browser.close()
        server.shutdown()
    assert [url for url in asked if not url.startswith((home, "data:", "blob:"))] == []
    assert not faults
