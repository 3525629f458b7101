#!/usr/bin/env python3
"""Opens reports in Chromium and uses them as people do.

usage: test_report.py EASEMENT WORKDIR

Writes the reports and a picture of each view at three sizes into WORKDIR.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import time
import unittest

from chromium import Browser

ROOT = pathlib.Path(__file__).resolve().parents[2]
TODAY = "2026-12-01"
SIZES = {"desktop": (1440, 900), "tablet": (820, 1180), "phone": (360, 740)}
EASEMENT = ""
WORK = pathlib.Path()
HOSTILE = ROOT / "Tests/browser/hostile"


def written(name, graph, *options):
    path = WORK / f"{name}.html"
    subprocess.run([EASEMENT, "report", graph, "--today", TODAY, "-o", path, *options], check=True,
                   stderr=subprocess.DEVNULL)
    return path


def setUpModule():
    global BROWSER, ACME, HOSTILE_PAGE, LARGE
    BROWSER = Browser(shutil.which("chromium"))
    ACME = written("acme", ROOT / "examples/acme", "--diff", ROOT / "examples/quickstart",
                   "--link-base", "https://git.example.org/acme/blob/main")
    HOSTILE_PAGE = written("hostile", HOSTILE)
    generated = WORK / "generated"
    shutil.rmtree(generated, ignore_errors=True)
    subprocess.run([ROOT / "Benchmarks/generate-graph", "300", "10", generated], check=True, stdout=subprocess.DEVNULL)
    LARGE = written("large", generated)


def tearDownModule():
    BROWSER.close()


class ReportCase(unittest.TestCase):
    """A page that must end without a complaint and without a request."""

    size = "desktop"

    def setUp(self):
        self.page = BROWSER.page(*SIZES[self.size])

    def tearDown(self):
        complaints, requests = self.page.complaints(), self.page.requests()
        self.page.close()
        self.assertEqual(complaints, [])
        self.assertEqual(requests, [])

    def text(self, selector):
        return self.page.value(f"document.querySelector({selector!r})?.innerText ?? null")

    def count(self, selector):
        return self.page.value(f"document.querySelectorAll({selector!r}).length")


class OverviewTests(ReportCase):
    def test_shows_figures_and_verdicts(self):
        self.page.open(ACME)
        self.assertEqual(self.text("h1"), "acme")
        self.assertIn("18\ntenants", self.text(".figures"))
        self.assertIn("Proved:", self.text(".verdicts"))
        self.assertIn("2027-03-31", self.text("#overview"))

    def test_picture_leads_to_tenants(self):
        self.page.open(ACME)
        self.assertGreater(self.count("#picture .node"), 18)
        self.page.click("#picture .node[data-node=payments]")
        self.assertEqual(self.page.value("location.hash"), "#/tenant/payments")

    def test_picture_zooms_and_moves(self):
        self.page.open(ACME)
        view = "document.querySelector('#picture svg').getAttribute('viewBox')"
        whole = self.page.value(view)
        self.page.click("[data-picture=in]")
        zoomed = self.page.value(view)
        self.assertLess(float(zoomed.split()[2]), float(whole.split()[2]))
        self.page.value("document.querySelector('#picture').focus()")
        self.page.press("ArrowRight")
        self.assertGreater(float(self.page.value(view).split()[0]), float(zoomed.split()[0]))
        self.page.click("[data-picture=fit]")
        self.assertEqual(*[list(map(float, box.split())) for box in (whole, self.page.value(view))])


class NavigationTests(ReportCase):
    def test_views_follow_the_address(self):
        self.page.open(ACME)
        for view in ["matrix", "tenants", "flows", "checks", "changes", "overview"]:
            self.page.click(f"[data-view-link={view}]")
            shown = self.page.value("[...document.querySelectorAll('[data-view]')].filter(v => !v.hidden).map(v => v.id)")
            self.assertEqual(shown, [view])
            self.assertEqual(self.count("[aria-current=page]"), 1)

    def test_deep_links(self):
        self.page.open(ACME, "#/tenant/payments")
        self.assertEqual(self.text("#tenant h1"), "payments")
        self.assertIn("@acme/payments", self.text("#tenant"))
        self.page.open(ACME, "#/edge/shop/checkout/to/payments/api")
        self.assertTrue(self.page.value("document.querySelector('#panel').open"))
        self.page.open(ACME, "#/tenant/nobody")
        self.assertIn("knows no tenant", self.text("#missing"))
        self.page.open(ACME, "#/edge/%E0%A4%A/to/%")
        self.assertIn("knows no flow", self.text("#panel"))

    def test_edge_shows_both_sides(self):
        self.page.open(ACME, "#/flows")
        self.page.go("#/edge/shop/checkout/to/payments/api")
        panel = self.text("#panel")
        for words in ["http 8080", "Asked by\n@acme/shop", "Allowed by\n@acme/payments\nADR-112 card payments", "tenants/shop.yaml:", "tenants/payments.yaml:", "allowed by NetworkPolicy",
                      "on cluster nonprod", "on cluster prod"]:
            self.assertIn(words, panel)
        links = self.page.value("[...document.querySelectorAll('#panel a.place')].map(a => a.href)")
        self.assertTrue(links)
        for link in links:
            self.assertRegex(link, r"^https://git\.example\.org/acme/blob/main/tenants/[a-z-]+\.yaml#L\d+$")
        self.page.press("Escape")
        self.assertEqual(self.page.value("location.hash"), "#/flows")
        self.assertEqual(self.count("#panel[open]"), 0)

    def test_edge_names_only_questions_that_can_be_asked(self):
        self.page.open(ACME, "#/edge/vault/server/to/API%20server")
        self.assertIn("easement explain vault/server api-server", self.text("#panel"))
        self.page.open(ACME, "#/edge/anyone/to/vault/injector")
        self.assertIn("vault/injector", self.text("#panel"))
        self.assertNotIn("easement explain", self.text("#panel"))

    def test_back_leaves_the_panel(self):
        self.page.open(ACME, "#/flows")
        self.page.click("#flows tbody tr a")
        self.assertEqual(self.count("#panel[open]"), 1)
        self.page.value("new Promise(done => { addEventListener('hashchange', () => setTimeout(done), {once: true}); history.back(); })")
        self.assertEqual(self.count("#panel[open]"), 0)
        self.assertEqual(self.page.value("location.hash"), "#/flows")


class SearchTests(ReportCase):
    def search(self, words):
        self.page.value("document.querySelector('#search').value = ''; document.querySelector('#search').focus()")
        self.page.type(words)
        return self.page.value("[...document.querySelectorAll('#results [data-link]')].map(o => o.innerText)")

    def test_finds_everything(self):
        self.page.open(ACME)
        self.assertTrue(self.search("payments")[0].startswith("tenant\npayments"))
        for words, kind in [("payments/ledger", "workload"), ("@acme/billing", "tenant"), ("PAY-991", "flow"),
                            ("card 8080 shop", "flow"), ("payments-prod default-deny", "policy"), ("orders-dev", "namespace"),
                            ("cardholder-data", "guardrail"), ("shop-can-charge", "assertion")]:
            found = self.search(words)
            self.assertTrue(found, words)
            self.assertTrue(any(entry.startswith(f"{kind}\n") for entry in found), f"{words}: {found[:3]}")
        self.assertEqual(self.search("no such thing anywhere"), [])
        self.assertEqual(self.text("#live"), "no results")

    def test_keyboard(self):
        self.page.open(ACME)
        self.page.press("/", text="/")
        self.assertEqual(self.page.value("document.activeElement.id"), "search")
        self.page.type("payments")
        self.assertRegex(self.text("#live"), r"^\d+ results$")
        self.page.press("ArrowDown")
        self.assertEqual(self.count("#results [aria-selected=true]"), 1)
        self.assertEqual(self.page.value("document.querySelector('#search').getAttribute('aria-activedescendant')"), "result-0")
        self.page.press("Enter")
        self.assertEqual(self.page.value("location.hash"), "#/tenant/payments")


class MatrixTests(ReportCase):
    def test_cells_say_what_they_mean(self):
        self.page.open(ACME, "#/matrix")
        labels = self.page.value("[...document.querySelectorAll('[role=gridcell]')].map(c => c.getAttribute('aria-label'))")
        self.assertTrue(any(label.startswith("shop reaches payments: 1 flow, http 8080") for label in labels))
        self.assertGreater(len(labels), 50)

    def test_keyboard_opens_a_place(self):
        self.page.open(ACME, "#/matrix")
        self.page.value("document.querySelector('.matrix').focus()")
        self.assertIn("argocd itself", self.text(".matrix-caption"))
        for _ in range(30):
            self.page.press("ArrowRight")
            if " reaches " in self.text(".matrix-caption"):
                break
        active = self.page.value("document.getElementById(document.querySelector('.matrix').getAttribute('aria-activedescendant')).getAttribute('aria-label')")
        self.assertIn("argocd reaches ", active)
        self.page.press("Enter")
        self.assertEqual(self.count("#panel[open]"), 1)

    def test_orders(self):
        self.page.open(ACME, "#/matrix")
        names = "[...document.querySelectorAll('.matrix-name')].map(n => n.innerText)"
        byname = self.page.value(names)
        for order in ["role", "together", "busy"]:
            self.page.value(f"(s => {{ s.value = '{order}'; s.dispatchEvent(new Event('change')); }})(document.querySelector('#matrix-order'))")
            other = self.page.value(names)
            self.assertEqual(sorted(other), sorted(byname))
            self.assertNotEqual(other, byname)

    def test_stays_usable_with_300_tenants(self):
        seconds = self.page.open(LARGE, "#/matrix")
        self.assertLess(seconds, 2)
        self.assertLess(self.count("#matrix *"), 6000)
        self.assertEqual(self.page.value("document.querySelector('.matrix').getAttribute('aria-rowcount')"), "301")
        took = self.page.value("(() => { const m = document.querySelector('.matrix'); const start = performance.now();"
                               " for (let y = 0; y < 5000; y += 100) { m.scrollTop = y; m.dispatchEvent(new Event('scroll')); }"
                               " return (performance.now() - start) / 50; })()")
        self.assertLess(took, 50, "milliseconds to draw a scrolled matrix")
        self.page.value("document.querySelector('.matrix').focus()")
        self.page.press("End", modifiers=2)
        self.assertIn("team-0299 itself", self.text(".matrix-caption"))
        self.assertTrue(self.page.value("[...document.querySelectorAll('.matrix-name')].some(n => n.innerText === 'team-0299')"))


class FilterTests(ReportCase):
    def choose(self, name, value):
        self.page.value(f"(s => {{ s.focus(); s.value = '{value}'; s.dispatchEvent(new Event('change')); }})"
                        f"(document.querySelector('#flows [data-filter={name}]'))")

    def test_filters_narrow_and_are_in_the_address(self):
        self.page.open(ACME, "#/flows")
        everything = self.text("#flows .lead")
        self.choose("environment", "prod")
        self.choose("tenant", "payments")
        self.assertEqual(self.page.value("location.hash"), "#/flows?environment=prod&tenant=payments")
        self.assertNotEqual(self.text("#flows .lead"), everything)
        self.assertEqual(self.page.value("document.activeElement.dataset.filter"), "tenant")
        rows = self.page.value("[...document.querySelectorAll('#flows tbody tr')].map(r => r.innerText)")
        self.assertTrue(rows)
        for row in rows:
            self.assertIn("payments", row)
        self.choose("expiry", "any")
        rows = self.page.value("[...document.querySelectorAll('#flows tbody tr')].map(r => r.innerText)")
        self.assertEqual(len(rows), 1)
        self.assertIn("2027-03-31", rows[0])

    def test_filters_come_from_the_address(self):
        self.page.open(ACME, "#/flows?kind=crossing")
        rows = self.page.value("[...document.querySelectorAll('#flows tbody tr')].map(r => r.innerText)")
        self.assertTrue(rows)
        for row in rows:
            self.assertIn("staging → dev", row)

    def test_unknown_filters_leave_nothing_out(self):
        self.page.open(ACME, "#/flows")
        everything = self.text("#flows .lead")
        self.page.open(ACME, "#/flows?expiry=__proto__&kind=constructor&cluster=toString")
        self.assertEqual(self.text("#flows .lead"), everything)

    def test_tables_sort(self):
        self.page.open(ACME, "#/flows")
        self.page.click("#flows th[data-column=to] button")
        names = self.page.value("[...document.querySelectorAll('#flows td[data-label=to]')].map(c => c.innerText)")
        self.assertEqual(names, sorted(names))
        self.assertEqual(self.page.value("document.querySelector('#flows th[data-column=to]').getAttribute('aria-sort')"), "ascending")


class SafetyTests(ReportCase):
    def test_hostile_text_stays_text(self):
        for fragment in ["", "#/matrix", "#/tenants", "#/flows", "#/checks", "#/tenant/mallory", "#/edge/mallory/a/to/victim/b"]:
            self.page.open(HOSTILE_PAGE, fragment)
            self.assertIsNone(self.page.value("window.pwned ?? null"))
            self.assertEqual(self.count("img, iframe, object, embed, form, [onerror], [onload], [onclick]"), 0)
            self.assertEqual(self.count("script"), 2)
            links = self.page.value("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
            self.assertEqual([link for link in links if not link.startswith("#")], [])
        self.assertIn("<img src=x onerror=", self.text("#panel"))

    def test_nothing_hides(self):
        hidden = r"/(?![\n\t\ufe0e\ufe0f])[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u"
        for fragment in ["", "#/matrix", "#/tenants", "#/flows", "#/checks", "#/tenant/mallory", "#/edge/mallory/a/to/victim/b"]:
            self.page.open(HOSTILE_PAGE, fragment)
            shown = ("[...document.querySelectorAll('body *')].filter(e => e.tagName !== 'SCRIPT' && e.tagName !== 'STYLE')"
                     ".flatMap(e => [...[...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data), ...[...e.attributes].map(a => a.value)])")
            self.assertEqual(self.page.value(f"{shown}.filter(text => {hidden}.test(text))"), [])
        self.assertIn(r"a\u{202e}b\u{2066}c\u{200b}d\u{feff}e\u{85}f\u{3164}g\u{e0041}h", self.text("#panel"))

    def test_the_page_refuses_what_it_does_not_hold(self):
        self.page.open(ACME)
        self.page.value("{ const s = document.createElement('style'); s.textContent = 'body { display: none }'; document.head.append(s); }")
        self.assertNotEqual(self.page.value("getComputedStyle(document.body).display"), "none")
        self.assertEqual(self.page.value("fetch('https://example.org/').then(() => 'open', () => 'refused')"), "refused")
        refused = self.page.complaints()
        self.assertTrue(refused and all("Content Security Policy" in text or "Fetch API" in text for text in refused), refused)
        self.page.browser.events.clear()


class SpeedTests(ReportCase):
    def test_300_tenants_and_3000_edges(self):
        self.assertLess(LARGE.stat().st_size, 10_000_000)
        for fragment in ["", "#/flows", "#/tenant/team-0000"]:
            seconds = self.page.open(LARGE, fragment)
            print(f"  {LARGE.stat().st_size / 1e6:.1f} MB, {fragment or 'overview'}: {seconds:.2f} s")
            self.assertLess(seconds, 2)
        self.page.open(LARGE)
        self.assertIn("no picture that anybody can read", self.text("#overview"))
        milliseconds = self.page.value("(() => { const f = document.querySelector('#search'); f.value = 'team-0123 http'; const start = performance.now();"
                                       " f.dispatchEvent(new Event('input')); return performance.now() - start; })()")
        self.assertLess(milliseconds, 200)


class NoScriptTests(unittest.TestCase):
    def test_overview_and_tables_without_script(self):
        page = BROWSER.page(*SIZES["desktop"], scripts=False)
        page.call("Page.navigate", url=ACME.as_uri())
        page.call("Emulation.setScriptExecutionDisabled", value=True)
        # No timer of the page fires either.
        while page.value("document.readyState + location.protocol") != "completefile:":
            time.sleep(0.05)
        text = page.value("document.body.innerText")
        page.screenshot(WORK / "noscript.png", whole=True)
        page.close()
        for words in ["18 tenants", "Proved:", "payments/api", "@acme/payments", "ADR-112", "Guardrails"]:
            self.assertIn(words, text)


VIEWS = {"overview": "", "matrix": "#/matrix", "tenants": "#/tenants", "flows": "#/flows", "checks": "#/checks",
         "changes": "#/changes", "tenant": "#/tenant/payments", "edge": "#/edge/shop/checkout/to/payments/api"}


class AccessibilityTests(ReportCase):
    """What a machine can tell: names, roles, ids, headings, focus order, contrast, and room."""

    script = (ROOT / "Tests/browser/accessibility.js").read_text()

    def test_every_view_at_every_size(self):
        for theme in ["light", "dark"]:
            for name, size in SIZES.items():
                page = BROWSER.page(*size, dark=theme == "dark")
                for view, fragment in VIEWS.items():
                    with self.subTest(f"{view}, {name}, {theme}"):
                        page.open(ACME, fragment)
                        self.assertEqual(page.value(self.script), [])
                        self.assertEqual(self.unnamed(page), [])
                        page.screenshot(WORK / f"{view}-{name}-{theme}.png")
                self.assertEqual(page.complaints(), [])
                page.close()

    def unnamed(self, page):
        """Controls and landmarks that a screen reader could only call by their role."""
        roles = {"button", "link", "combobox", "searchbox", "textbox", "grid", "gridcell", "dialog", "listbox", "navigation", "option"}
        found = []
        for node in page.call("Accessibility.getFullAXTree")["nodes"]:
            role = node.get("role", {}).get("value")
            if not node.get("ignored") and role in roles and not node.get("name", {}).get("value", "").strip():
                found.append(role)
        return found

    def test_focus_walks_down_the_page(self):
        self.page.open(ACME, "#/flows")
        order = []
        for _ in range(14):
            self.page.press("Tab")
            order.append(self.page.value("(e => e.id || e.dataset.viewLink || e.dataset.filter || e.className || e.tagName)(document.activeElement)"))
        self.assertEqual(order, ["skip", "brand", "search", "theme", "overview", "matrix", "tenants", "flows", "checks", "changes",
                                 *order[10:]])
        self.assertTrue(all(re.match(r"filter-(environment|cluster|tenant|expiry)", name) for name in order[10:]), order)

    def test_panel_takes_and_returns_the_focus(self):
        self.page.open(ACME, "#/flows")
        self.page.value("document.querySelector('#flows tbody a').focus()")
        self.page.press("Enter")
        self.assertEqual(self.page.value("document.activeElement.id"), "panel-title")
        self.page.press("Escape")
        self.assertEqual(self.page.value("document.activeElement.closest('tbody') !== null"), True)

    def test_colours_can_be_chosen(self):
        self.page.open(ACME)
        background = "getComputedStyle(document.body).backgroundColor"
        light = self.page.value(background)
        self.page.click("#theme")
        self.assertNotEqual(self.page.value(background), light)
        self.assertEqual(self.page.value("document.querySelector('#theme').getAttribute('aria-pressed')"), "true")
        self.page.click("#theme")
        self.page.value("localStorage.clear()")


if __name__ == "__main__":
    EASEMENT = pathlib.Path(sys.argv[1]).resolve()
    WORK = pathlib.Path(sys.argv[2]).resolve()
    WORK.mkdir(parents=True, exist_ok=True)
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
