"""Taking proposed names into the vocabulary: the rows of an indicator and of the wordings that name it."""

import hashlib
import re
from dataclasses import dataclass, fields, replace
from pathlib import Path

import polars as pl

from kechuang.flows.seed_file import Row, replace_files, with_rows
from kechuang.transforms.suggestions import plain_name
from kechuang.transforms.terms import LEADING_AREA, bind_terms, normalise_term
from kechuang.vocabulary import Vocabulary

_ID = re.compile(r"[a-z][a-z0-9_]*")
_SOURCE, _ALIAS_SOURCE = "accepted from documents", "usual wording"
_KINDS = ("stock", "flow", "ratio", "index", "price")
_DIRECTIONS = ("up", "down", "none")


class RefusedError(Exception):
    """A name that cannot be taken in, and why, in one line."""


@dataclass(frozen=True)
class Wish:
    """What the analyst says of a name himself; None where it is left to the suggestion."""

    alias_of: str | None = None  # the indicator of the vocabulary that the name is another word for
    indicator_id: str | None = None
    name_en: str | None = None
    domain: str | None = None
    unit_measure: str | None = None
    stock_or_flow: str | None = None
    direction: str | None = None

    def is_empty(self) -> bool:
        """Whether all is left to the suggestion."""
        return all(getattr(self, field.name) is None for field in fields(self))


@dataclass(frozen=True)
class Accepted:
    """The rows that a name adds."""

    indicator: Row | None  # None where it is another word for one that is there
    aliases: list[Row]


def accept(
    names: list[str], suggestions: pl.DataFrame, vocabulary: Vocabulary, seeds: Path, wish: Wish
) -> list[Accepted]:
    """Writes the rows of these names to indicator.csv and indicator_alias.csv of `seeds`, all of them or none.

    `suggestions` is what `transforms.suggestions.suggest` returned. A wish is about one name. Raises RefusedError where
    a name is not among them, is there already, or lacks what its row needs, and OSError where nothing can be written.
    """
    if len(names) > 1 and not wish.is_empty():
        raise RefusedError("options that describe an indicator are for one name at a time")
    done: list[Accepted] = []
    for name in names:
        accepted = _rows(_found(name, suggestions), vocabulary, wish)
        done.append(accepted)
        vocabulary = _extended(vocabulary, accepted)
    domains = dict(vocabulary.indicator.select("indicator_id", "domain").iter_rows())
    files = {name: seeds / f"{name}.csv" for name in ("indicator", "indicator_alias")}
    try:
        texts = {
            files["indicator"]: with_rows(
                files["indicator"].read_text(encoding="utf-8"),
                [accepted.indicator for accepted in done if accepted.indicator],
                lambda row: (row["domain"], row["indicator_id"]),
            ),
            files["indicator_alias"]: with_rows(
                files["indicator_alias"].read_text(encoding="utf-8"),
                [alias for accepted in done for alias in accepted.aliases],
                lambda row: (domains.get(row["indicator_id"], ""), row["indicator_id"]),
            ),
        }
    except ValueError as error:
        raise RefusedError(f"{seeds}: the tables cannot be extended: {error}") from None
    replace_files(texts)
    return done


def _found(name: str, suggestions: pl.DataFrame) -> dict[str, object]:
    """The one suggestion of this name, or with this wording."""
    own = suggestions.filter(normalise_term(pl.col("name_zh")) == _normal_text(name))
    of = (
        own
        if own.height
        else suggestions.filter(
            pl.col("wordings").list.eval(normalise_term(pl.element()) == _normal_text(name)).list.any()
        )
    )
    if of.is_empty():
        raise RefusedError(f"{name}: is not proposed; `kechuang suggest` lists what is")
    if of.height > 1:
        raise RefusedError(f"{name}: stands in several proposals: {', '.join(of['name_zh'])}; give one of these names")
    return of.row(0, named=True)


def _rows(suggestion: dict[str, object], vocabulary: Vocabulary, wish: Wish) -> Accepted:
    name = str(suggestion["name_zh"])
    known = set(vocabulary.indicator["indicator_id"])
    target = wish.alias_of or suggestion["indicator_id"]
    if target is not None and wish.alias_of is None and wish.indicator_id:
        raise RefusedError(f"{name}: already names {target}; the vocabulary has no two indicators of one name")
    if target is not None and target not in known:
        raise RefusedError(f"{name}: there is no indicator {target}")
    indicator = None if target is not None else _indicator(name, suggestion, vocabulary, wish)
    indicator_id = str(target) if indicator is None else indicator["indicator_id"]
    aliases = _aliases(name, suggestion, indicator_id, vocabulary)
    if not aliases:
        raise RefusedError(f"{name}: the vocabulary has all of its wordings already")
    return Accepted(indicator, aliases)


