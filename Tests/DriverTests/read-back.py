#!/usr/bin/env python3
"""Reads texts back from what they were written into, and prints those that came out different."""

import csv
import html
import html.parser
import io
import json
import re
import sys
import urllib.parse


def unescaped(text):
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def cells(row):
    """The cells of a row of a table in GitHub's Markdown."""
    parts = row.replace("\\\\", "\0").replace("\\|", "\1").split("|")
    assert parts[0] == "" and parts[-1] == "", parts
    return [part.replace("\0", "\\\\").replace("\1", "\\|")[1:-1] for part in parts[1:-1]]


def read_csv(written):
    (row,) = csv.reader(io.StringIO(written, newline=""), strict=True)
    first, middle, last = row
    assert middle == "x" and first == last
    assert not re.match(r"[=+\-@\t\r\n＝＋－＠]", first), "a formula"
    return [first, first.removeprefix("'")]


def read_markdown(written):
    assert "\n" not in written
    first, middle, last = cells(written)
    assert middle == "x" and first == last
    assert "<" not in first
    return [html.unescape(unescaped(first))]


def read_code(written):
    first, middle, last = cells(written)
    assert middle == "x" and first == last
    match = re.fullmatch(r"<code>([^<>\\`*_\[\]!@~|]*)</code>", first)
    return [html.unescape(match[1])]


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, attributes))

    def handle_data(self, data):
        self.text += data


def read_html(written):
    page = Page()
    page.feed(written)
    page.close()
    ((tag, ((name, value),)),) = page.tags
    assert tag == "i" and name == "title" and value == page.text
    return [value]


def read_dot(written):
    match = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', written)
    return [html.unescape(re.sub(r"\\(.)", r"\1", match[1]))]


def read_dot_markup(written):
    assert not re.search(r'[<>"\[\]]', written)
    return [html.unescape(written.replace("\\\\", "\\"))]


def read_github(written):
    assert written.endswith("\n") and written.count("\n") == 1
    match = re.fullmatch(r"::error ([^:]*)::(.*)\n", written)
    properties = dict(part.split("=", 1) for part in match[1].split(","))
    assert set(properties) == {"file", "line", "endLine", "col", "endColumn", "title"}, properties
    assert urllib.parse.unquote(properties["file"]) == urllib.parse.unquote(match[2])
    return [urllib.parse.unquote(match[2])]


def read_json(written):
    (finding,) = json.loads(written)["findings"]
    assert finding["message"] == finding["place"]["file"]
    return [finding["message"]]


def read_sarif(written):
    (result,) = json.loads(written)["runs"][0]["results"]
    return [result["message"]["text"]]


readers = {
    "csv": read_csv,
    "markdown": read_markdown,
    "code": read_code,
    "html": read_html,
    "dot": read_dot,
    "dotMarkup": read_dot_markup,
    "github": read_github,
    "json": read_json,
    "sarif": read_sarif,
}

count = 0
for entry in json.load(open(sys.argv[1], encoding="utf-8")):
    try:
        texts = readers[entry["form"]](entry["written"])
        problem = None if entry["text"] in texts else f"came out as {texts[0]!a}"
    except Exception as error:
        problem = f"cannot be read: {error!r}"
    if problem:
        print(f"{entry['form']}: {entry['text']!a} {problem}, written {entry['written'][:200]!a}")
    else:
        count += 1
print(count, "read")
