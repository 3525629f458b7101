#!/usr/bin/env python3
"""Edits a graph while Chromium shows its preview.

usage: test_preview.py EASEMENT WORKDIR

Writes pictures of the good and the broken state into WORKDIR.
"""
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

from chromium import Browser

ROOT = pathlib.Path(__file__).resolve().parents[2]
EASEMENT = ""
WORK = pathlib.Path()
GRANT = "tenants/payments.yaml"


class PreviewCase(unittest.TestCase):
    def setUp(self):
        self.graph = WORK / "preview"
        shutil.rmtree(self.graph, ignore_errors=True)
        shutil.copytree(ROOT / "examples/acme", self.graph)
        self.text = (self.graph / GRANT).read_text()
        self.start("0")
        self.browser = Browser(shutil.which("chromium"))
        self.page = self.browser.page(1440, 900)
        self.page.call("Page.navigate", url=self.address)
        self.wait("document.querySelector('[data-node=payments]') !== null")

    def start(self, port):
        self.tool = subprocess.Popen([EASEMENT, "preview", self.graph, "--port", port, "--today", "2026-12-01"],
                                     # Whoever starts tests in the background lets them ignore it.
                                     preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
                                     stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.tool.stdout.readline().strip()

    def tearDown(self):
        self.browser.close()
        self.tool.terminate()
        self.assertEqual(self.tool.wait(timeout=20), 0)
        self.tool.stdout.close()

    def wait(self, expression, limit=30):
        """The seconds until an expression holds; a page that is loading anew has no answer."""
        start = time.monotonic()
        while time.monotonic() - start < limit:
            try:
                if self.page.value(expression):
                    return time.monotonic() - start
            except RuntimeError:
                pass
            time.sleep(0.02)
        self.fail(f"never: {expression}")

    def write(self, text):
        (self.graph / GRANT).write_text(text)

    def test_followsTheFiles(self):
        self.page.go("#/tenant/payments")
        self.page.screenshot(WORK / "preview-good.png")
        seconds = []
        for word in ["first", "second", "third"]:
            self.write(self.text.replace("owner: \"@acme/payments\"", f"owner: \"@acme/{word}\""))
            seconds.append(self.wait(f"document.body.innerText.includes('@acme/{word}')"))
        print("seconds until a change is seen:", " ".join(f"{one:.2f}" for one in seconds), file=sys.stderr)
        self.assertLess(sorted(seconds)[1], 1.5)
        # At the same address as before.
        self.assertEqual(self.page.value("location.hash"), "#/tenant/payments")
        self.assertTrue(self.page.value("!document.getElementById('tenant').hidden"))
        self.assertEqual(self.page.complaints(), [])
        self.assertEqual({url.split("#")[0].removeprefix(self.address) for url in self.page.requests()}, {"", "version"})

    def test_showsWhatIsWrong(self):
        self.write(self.text.replace("name: payments", "name: payment", 1) + "\n  surprise: 1\n")
        self.wait("document.querySelector('.trouble pre') !== null")
        # In view, although a browser scrolls to where it was before.
        self.assertTrue(self.page.value("document.elementFromPoint(700, 200).closest('.trouble') !== null"))
        self.assertIn("error[", self.page.value("document.querySelector('.trouble').innerText"))
        self.assertTrue(self.page.value("document.querySelector('[data-node=payments]') !== null"))
        for name, size in {"desktop": (1440, 900), "phone": (360, 740)}.items():
            self.page.resize(*size)
            self.page.screenshot(WORK / f"preview-broken-{name}.png")
            self.assertTrue(self.page.value("document.documentElement.scrollWidth <= innerWidth"))
        self.write(self.text)
        self.wait("document.querySelector('.trouble') === null")
        self.assertEqual(self.page.complaints(), [])

    def test_saysThatThePreviewHasEnded(self):
        self.tool.send_signal(signal.SIGINT)
        self.assertEqual(self.tool.wait(timeout=20), 0)
        self.wait("!document.getElementById('preview-ended').hidden")
        self.page.screenshot(WORK / "preview-ended.png")
        self.tool.stdout.close()
        self.start(self.address.rstrip("/").rsplit(":", 1)[1])
        self.wait("document.getElementById('preview-ended').hidden && document.querySelector('[data-node=payments]') !== null")


if __name__ == "__main__":
    EASEMENT = str(pathlib.Path(sys.argv[1]).resolve())
    WORK = pathlib.Path(sys.argv[2]).resolve()
    WORK.mkdir(parents=True, exist_ok=True)
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
