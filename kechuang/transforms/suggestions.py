"""What the vocabulary lacks: names of indicators proposed from the quantities that wait, by jieba's words.

A wording holds more than a name: 年末累计引进科研人员 is about 科研人员. Words of time, place and manner and verbs are
taken off its front; what the vocabulary itself uses as a verb-like part of names (财政支出, 概念验证中心) stays.
"""

import math
import re
from collections import defaultdict
from dataclasses import dataclass

import polars as pl
import rjieba

from kechuang.transforms.scripts import simplified_characters
from kechuang.transforms.terms import CLOSING_TOTAL, LEADING_AREA, bind_terms, normalise_term
from kechuang.vocabulary import Vocabulary

c = pl.col

# What `suggest` takes: the columns of view unresolved_mention that it looks at.
WAITING = pl.Schema(
    {
        "indicator_text": pl.String,  # null where nothing tells what is measured; then the clause at the number is read
        "term": pl.String,
        "value_text": pl.String,
        "unit_measure": pl.String,
        "statistic": pl.String,
        "evidence": pl.String,
        "document_id": pl.String,
        "document_title": pl.String,
    }
)
_EXAMPLE = pl.Struct(
    {
        "value_text": pl.String,
        "evidence": pl.String,
        "document_title": pl.String,
        "document_id": pl.String,
    }
)
# One row a proposed name, the most told first.
SUGGESTION = pl.Schema(
    {
        "name_zh": pl.String(),  # simplified, half-width, without spaces and quotation marks
        "action": pl.String(),  # alias: the wordings name an indicator of the vocabulary; indicator: there is none yet
        "indicator_id": pl.String(),  # of the vocabulary, for action alias
        "indicator_zh": pl.String(),
        "n_figures": pl.Int64(),
        "n_documents": pl.Int64(),
        "unit_measure": pl.String(),  # told most, amounts before ratios; null where only growth and ranks are told
        "statistics": pl.List(pl.String),
        "like_id": pl.String(),  # for action indicator: the indicator of the vocabulary with the most words in common
        "like_zh": pl.String(),
        "wordings": pl.List(pl.String),  # as the documents print it, the most frequent first
        "examples": pl.List(_EXAMPLE),  # of different documents as far as there are
    }
)
_EXAMPLES = 3
_WINDOW = 24  # characters of a clause that may name what its number measures
_KINDS = 5  # a word that ends the names of so many indicators (企业, 项目, 收入) names none of them
_CLAUSE = re.compile(r"[,;:!?，；：！？。、()（）\[\]【】《》“”\"\s]+")
# jieba's tags: what stands around a name, what it begins after, and, by their first letters, what a name holds
_EDGE = {"d", "p", "c", "r", "f", "m", "q", "y", "ns", "x", "u", "ud", "uj", "ul", "uz", "z", "o", "mq"}
_NOUN = ("n", "vn", "j", "l", "i", "eng")
_CUT = {"p", "r", "t", "d", "ns"}
_SILENT_PHRASES = ("adverb", "link", "act", "weak", "move", "event", "opener")
_SILENT_STATISTICS = ("increment", "up", "down", "to_level")
_LIKE = 0.15  # share of words, weighed, that a name and the one it is like have in common
_COMMON = 500  # a word of so many aliases tells nothing of what a name is like
_AMOUNTS = ("level", "increment")


