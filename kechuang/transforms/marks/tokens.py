"""The text between the numbers as a row a word that matters: one pass of Aho-Corasick over the gaps, one split.

Each term of the vocabulary is replaced by one private character, so that a split gives term, offset and the plain
text before it at once, and the number of each gap closes its row. Everything later is a join or a fill over these rows.
"""

from dataclasses import dataclass

import polars as pl

from kechuang.vocabulary import Vocabulary

c = pl.col

FIELDS = (
    "border", "phrase", "qualifier", "qualifier_right", "statistic", "rank", "comparison", "time_basis", "status",
    "section_status", "part", "pair", "region_self", "period", "org", "unit", "duration", "name", "joins", "series",
    "change_noun", "pronoun", "link_be", "period_local", "currency", "reports", "someday", "title", "since",
    "plan_name", "verb_at",
)  # fmt: skip
_FIRST_CODE = 0xF0000  # private plane 15, which `clean` keeps free
_NUMBER_CODE = chr(_FIRST_CODE)
_CODES = "[\U000f0000-\U000ffffd]"
_SHORT_TEXT = 200_000  # code points; below, finding the words that may occur is cheaper than searching for all
# Words of cues are compared as small integers; what no seed says is equal to nothing.
CUE = pl.Categorical(pl.Categories("cue", namespace="kechuang", physical=pl.UInt16))

# What a term is to the sentences beside its own.
_CARRIES, _BORDER, _CLAUSE, _SENTENCE, _LINE = 1, 2, 4, 8, 16
_CARRIED = (
    "region", "region_self", "unclear_place", "org", "period", "status", "section_status", "title", "part", "since",
    "someday", "plan_name",
)  # fmt: skip


@dataclass(frozen=True)
class Lexicon:
    """The terms to find, longest first, and one row of attributes each; row 0 is the number itself."""

    words: list[str]
    codes: list[str]
    attributes: pl.DataFrame  # term (UInt32), chars, bytes, tail, region, unclear_place, and FIELDS (CUE)
    roles: pl.Series  # of each term: _CARRIES, _BORDER, ... added up


_built: dict[int, Lexicon] = {}


def lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The lexicon of a vocabulary, built once."""
    key = id(vocabulary)
    if key not in _built:
        _built[key] = _build(vocabulary)
    return _built[key]


def _build(vocabulary: Vocabulary) -> Lexicon:
    cue = vocabulary.cue.with_columns(
        word=c("word").str.replace_all(r"\n", "\n", literal=True).str.replace_all(r"\t", "\t", literal=True),
        field=pl.when((c("field") == "qualifier") & (c("side") == "right"))
        .then(pl.lit("qualifier_right"))
        .otherwise("field"),
    )
    wide = cue.pivot(on="field", index="word", values="value", aggregate_function="first")
    for field in (*FIELDS, "noun"):
        if field not in wide.columns:
            wide = wide.with_columns(pl.lit(None, dtype=pl.String).alias(field))
    order = {"name": 0, "short": 1, "former": 2}
    regions = (
        vocabulary.region_alias.filter((c("is_ambiguous") != "true") & c("context").is_in(list(order)))
        .join(vocabulary.region.select("region_code", "valid_to", "level"), on="region_code", how="left")
        .filter(c("level") != "zone")  # a park is a subject, no region
        .with_columns(
            order=c("context").replace_strict(order, return_dtype=pl.Int64), is_past=c("valid_to").is_not_null()
        )
        .sort("alias", "is_past", "order", "region_code", descending=[False, False, False, False])
        .group_by("alias", maintain_order=True)
        .agg(region=c("region_code").first())
        .rename({"alias": "word"})
    )
    unclear = (
        vocabulary.region_alias.filter(
            (c("is_ambiguous") == "true") & c("context").is_in(list(order)) & (c("alias").str.len_chars() > 1)
        )
        .select(word="alias", unclear_place="alias")
        .unique()
        .join(cue.select("word").unique(), on="word", how="anti")
    )
    nouns = _protected(vocabulary, cue)
    terms = (
        wide.join(regions, on="word", how="full", coalesce=True)
        .join(nouns, on="word", how="full", coalesce=True)
        .join(unclear.filter(~c("word").is_in(regions["word"].to_list())), on="word", how="full", coalesce=True)
        .filter(c("word").str.len_chars() > 0)
        .with_columns(unit=pl.coalesce("unit", "unit_of_name"))
        .with_columns(chars=c("word").str.len_chars().cast(pl.Int64), bytes=c("word").str.len_bytes().cast(pl.Int64))
        .sort("chars", "word", descending=[True, False])
        .with_row_index("term", offset=1)
    )
    terms = _tails(terms, cue)
    number = pl.DataFrame({"term": [0]}, schema={"term": pl.UInt32})
    attributes = pl.concat([number, terms.drop("word", "noun", strict=False)], how="diagonal").select(
        "term", "chars", "bytes", "tail", "region", "unclear_place", *(c(field).cast(CUE) for field in FIELDS)
    )
    return Lexicon(
        terms["word"].to_list(), [chr(_FIRST_CODE + t) for t in terms["term"]], attributes, _roles(attributes)
    )


def _roles(attributes: pl.DataFrame) -> pl.Series:
    border = c("border")
    marks = {
        _CARRIES: pl.any_horizontal(c(field).is_not_null() for field in _CARRIED),
        _BORDER: border.is_not_null(),
        _CLAUSE: border.is_in(["sentence", "line", "semicolon", "clause", "colon", "cell"]),
        _SENTENCE: border.is_in(["sentence", "line"]),
        _LINE: border == "line",
    }
    role = pl.sum_horizontal(
        pl.when(is_such.fill_null(False)).then(mark).otherwise(0) for mark, is_such in marks.items()
    )
    return attributes.select(role.cast(pl.UInt8)).to_series()


def _tails(terms: pl.DataFrame, cue: pl.DataFrame) -> pl.DataFrame:
    """`tail`: bytes of the measure word that a term ends in (猕猴桃产量: 产量); `duration` of terms that end in one."""
    measures = (
        cue.filter((c("field") == "phrase") & c("value").is_in(["measure", "dependent"]))["word"].unique().to_list()
    )
    lasting = cue.filter(c("field") == "duration")["word"].unique().to_list()
    ends = [pl.when(c("word").str.ends_with(word)).then(len(word.encode())) for word in measures if len(word) > 1]
    nouns = c("phrase").is_null() | c("phrase").is_in(["measure", "dependent"])
    lasts = pl.any_horizontal(*(c("word").str.ends_with(word) for word in lasting))
    return terms.with_columns(
        tail=pl.when(nouns).then(pl.max_horizontal(*ends)).cast(pl.Int64),
        duration=pl.coalesce("duration", pl.when(lasts).then(pl.lit("measured"))),
    )


def _protected(vocabulary: Vocabulary, cue: pl.DataFrame) -> pl.DataFrame:
    """Names of indicators that hold a cue word of one verb or preposition: found whole, they are not cut up."""
    telling = cue.filter(
        c("field").is_in(["statistic", "status", "part", "period", "region_self", "comparison", "time_basis"])
    )["word"]
    phrase = cue.filter(c("field") == "phrase")["word"]
    verbs = cue.filter(
        (c("field") == "phrase") & c("value").is_in(["act", "weak", "event", "link", "adverb", "opener"])
    )["word"]
    starts = pl.any_horizontal(*(c("word").str.starts_with(verb) for verb in verbs.unique() if len(verb) > 1))
    units = vocabulary.indicator.select(
        "indicator_id", unit_of_name=pl.when(c("unit_measure") == "index_point").then("unit_measure")
    )
    alias = (
        vocabulary.indicator_alias.join(units, on="indicator_id", how="left")
        .select("unit_of_name", word="alias")
        .unique("word")
    )
    return alias.filter(
        (c("word").str.contains_any(phrase.to_list()) | c("unit_of_name").is_not_null())
        & ~c("word").str.contains_any(telling.filter(telling.str.len_chars() > 1).to_list())
        & (c("word").str.len_chars() > 2)
        & ~starts
        & ~c("word").str.contains("[0-9一二三四五六七八九十占]")
    ).with_columns(noun=pl.lit("whole"))


def tokenise(numbers: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """numbers (numbers.find) -> one row a term or number, in reading order, but for terms that no number can feel.

    Columns: document, number (row of `numbers`), term (0 for the number itself), start and end (code points in the
    cleaned text), start_byte and end_byte, gap (length of the plain text before it, spaces aside), lead_chars (that
    with spaces), and the lexicon's attributes.
    """
    found = _kept(_placed(_pieces(numbers, lexicon), lexicon), lexicon)
    attributes = lexicon.attributes.drop("term", "chars", "bytes")
    return pl.concat([found, attributes.select(pl.all().gather(found["term"]))], how="horizontal")


def _pieces(numbers: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """One row a term or number, with `piece`: the plain text before it and its code."""
    # a line end before each document is a wall: nothing that is filled forward looks beyond it
    opens = (c("document") != c("document").shift(1)).fill_null(True)
    gap = numbers.select(pl.when(opens).then(pl.lit("\n") + c("gap")).otherwise("gap")).to_series()
    words, codes = _present(gap, lexicon)
    coded = gap.str.replace_many(words, codes, leftmost=True) if words else gap
    return (
        numbers.select(
            "document",
            number=pl.int_range(pl.len(), dtype=pl.UInt32),
            own_bytes="own_bytes",
            own_chars=c("end") - c("start"),
            is_text=c("match") != "",
            piece=coded + _NUMBER_CODE,
        )
        .with_columns(c("piece").str.split(_CODES, literal=False, inclusive=True))
        .explode("piece")
        .filter(c("piece") != "")
        .with_columns(term=_term())
    )


def _present(gap: pl.Series, lexicon: Lexicon) -> tuple[list[str], list[str]]:
    """The words to search for: of a short text only those that may occur, for building the search costs 0.1 s."""
    if gap.str.len_chars().sum() > _SHORT_TEXT:
        return lexicon.words, lexicon.codes
    text = "\x00".join(gap)
    pairs = {text[at : at + 2] for at in range(len(text) - 1)} | set(text)
    found = [(word, code) for word, code in zip(lexicon.words, lexicon.codes, strict=True) if word[:2] in pairs]
    return [word for word, _ in found], [code for _, code in found]


def _term() -> pl.Expr:
    """The number of the code that ends a piece, from its four bytes in UTF-8."""
    code = c("piece").cast(pl.Binary).bin.tail(4).bin.reinterpret(dtype=pl.UInt32, endianness="big")
    return ((code & 0x0F0000) // 16 + (code & 0x3F00) // 4 + (code & 0x3F)).cast(pl.UInt32)


def _placed(pieces: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Offsets within the document, in code points and bytes, by running lengths."""
    is_number = c("term") == 0
    pieces = pieces.with_columns(
        chars=pl.when(is_number).then("own_chars").otherwise(lexicon.attributes["chars"].gather(pieces["term"])),
        size=pl.when(is_number).then("own_bytes").otherwise(lexicon.attributes["bytes"].gather(pieces["term"])),
        lead_chars=c("piece").str.len_chars().cast(pl.Int64) - 1,
        lead_bytes=c("piece").str.len_bytes().cast(pl.Int64) - 4,
    ).with_columns(
        end=(c("lead_chars") + c("chars")).cum_sum(),
        end_byte=(c("lead_bytes") + c("size")).cum_sum(),
    )
    first = (c("document") != c("document").shift(1)).fill_null(True)
    opening = pieces.select(
        "document", until=c("end").shift(1, fill_value=0), byte=c("end_byte").shift(1, fill_value=0)
    )
    opening = opening.filter(pieces.select(first).to_series())
    at = pieces["document"].rle_id()
    base, base_byte = opening["until"].gather(at) + 1, opening["byte"].gather(at) + 1
    return pieces.with_columns(end=c("end") - base, end_byte=c("end_byte") - base_byte).with_columns(
        start=c("end") - c("chars"), start_byte=c("end_byte") - c("size")
    )