def _indicator(name: str, suggestion: dict[str, object], vocabulary: Vocabulary, wish: Wish) -> Row:
    rows = vocabulary.indicator
    like = rows.filter(pl.col("indicator_id") == suggestion["like_id"]).to_dicts() if suggestion["like_id"] else []
    domain = wish.domain or (like[0]["domain"] if like else None)
    unit = wish.unit_measure or suggestion["unit_measure"]
    if domain is None:
        raise RefusedError(f"{name}: no indicator is like it, so say of which --domain it is")
    if unit is None:
        raise RefusedError(f"{name}: no document tells an amount of it, so say its --unit")
    indicator_id = wish.indicator_id or f"term_{hashlib.md5(_normal_text(name).encode()).hexdigest()[:8]}"
    kind = wish.stock_or_flow or _kind(str(unit))
    row = {
        "indicator_id": indicator_id,
        "name_zh": name,
        "name_en": wish.name_en or indicator_id.replace("_", " "),
        "domain": str(domain),
        "unit_measure": str(unit),
        "stock_or_flow": kind,
        "direction": wish.direction or "none",
        "statistics": _statistics(str(unit), kind),
        "source": _SOURCE,
    }
    _must_fit(row, vocabulary)
    return row


def _must_fit(row: Row, vocabulary: Vocabulary) -> None:
    rows = vocabulary.indicator
    name, indicator_id = row["name_zh"], row["indicator_id"]
    if not _ID.fullmatch(indicator_id):
        raise RefusedError(f"{indicator_id}: an id is lower-case letters, digits and _, as rd_personnel")
    if indicator_id in set(rows["indicator_id"]):
        raise RefusedError(
            f"{indicator_id}: is there already; give --as {indicator_id} if {name} is another word for it"
        )
    if row["name_en"] in set(rows["name_en"]):
        raise RefusedError(f"{row['name_en']}: another indicator has this English name")
    for column, known in (
        ("domain", sorted(set(rows["domain"]))),
        ("unit_measure", sorted(set(vocabulary.unit["unit_measure"].drop_nulls()))),
        ("stock_or_flow", _KINDS),
        ("direction", _DIRECTIONS),
    ):
        if row[column] not in known:
            raise RefusedError(f"{row[column]}: is no {column}; known are {', '.join(known)}")


def _aliases(name: str, suggestion: dict[str, object], indicator_id: str, vocabulary: Vocabulary) -> list[Row]:
    """Rows of the name and of its wordings, as far as the vocabulary has not their normal forms."""
    wordings = pl.Series("wording", [name, *suggestion["wordings"]], dtype=pl.String)  # type: ignore[misc]
    found = wordings.to_frame().select(alias=plain_name(pl.col("wording")).str.replace(LEADING_AREA, ""))
    found = found.with_columns(term=normalise_term(pl.col("alias"))).unique("term", keep="first", maintain_order=True)
    bound = bind_terms(found.select("term"), vocabulary).filter(pl.col("indicator_id").is_not_null())
    taken = vocabulary.indicator_alias.select(term=normalise_term(pl.col("alias")))
    new = found.filter(pl.col("alias").str.len_chars() > 1)
    for there in (bound, taken):
        new = new.join(there, on="term", how="anti", maintain_order="left")
    return [{"alias": alias, "indicator_id": indicator_id, "source": _ALIAS_SOURCE} for alias in new["alias"]]


def _kind(unit: str) -> str:
    if unit in ("percent", "permille", "times") or "/" in unit:
        return "ratio"
    if unit in ("count", "person"):
        return "stock"
    return "index" if unit == "index_point" else "flow"


def _statistics(unit: str, kind: str) -> str:
    """What a measure of this kind is told as; empty for any (docs/seeds-indicator.md)."""
    if kind == "ratio" and unit == "percent":
        return "level|share|change|rank"
    if kind in ("ratio", "index", "price"):
        return "level|change|growth_rate|rank"
    return "level|change|growth_rate|share|rank" if kind == "flow" and unit == "CNY" else ""


def _extended(vocabulary: Vocabulary, accepted: Accepted) -> Vocabulary:
    def with_row(table: pl.DataFrame, rows: list[Row]) -> pl.DataFrame:
        return pl.concat([table, pl.DataFrame(rows, schema=table.schema)]) if rows else table

    return replace(
        vocabulary,
        indicator=with_row(vocabulary.indicator, [accepted.indicator] if accepted.indicator else []),
        indicator_alias=with_row(vocabulary.indicator_alias, accepted.aliases),
    )


def _normal_text(text: str) -> str:
    return str(pl.select(normalise_term(pl.lit(text))).item())
