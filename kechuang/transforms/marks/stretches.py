"""The text between the numbers as a row a word that matters: one pass of Aho-Corasick over it, one split.

Each term of the vocabulary is replaced by one private character, so that a split gives term, offset and the plain
text before it at once, and the number of each gap closes its row. Everything later is a join or a fill over these rows.
Sentences and phrases recur, so each distinct stretch of text is searched once; of sentences without numbers only those
terms become rows that the sentences after them can feel.
"""

from itertools import compress

import polars as pl

from kechuang.transforms.marks import tokens
from kechuang.transforms.marks.occurring import Occurring

c = pl.col

_CODES = "[\U000f0000-\U000ffffd]"
_CODE_BYTES = len(tokens.NUMBER_CODE.encode())


def tokenise(numbers: pl.DataFrame, lexicon: tokens.Lexicon) -> pl.DataFrame:
    """numbers (numbers.find) -> one row a term or number, in reading order, but for terms that no number can feel.

    Columns: document, number (row of `numbers`), term (0 for the number itself), start and end (code points in the
    cleaned text), start_byte and end_byte, gap (length of the plain text before it, spaces aside), lead_chars (that
    with spaces), and the lexicon's attributes.
    """
    stretches = _stretches(numbers, lexicon)
    distinct = stretches.select("text").unique(maintain_order=True).with_row_index("known")
    terms = _terms(distinct["text"], lexicon)
    stretches = stretches.join(distinct, on="text", how="left", maintain_order="left")
    found = _laid_out(stretches, terms, _handed_on(terms, lexicon))
    attributes = lexicon.attributes.drop("term", "chars", "bytes")
    return pl.concat([found, attributes.select(pl.all().gather(found["term"]))], how="horizontal")


def _opens_document() -> pl.Expr:
    return (c("document") != c("document").shift(1)).fill_null(True)


def _stretches(numbers: pl.DataFrame, lexicon: tokens.Lexicon) -> pl.DataFrame:
    """One row a stretch of text up to a number's code or a sentence's end: the unit that is searched for terms.

    Sentences and phrases recur, so that each distinct `text` is searched once. Adds the length that lies before it in
    its document, `opens_line`, and `counts`: whether its sentence holds a number.
    """
    # a line end before each document is a wall: nothing that is filled forward looks beyond it
    wall = pl.when(_opens_document()).then(pl.lit("\n")).otherwise(pl.lit(""))
    stretches = (
        numbers.select(
            "document",
            number=pl.int_range(pl.len(), dtype=pl.UInt32),
            own_chars=c("end") - c("start"),
            own_bytes="own_bytes",
            is_text=c("match") != "",
            text=pl.concat_str(wall, "gap", pl.lit(tokens.NUMBER_CODE)).str.split(
                lexicon.sentence_end, literal=False, inclusive=True
            ),
        )
        .explode("text")
        .with_columns(meets=c("text").str.ends_with(tokens.NUMBER_CODE))
    )
    ends_line = c("text").str.ends_with("\n")
    length = c("text").str.len_chars().cast(pl.Int64) + pl.when("meets").then(c("own_chars") - 1).otherwise(0)
    size = c("text").str.len_bytes().cast(pl.Int64) + pl.when("meets").then(c("own_bytes") - _CODE_BYTES).otherwise(0)
    stretches = stretches.with_columns(
        sentence=(~c("meets").shift(1, fill_value=True) | _opens_document()).cast(pl.UInt32).cum_sum(),
        opens_line=ends_line.shift(1, fill_value=True) | _opens_document(),
        chars_before=length.cum_sum() - length,
        bytes_before=size.cum_sum() - size,
    )
    counted = stretches.filter(c("meets") & c("is_text"))["sentence"].unique()
    first = [pl.when(_opens_document()).then(k).forward_fill() for k in ("chars_before", "bytes_before")]
    return stretches.with_columns(
        counts=c("sentence").is_in(counted.implode()),
        chars_before=c("chars_before") - first[0] - 1,  # the wall is no character of the document
        bytes_before=c("bytes_before") - first[1] - 1,
    )


def _terms(texts: pl.Series, lexicon: tokens.Lexicon) -> pl.DataFrame:
    """One row a term of each text: `known`, the row of its text, `nth`, its place in it, and its offsets within it."""
    occur = Occurring(texts).among(lexicon.words)
    words, codes = list(compress(lexicon.words, occur)), list(compress(lexicon.codes, occur))
    pieces = (
        (texts.str.replace_many(words, codes, leftmost=True) if words else texts)
        .to_frame("piece")
        .select(
            known=pl.int_range(pl.len(), dtype=pl.UInt32),
            piece=c("piece").str.split(_CODES, literal=False, inclusive=True),
        )
        .explode("piece")
        .filter(c("piece") != "")
        .with_columns(term=_term())
    )
    # a number is as long as each of its own: here its length is none
    length = lexicon.attributes["chars"].fill_null(0).gather(pieces["term"])
    size = lexicon.attributes["bytes"].fill_null(0).gather(pieces["term"])
    pieces = pieces.with_columns(
        chars=length,
        bytes=size,
        lead_chars=c("piece").str.len_chars().cast(pl.Int64) - 1,
        lead_bytes=c("piece").str.len_bytes().cast(pl.Int64) - _CODE_BYTES,
        plain=c("piece").str.head(-1).str.strip_chars(" ").str.len_chars().cast(pl.Int64),
    )
    ends = {"end": c("lead_chars") + c("chars"), "end_byte": c("lead_bytes") + c("bytes")}
    at = pl.int_range(pl.len(), dtype=pl.Int64)
    first = (c("known") != c("known").shift(1)).fill_null(True)

    def within(running: pl.Expr, here: pl.Expr) -> pl.Expr:
        return running - pl.when(first).then(running - here).forward_fill()

    return (
        pieces.with_columns(nth=within(at + 1, pl.lit(1)) - 1, **{k: within(e.cum_sum(), e) for k, e in ends.items()})
        .with_columns(start=c("end") - c("chars"), start_byte=c("end_byte") - c("bytes"))
        .drop("piece", "chars", "bytes", "lead_bytes")
    )