def suggest(waiting: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """waiting (WAITING) -> SUGGESTION. Wordings that hold no name, or one that is too vague, propose nothing."""
    lexicon = _lexicon(vocabulary)
    rows = waiting.select(WAITING.names()).cast(WAITING)
    rows = rows.with_columns(pl.coalesce("indicator_text", _clause()).alias("wording")).drop_nulls("wording")
    wordings = rows.select("wording").unique().with_columns(term=normalise_term(c("wording")))
    names = pl.Series("name_zh", [_name(term, lexicon) for term in wordings["term"]], dtype=pl.String)
    rows = rows.drop("term").join(wordings.with_columns(names), on="wording").filter(c("name_zh") != "")
    found = _fitting(_gathered(rows), vocabulary)
    found = found.with_columns(pl.Series("like_id", _likes(found, lexicon), dtype=pl.String))
    ids = vocabulary.indicator.select("indicator_id", "name_zh")
    return (
        found.join(ids.rename({"name_zh": "indicator_zh"}), on="indicator_id", how="left")
        .join(ids.rename({"indicator_id": "like_id", "name_zh": "like_zh"}), on="like_id", how="left")
        .with_columns(action=pl.when(c("indicator_id").is_null()).then(pl.lit("indicator")).otherwise(pl.lit("alias")))
        .with_columns(name_zh=pl.coalesce("printed", "name_zh"))
        .select(SUGGESTION.names())
        .cast(SUGGESTION)
        .sort("n_documents", "n_figures", "name_zh", descending=[True, True, False])
    )


@dataclass(frozen=True)
class _Lexicon:
    """What the vocabulary's own names are made of."""

    known: set[str]  # the names, normalised
    inner: set[str]  # words of names
    first: set[str]  # words that names begin with
    timing: set[str]  # words of the grammar that tell when and how counted, wherever they stand in front of a name
    silent: set[str]  # and those that tell what happened, unless names begin with them
    vague: set[str]  # words that end the names of many indicators, so that they name none
    aliases: list[tuple[str, set[str]]]  # indicator and words of each alias
    holding: dict[str, list[int]]  # word -> the aliases that hold it


def _lexicon(vocabulary: Vocabulary) -> _Lexicon:
    first: set[str] = set()
    ends: dict[str, set[str]] = defaultdict(set)
    aliases: list[tuple[str, set[str]]] = []
    holding: dict[str, list[int]] = defaultdict(list)
    terms = vocabulary.indicator_alias.select(term=normalise_term(c("alias")), indicator_id="indicator_id")
    for row, (term, indicator_id) in enumerate(terms.iter_rows()):
        words = rjieba.cut(term, True)
        aliases.append((indicator_id, set(words)))
        first.add(words[0])
        for n in range(len(words)):
            ends["".join(words[n:])].add(indicator_id)
        for word in set(words):
            holding[word].append(row)
    of = vocabulary.cue.filter
    counting = c("field").is_in(["time_basis", "comparison", "qualifier", "status"])
    happening = (c("field") == "statistic") & c("value").is_in(_SILENT_STATISTICS)
    timing = of(counting | happening)["word"]
    silent = of((c("field") == "phrase") & c("value").is_in(_SILENT_PHRASES))["word"]
    vague = {end for end, ended in ends.items() if len(ended) >= _KINDS}
    return _Lexicon(set(terms["term"]), set(holding), first, set(timing), set(silent) - first, vague, aliases, holding)


def _clause() -> pl.Expr:
    """Of a number that nothing names: the clause before it, else the one behind it."""
    return pl.struct("evidence", "value_text").map_elements(
        lambda row: _beside(row["evidence"] or "", row["value_text"] or ""), return_dtype=pl.String
    )


def _beside(evidence: str, value: str) -> str | None:
    before, found, behind = evidence.partition(value) if value else (evidence, "", "")
    left = _CLAUSE.split(before[-_WINDOW:])[-1]
    return left or (_CLAUSE.split(behind[:_WINDOW])[0] if found else "") or None


def _name(term: str, lexicon: _Lexicon) -> str:
    """The name that a normalised wording holds, or nothing."""
    words = rjieba.tag(re.sub(CLOSING_TOTAL, "", re.sub(LEADING_AREA, "", term)), True)
    while words and _is_tail(*words[-1], lexicon):
        words.pop()
    begin = 0
    for n, (word, tag) in enumerate(words[:-1]):
        # 巡检, 配送 may be parts of a name; 获, 引进 and what else the grammar knows are not
        is_compound = n == len(words) - 2 and len(words[-1][0]) == 1  # 配送车: one character is no verb's object
        is_verb = tag == "v" and (len(word) == 1 or word in lexicon.silent) and not is_compound
        if (is_verb or tag in _CUT) and word not in lexicon.inner:
            begin = n + 1
    words = words[begin:]
    while words and _is_lead(*words[0], lexicon):
        words.pop(0)
    name = "".join(word for word, _ in words)
    if words and words[0][1] == "v" and name.removeprefix(words[0][0]) in lexicon.known:
        return name.removeprefix(words[0][0])
    is_noun = any(tag.startswith(_NOUN) and len(word) > 1 for word, tag in words)
    is_long = len(name) > 2 if len(words) == 1 else len(name) > 1
    return name if is_noun and is_long and name not in lexicon.vague else ""


def _is_tail(word: str, tag: str, lexicon: _Lexicon) -> bool:
    is_function_word = tag in _EDGE or word in lexicon.silent or word in lexicon.timing
    return is_function_word or (tag == "v" and len(word) == 1)


def _is_lead(word: str, tag: str, lexicon: _Lexicon) -> bool:
    if tag.startswith("t") or word in lexicon.timing:
        return True
    if word in lexicon.first:
        return False
    return word in lexicon.silent or tag in _EDGE or tag == "v"


def _gathered(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a name: how often, in what unit, worded how, told where."""
    is_amount = c("statistic").is_in(_AMOUNTS).fill_null(True)
    units = (
        rows.filter(
            c("unit_measure").is_not_null(), is_amount | (c("statistic") == "share"), c("unit_measure") != "rank"
        )
        .group_by("name_zh", "unit_measure")
        .agg(n=pl.len(), is_amount=is_amount.any())
        .sort("is_amount", "n", "unit_measure", descending=[True, True, False])
        .unique("name_zh", keep="first", maintain_order=True)
        .select("name_zh", "unit_measure")
    )
    wordings = (
        rows.group_by("name_zh", "wording")
        .len()
        .sort("len", "wording", descending=[True, False])
        .group_by("name_zh", maintain_order=True)
        .agg(wordings="wording")
    )
    examples = (
        rows.with_columns(nth=pl.int_range(pl.len()).over("name_zh", "document_id"))
        .sort("nth", "document_id", maintain_order=True)
        .group_by("name_zh", maintain_order=True)
        .agg(examples=pl.struct(list(_EXAMPLE.to_schema())).head(_EXAMPLES))
    )
    counted = rows.group_by("name_zh").agg(
        n_figures=pl.len(),
        n_documents=c("document_id").n_unique(),
        statistics=c("statistic").drop_nulls().unique().sort(),
        printed=plain_name(c("wording")).filter(c("term") == c("name_zh")).mode().sort().first(),
    )
    for more in (units, wordings, examples):
        counted = counted.join(more, on="name_zh", how="left")
    return counted


def plain_name(wording: pl.Expr) -> pl.Expr:
    """A printed wording as seeds/ writes names: simplified, half-width, without spaces and quotation marks."""
    table = simplified_characters()
    plain = wording.str.normalize("NFKC").str.replace_all(r"[\s“”‘’\"'「」『』《》]", "")
    return plain.str.replace_many(list(table), list(table.values()))


def _fitting(found: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """With the indicator that each name is bound to; without those whose unit is not that indicator's."""
    bound = bind_terms(found.select(term="name_zh"), vocabulary).rename({"term": "name_zh"})
    units = vocabulary.indicator.select("indicator_id", known_unit="unit_measure")
    kinds = dict(vocabulary.unit.drop_nulls("unit_measure").select("unit_measure", "dimension").iter_rows())
    kind, known_kind = (c(name).replace_strict(kinds, default=None) for name in ("unit_measure", "known_unit"))
    fits = c("known_unit").is_null() | c("unit_measure").is_null() | (kind == known_kind).fill_null(False)
    return found.join(bound, on="name_zh").join(units, on="indicator_id", how="left").filter(fits).drop("known_unit")


def _likes(found: pl.DataFrame, lexicon: _Lexicon) -> list[str | None]:
    """For names without an indicator the nearest one."""
    return [
        None if indicator_id else _like(rjieba.cut(name, True), lexicon)
        for name, indicator_id in found.select("name_zh", "indicator_id").iter_rows()
    ]


def _like(words: list[str], lexicon: _Lexicon) -> str | None:
    """The indicator of the alias that shares most with these words: a word counts the more the rarer it is."""

    def weight(some: set[str]) -> float:
        return sum(1 / math.sqrt(len(lexicon.holding.get(word, (0,)))) for word in some)

    own = {word for word in words if len(word) > 1}
    rows = {row for word in own if len(of := lexicon.holding.get(word, ())) < _COMMON for row in of}
    alike = ((weight(own & of) / weight(own | of), id_) for id_, of in map(lexicon.aliases.__getitem__, rows))
    return min(((-share, id_) for share, id_ in alike if share >= _LIKE), default=(0.0, None))[1]
