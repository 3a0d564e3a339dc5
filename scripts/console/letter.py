"""Checks the tags of letters to people as Chromium printed them, against the pages that
were printed: letter.py PDF HTML [PDF HTML ...]. What it cannot check is listed in
docs/answers.md.
"""

import html.parser
import re
import sys

import pikepdf

A4 = (595.3, 841.9)  # points
# What may hold text; a form is what the officer filled in.
WORDS = {"/P", "/H1", "/H2", "/H3", "/TH", "/TD", "/LBody", "/Lbl", "/Form"}


class Page(html.parser.HTMLParser):
    """The texts of a page in their order, without what is not printed."""

    def __init__(self, text):
        super().__init__()
        self.title, self.root, self.texts, self.out, self.at = "", {}, [], 0, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "html":
            self.root = attrs
        if tag in {"br", "meta"}:
            return
        self.at.append(tag)
        if self.out or tag in {"head", "style"} or attrs.get("class") == "screen":
            self.out += 1

    def handle_endtag(self, tag):
        self.at.pop()
        if self.out:
            self.out -= 1

    def handle_data(self, data):
        if self.at and self.at[-1] == "title":
            self.title = data
        elif not self.out:
            self.texts.append(data)


def plain(text):
    """Without spaces, bullets and capitals: the style sets these."""
    return re.sub(r"[\s•\u00ad]", "", text).casefold()


def characters(font):
    """What each glyph of a font is as text."""
    table, text = {}, font.ToUnicode.read_bytes().decode("latin-1")
    read = lambda hexed: bytes.fromhex(hexed).decode("utf-16-be")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
        for glyph, is_ in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            table[int(glyph, 16)] = read(is_)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
        for low, high, first in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for n in range(int(low, 16), int(high, 16) + 1):
                table[n] = read(f"{int(first, 16) + n - int(low, 16):04x}")
    return table


def shown(page):
    """The texts of a page by their marks, and those that stand in none."""
    fonts = {name: characters(font) for name, font in page.Resources.Font.items()}
    marks, font, marked, loose = [], None, {}, []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                marks.append(operands[1].get("/MCID") if isinstance(operands[1], pikepdf.Dictionary) else None)
            case "BMC":
                marks.append(None)
            case "EMC":
                marks.pop()
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tj" | "TJ":
                parts = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
                codes = b"".join(bytes(p) for p in parts if isinstance(p, pikepdf.String))
                text = "".join(font[int.from_bytes(codes[i : i + 2])] for i in range(0, len(codes), 2))
                mark = next((m for m in reversed(marks) if m is not None), None)
                if mark is None:
                    loose.append(text)
                else:
                    marked[int(mark)] = marked.get(int(mark), "") + text
            case "Do":
                drawn = page.Resources.XObject[str(operands[0])]
                assert drawn.Subtype != "/Form" or not any(str(o) in {"Tj", "TJ", "Do"} for _, o in pikepdf.parse_content_stream(drawn)), "text stands in a form of the page, which is not looked into"
    return marked, loose


def elements(node, above=(), page=None):
    """Every element of the tag tree with those above it, and every mark, in order."""
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from elements(each, above, page)
    elif isinstance(node, pikepdf.Dictionary) and node.get("/Type") == "/MCR":
        yield above, node.get("/Pg", page), int(node.MCID)
    elif isinstance(node, pikepdf.Dictionary):
        yield (*above, node), None, None
        if "/K" in node:
            yield from elements(node.K, (*above, node), node.get("/Pg", page))
    else:
        yield above, page, int(node)


def attributes(element):
    of = element.get("/A", [])
    return [a for a in (of if isinstance(of, pikepdf.Array) else [of]) if isinstance(a, pikepdf.Dictionary)]


def check(pdf, source):
    printed, page = pikepdf.open(pdf), Page(open(source, encoding="utf-8").read())
    root = printed.Root
    assert str(root.Lang) == page.root["lang"] == "en-GB", "the language"
    assert str(printed.docinfo["/Title"]) == page.title != "", "the title"
    assert root.MarkInfo.Marked, "it does not say that it is tagged"
    assert b"pdfuaid" not in (root.Metadata.read_bytes() if "/Metadata" in root else b""), "Chromium claims PDF/UA by now: see what docs/answers.md says"

    total, texts = len(printed.pages), []
    for number, one in enumerate(printed.pages, 1):
        assert all(abs(float(a) - b) < 1 for a, b in zip(one.MediaBox[2:], A4)), "a page is not A4"
        marked, loose = shown(one)
        texts.append(marked)
        margins = f"{number} of {total}" + page.root["data-reference"] + page.root.get("data-draft", "")
        assert sorted(plain("".join(loose))) == sorted(plain(margins)), f"page {number} has {loose} in no tag, want its margins alone: {margins}"

    at = {one.objgen: n for n, one in enumerate(printed.pages)}
    said, kinds, seen, levels = "", [], set(), []
    for above, on, mark in elements(root.StructTreeRoot.K):
        if mark is None:
            kind = str(above[-1].S)
            kinds.append(kind)
            if kind == "/TH":
                assert any(str(a.get("/Scope")) in {"/Row", "/Column"} for a in attributes(above[-1])), "a header of a table has no scope"
            if kind == "/TD":
                assert any("/Headers" in a for a in attributes(above[-1])), "a cell has no header"
            if re.fullmatch(r"/H\d", kind):
                levels.append(int(kind[2:]))
            continue
        text = texts[at[on.objgen]].get(mark, "")  # none of a line that is drawn
        assert not text.strip() or WORDS & {str(e.S) for e in above}, f"{text!r} stands in {[str(e.S) for e in above]}, which say nothing of it"
        seen.add((at[on.objgen], mark))
        said += text
    missed = [t for n, marked in enumerate(texts) for m, t in marked.items() if (n, m) not in seen and t.strip()]
    assert not missed, f"in no element of the tree: {missed}"
    want = plain("".join(page.texts))
    got = plain(said)
    first = next((i for i, (a, b) in enumerate(zip(got, want)) if a != b), min(len(got), len(want)))
    assert got == want, f"the tags read …{got[max(first - 40, 0) : first + 40]}… and the page …{want[max(first - 40, 0) : first + 40]}…"
    assert levels[0] == 1 and levels.count(1) == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:])), f"headings of the levels {levels}"
    assert total > 1 and kinds.count("/TH") >= 10, "too little was printed to say anything"
    return f"{total} pages, {len(want)} characters, {len(levels)} headings, {kinds.count('/TH')} headers of rows"


for pdf, source in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
    print("letter:", check(pdf, source))