def _handed_on(terms: pl.DataFrame, lexicon: tokens.Lexicon) -> pl.DataFrame:
    """Of `terms`, those that matter where their sentence holds no number; `leans` at those that only open a line.

    What such a sentence hands on (regions, organisations, periods, states) is told by terms in `tokens._CARRIED`; their
    clauses stay whole, for what such a term does depends on its neighbours.
    """
    role = lexicon.roles.gather(terms["term"]).alias("role")
    ends_clause = (c("role") & tokens.CLAUSE) != 0
    first = c("nth") == 0
    marked = terms.with_columns(role).with_columns(
        clause=(ends_clause.shift(1, fill_value=True) | first).cast(pl.UInt32).cum_sum()
    )
    carrying = marked.filter((c("role") & tokens.CARRIES) != 0)["clause"].unique()
    carries = c("clause").is_in(carrying.implode())
    opens_carrying = ends_clause & carries.shift(-1, fill_value=False) & ~first.shift(-1, fill_value=True)
    keeps = carries | opens_carrying | ((c("role") & tokens.STAYS) != 0) | (c("term") == 0)
    tells = carries | ((c("role") & tokens.TELLS) != 0) | (c("term") == 0)
    return (
        marked.with_columns(keeps=keeps, tells=tells)
        .filter(c("keeps") | first)
        .select(*terms.columns, "tells", leans=~c("keeps"))
    )


def _before_last_number() -> pl.Expr:
    """Whether a number is still to come in the document or stands in the line: what follows the last one tells it
    nothing. A document's own beginning and end stay."""
    so_far = c("counts").cum_sum()
    ends = (c("document") != c("document").shift(-1)).fill_null(True)
    line = c("opens_line").cum_sum()
    return (
        (so_far < pl.when(ends).then(so_far).backward_fill())
        | line.is_in(line.filter("counts").unique().implode())
        | _opens_document()
        | ends
    )


def _laid_out(stretches: pl.DataFrame, terms: pl.DataFrame, handed_on: pl.DataFrame) -> pl.DataFrame:
    """The terms of every stretch, at their places in the documents."""
    # sentences that hand nothing on are left out, but for the first of a line (whether a line holds sentences matters)
    # and the last of their run (a name may begin where it ends)
    tells = handed_on.group_by("known", maintain_order=True).agg(c("tells").any())["tells"]
    needed = c("counts") | tells.gather(stretches["known"]).alias("tells") | c("opens_line")
    stretches = stretches.filter((needed | needed.shift(-1, fill_value=True)) & _before_last_number())
    count, short = terms["known"].rle().struct.field("len"), handed_on["known"].rle().struct.field("len")
    known = stretches["known"]
    leans = handed_on.filter(c("nth") == 0)["leans"].gather(known)
    ranges = stretches.select(
        "counts",
        from_all=(count.cum_sum() - count).gather(known),
        all=count.gather(known),
        from_short=(short.cum_sum() - short).gather(known) + len(terms),
        short=short.gather(known),
        skips=leans & ~c("opens_line"),
    ).cast(pl.Int64, strict=False)
    skips = pl.when(c("counts") == 1).then(0).otherwise("skips")
    first = pl.when(c("counts") == 1).then("from_all").otherwise("from_short") + skips
    until = first - skips + pl.when(c("counts") == 1).then("all").otherwise("short")
    at = ranges.select(at=pl.int_ranges(first, until)).to_series()
    rows = (
        stretches.select("document", "number", "own_chars", "own_bytes", "chars_before", "bytes_before", at)
        .with_row_index("stretch")
        .explode("at")
    )
    told = pl.concat([terms, handed_on.drop("leans", "tells")]).select(pl.exclude("known").gather(rows["at"]))
    rows = pl.concat([rows, told], how="horizontal")
    is_number = c("term") == 0
    rows = rows.with_columns(
        start=c("start") + c("chars_before"),
        start_byte=c("start_byte") + c("bytes_before"),
        end=c("end") + c("chars_before") + pl.when(is_number).then("own_chars").otherwise(0),
        end_byte=c("end_byte") + c("bytes_before") + pl.when(is_number).then("own_bytes").otherwise(0),
    )
    follows = (c("nth") == 0) | ((c("nth") == c("nth").shift(1) + 1) & (c("stretch") == c("stretch").shift(1)))
    return rows.select(
        "document",
        "number",
        "term",
        "lead_chars",
        "end",
        "end_byte",
        "start",
        "start_byte",
        gap=pl.when(follows.fill_null(False)).then("plain").otherwise(c("start") - c("end").shift(1)),
    )


def _term() -> pl.Expr:
    """The number of the code that ends a piece, from its four bytes in UTF-8."""
    code = c("piece").cast(pl.Binary).bin.tail(4).bin.reinterpret(dtype=pl.UInt32, endianness="big")
    return ((code & 0x0F0000) // 16 + (code & 0x3F00) // 4 + (code & 0x3F)).cast(pl.UInt32)
