"""Which line breaks of a text end something, and which a page or column put in.

A page breaks a line where the next word no longer fits. So where text is wrapped, its lines are *full*: the first word
of the next line would have run over the width that they share. Headings, list items and rows end where they end.
"""

import polars as pl

c = pl.col

_LINE = r"[^\S\n]*\n\s*"
_MARKER = (
    r"^(?:#|[-*•·●■◆▲□○](?:[^0-9]|$)|[（(]?[0-9一二三四五六七八九十]{1,3}[)）、.．](?:[^0-9]|$)"
    r"|第[0-9一二三四五六七八九十]+[章节条]|[①-⑳]|【|[一二三四五六七八九十]是)"
)
_INLINE_MARKER = "^[一二三四五六七八九十]是"  # of lines in one text, within paragraphs in another
_CLOSING = list("，。、；：！？）》”’%")
# a row of a table whose columns blanks set off, or its heads
_COLUMNS = (
    r"(?:[^\S\n]+-?[0-9][0-9,]*(?:\.[0-9]+)?%?){2}$"
    r"|^[^，。；！？]*[^\s，。；！？][^\S\n]{2,}[^\s，。；！？]+[^\S\n]{2,}[^，。；！？]+$"
)
_COMMAS, _COLONS, _DIGITS = list("，,、"), list(":：∶"), list("0123456789")
_STOPS = list("。！？!?")
_TERMINAL = list("。！？!?；;…：:】|")
# What is not broken from the line before it: a word of Latin letters or digits, and the marks around one.
_FIRST_WORD = r"^[（《“‘(\[【〔]*(?:[0-9A-Za-z.,%]+|.)[，。、；：！？）》”’%.)\]】〕…]*"
_WIDEST = 80  # code points; a longer line is a paragraph, not a wrapped line
_SHORTEST_PROSE = 12
_FEWEST_FULL = 3


def joined(texts: pl.DataFrame) -> pl.DataFrame:
    """(document, text) -> one row a line: `line` as read with its break, `kept` what is kept of it."""
    lines = _told(texts)
    lines = lines.with_columns(is_open=c("is_line") & c("is_prose") & ~c("is_terminal"))
    may_be_wrapped = lines.select(c("is_open").sum().over("document") >= _FEWEST_FULL).to_series()
    plain = lines.filter(~may_be_wrapped).with_columns(is_cut=c("follows") & _torn())
    lines = pl.concat([plain, _cut(lines.filter(may_be_wrapped))]).sort("document", maintain_order=True)
    return (
        _paragraphs(lines)
        .with_columns(is_cut=c("is_cut") | (c("follows") & _broken_off()))
        .select(
            "document",
            "line",
            kept=pl.when("is_cut").then("body").when("ends").then(c("body") + "\n").otherwise("line"),
        )
    )


def _cut(lines: pl.DataFrame) -> pl.DataFrame:
    """lines (_told) -> with is_cut: whether the line was cut off where the width of its text ends."""
    columns = lines.columns
    lines = _measured(lines)
    for measure, over, spare in (("length", ["document"], 0), ("length", ["document", "stretch"], 0)):
        lines = _wrapped(lines, measure, over, spare)
    lines = _wrapped(lines, "width", ["document"], 2)
    is_full = pl.any_horizontal(c("^is_cut_.*$"))
    lines = lines.with_columns(is_full=is_full).with_columns(
        is_alone=c("is_inline_marker") & ~c("is_full").shift(1, fill_value=True)
    )
    is_listed = ~c("is_inline_marker") | c("is_alone").any().over("document")
    lines = _headed(lines.with_columns(is_list_mark=c("is_marker") & is_listed))
    return lines.select(*columns, is_cut=c("follows") & (c("is_full") & _goes_on() | _torn()))


def _headed(lines: pl.DataFrame) -> pl.DataFrame:
    """Adds opens_heading, is_heading: a heading that fills a line, or its last, where each paragraph has a heading."""
    bare = c("is_line") & ~c("is_terminal") & ~c("body").str.contains("[，,、。；：:！？]")
    ended = c("is_stop").shift(1) & c("same").shift(1)
    after_end = (ended & ~c("is_full").shift(1)).fill_null(False)
    body_follows = c("is_full").shift(-1) | c("is_terminal").shift(-1)
    sure = after_end & bare & ~(c("is_full") & body_follows)
    lines = lines.with_columns(headings=sure.fill_null(False), paragraphs=after_end)
    headings, paragraphs = (c(name).sum().over("document") for name in ("headings", "paragraphs"))
    is_headed = (headings >= _FEWEST_FULL) & (headings * 5 >= paragraphs * 3)
    opens = is_headed & c("is_full") & bare & (ended | c("body").str.starts_with("【"))
    return lines.with_columns(opens_heading=opens.fill_null(False), is_heading=(opens & body_follows).fill_null(False))


def _goes_on() -> pl.Expr:
    """Whether a full line is one of a paragraph that the next line goes on with."""
    # after a full stop, a short line without one is a heading
    short = ~c("is_terminal").shift(-1) & ~pl.any_horizontal(c("^fills_.*$")).shift(-1)
    headed = c("is_stop") & (short | c("opens_heading").shift(-1))
    return ~c("ends_paragraph") & ~c("is_list_mark").shift(-1) & ~c("is_heading") & ~headed