def _kept(placed: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """Without the terms of sentences that hold no number, but for borders and clauses that tell later sentences.

    What a sentence without numbers hands on (regions, organisations, periods, states) is told by terms in `_CARRIED`;
    their clauses stay whole, for what such a term does depends on its neighbours.
    """
    role = lexicon.roles.gather(placed["term"])
    is_number = (placed["term"] == 0) & placed["is_text"]
    opens = placed["document"] != placed["document"].shift(1)

    def running(ends: int) -> pl.Series:
        return (((role & ends) != 0).shift(1, fill_value=False) | opens.fill_null(True)).cast(pl.UInt32).cum_sum()

    def holds(stretch: pl.Series, mark: pl.Series) -> pl.Series:
        held = pl.int_range(0, (stretch[-1] or 0) + 1, dtype=pl.UInt32, eager=True) if len(stretch) else stretch
        return held.is_in(stretch.filter(mark).unique().implode()).gather(stretch)

    sentence, line = running(_SENTENCE), running(_LINE)
    near = placed.select(pl.any_horizontal(*(is_number.shift(n, fill_value=False) for n in range(-3, 4)))).to_series()
    first = line != line.shift(1)
    keep = (
        holds(sentence, is_number)
        | holds(running(_CLAUSE), (role & _CARRIES) != 0)
        | ((role & _BORDER) != 0)
        | (placed["term"] == 0)
        | near
        | first.fill_null(True)
    )
    kept = placed.with_columns(at=pl.int_range(pl.len())).filter(keep)
    dropped = (c("at") != c("at").shift(1) + 1).fill_null(False)
    plain = c("piece").str.head(-1).str.strip_chars(" ").str.len_chars().cast(pl.Int64)
    return kept.select(
        "document",
        "number",
        "term",
        "lead_chars",
        "end",
        "end_byte",
        "start",
        "start_byte",
        gap=pl.when(dropped).then(c("start") - c("end").shift(1)).otherwise(plain),
    )