def _torn() -> pl.Expr:
    """Whether the break tears what no break parts: 4：⏎38：58, and a mark from what it closes."""
    colon = c("last").is_in(_COLONS) & c("body").str.contains("[0-9].$")
    unit = (c("body").shift(-1) == "%") & ~c("last").is_in(_DIGITS)  # a cell in a column of units
    return colon & c("first").shift(-1).is_in(_DIGITS) | (c("first").shift(-1).is_in(_CLOSING) & ~unit)


def _paragraphs(lines: pl.DataFrame) -> pl.DataFrame:
    """What the paragraph tells that a line is the last of, as far as it is joined."""
    opens = ~c("is_cut").shift(1, fill_value=False)
    after_comma = c("last").shift(1).is_in(_COMMAS) & c("same").shift(1)
    lines = lines.with_columns(paragraph=opens.cast(pl.Int64).cum_sum(), after_comma=after_comma.fill_null(False))
    return lines.with_columns(
        starts_after_comma=c("after_comma").first().over("paragraph"),
        starts_with_marker=c("is_marker").first().over("paragraph"),
        paragraph_is_prose=c("is_prose").any().over("paragraph"),
        paragraph_length=c("length").sum().over("paragraph"),
    )


def _broken_off() -> pl.Expr:
    """Whether a paragraph ends without an end, as where a page ends."""
    comma = c("last").is_in(_COMMAS)
    unfinished = c("starts_after_comma") & ~c("starts_with_marker")
    prose = c("paragraph_is_prose") & (c("paragraph_length") >= _SHORTEST_PROSE) & ~c("starts_with_marker")
    return (comma | unfinished | prose) & ~c("is_terminal") & ~c("is_marker").shift(-1)


def _told(texts: pl.DataFrame) -> pl.DataFrame:
    """One row a line, with what it tells by itself."""
    body, line = c("body"), c("line")
    lines = (
        texts.select(
            "document", line=c("text").str.replace_all("\r", "\n").str.split(_LINE, literal=False, inclusive=True)
        )
        .explode("line")
        .with_columns(body=line.str.strip_chars_end(), same=c("document") == c("document").shift(-1))
        .with_columns(length=_length(body), first=body.str.head(1), last=body.str.tail(1))
        .with_columns(
            is_stop=c("last").is_in(_STOPS),
            is_terminal=c("last").is_in(_TERMINAL),
            is_marker=body.str.contains(_MARKER),
            is_prose=body.str.contains("[，、。；]|,(?:[^0-9]|$)"),
            is_table=body.str.contains("\t", literal=True) | (c("first") == "|") | body.str.contains(_COLUMNS),
            ends=line.str.contains("\n", literal=True),
        )
    )
    return lines.with_columns(
        is_line=~c("is_table") & (c("length") <= _WIDEST),
        follows=(c("same") & c("ends") & ~c("is_table") & ~c("is_table").shift(-1)).fill_null(False),
    )


def _measured(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with their lengths and those of their first words, in characters and as printed, with the spaces around."""
    body, line = c("body"), c("line")
    first = body.str.extract(f"({_FIRST_WORD})", 1).fill_null("")
    before, after = (line.str.extract(pattern, 1) for pattern in (r"([^\S\n]+)\n", r"\n([^\n]+)$"))
    lines = lines.with_columns(
        first_length=_length(first),
        first_width=_width(first),
        before=_length(before).fill_null(0),
        after=_length(after).fill_null(0),
        is_blank_after=line.str.contains(r"\n[^\S\n]*\n"),
        is_inline_marker=body.str.contains(_INLINE_MARKER),
        stretch=(~c("is_line")).cast(pl.Int64).cum_sum(),
    )
    spaces = c("before") + pl.when(c("document") == c("document").shift(1)).then(c("after").shift(1)).otherwise(0)
    return lines.with_columns(
        length=_length(body) + spaces,
        width=_width(body) + spaces,
        ends_paragraph=c("is_blank_after") | (c("after") >= 2),
    )


def _length(text: pl.Expr) -> pl.Expr:
    return text.str.len_chars().cast(pl.Int64)


def _width(text: pl.Expr) -> pl.Expr:
    """As printed, in halves of a character: a Latin one takes one byte and one half, a Chinese one three and two."""
    return (text.str.len_bytes() + text.str.len_chars()).cast(pl.Int64) // 2


def _wrapped(lines: pl.DataFrame, measure: str, over: list[str], spare: int) -> pl.DataFrame:
    """Adds is_wrapped and is_cut: whether lines of `over` are wrapped at one width, and which were cut off there."""
    name = f"{measure}_{len(over)}"
    widest = pl.when("is_line").then(measure).max().over(over)
    fills = (c("is_line") & (c(measure) + c(f"first_{measure}").shift(-1) > widest - spare) & c("follows")).fill_null(
        False
    )
    open_end = c("is_line") & ~c("is_terminal") & ~c("is_blank_after")
    lines = lines.with_columns(fills.alias(f"fills_{name}"), widest=widest)
    fills = c(f"fills_{name}")
    lines = lines.with_columns(
        full=fills & open_end & c("is_prose"),
        short=~fills & open_end & (c(measure) * 5 >= c("widest") * 3) & c("follows"),
    ).with_columns(c("full", "short").sum().over(over))
    is_wrapped = (c("full") >= _FEWEST_FULL) & (c("full") >= 2 * c("short")) & c("is_line")
    return lines.with_columns((is_wrapped & fills).alias(f"is_cut_{name}")).drop("widest", "full", "short")
