"""Text as read -> text to search: one script, half-width figures, no soft line breaks; with the way back.

Folding replaces one character by one, so only the removed line breaks move an offset. Whether a line break ends a
sentence is told by the line before it: prose that a page or column cut off goes on, a heading or a table row does not.
"""

from functools import cache

import polars as pl

from kechuang.transforms.characters import Characters, cut
from kechuang.transforms.marks import lines, residue
from kechuang.transforms.scripts import simplified_characters

c = pl.col

_WIDE = {
    chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_WIDE |= {
    "％": "%",
    "﹪": "%",
    "．": ".",
    "－": "-",
    "＋": "+",
    "＆": "&",
    "／": "/",
    "＄": "$",
    "～": "~",
    "\u3000": " ",
    "\xa0": " ",
    "−": "-",
    "﹣": "-",
}
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"  # plane 15 is the alphabet that tokens.py writes words in
# Characters that only Traditional text has, frequent enough for any paragraph to hold one.
_TRADITIONAL = (
    "個們國這會來時對說為發產經實區億萬與業總長較間條項戶開關學術導體點際創裡於達積極擊"
    "別錄貨佔額數銷營員門價電車運輸險勞資訊繼續漲遊幣廣環減幾農縣鎮鄉財費貸稅佈統計據報華聯類種質設備準歷歲"
)
_NEEDS_FOLD = f"[０-９Ａ-Ｚａ-ｚ％﹪．－＋＆／＄～\u3000\xa0−﹣{_TRADITIONAL}{_PRIVATE}]"
# 质量改善.能耗下降: a Latin full stop that ends a Chinese sentence
_LATIN_STOP = r"([一-龥][一-龥%）)”]|[0-9]%)\.(\s|[一-龥“―—]|$)"
# Figures with commas between them: thousands where the groups are of three, else a list.
_COMMAS = "[0-9]+(?:[,，][0-9]+){1,40}"
_THOUSANDS = "^[1-9][0-9]{0,2}(?:[,，][0-9]{3}){1,4}$"
# 分别 asks for two figures or more: what stands alone after it up to the clause's end is a list.
_IN_TURN = "分别[^0-9，。；;,、\n]{0,8}[0-9]{1,3}(?:[,，][0-9]{3})+[^0-9、和及与至，。；;,\n]{1,6}(?:[，。；;,\n]|$)"


@cache
def _fold_table() -> tuple[list[str], list[str]]:
    table = simplified_characters() | _WIDE
    return list(table), list(table.values())


def fold(documents: pl.DataFrame) -> pl.DataFrame:
    """(document, text) with full-width figures and Traditional characters replaced one for one."""
    old, new = _fold_table()
    text = c("text")
    folded = text.str.replace_many(old, new).str.replace_all(f"[{_PRIVATE}]", "□")
    documents = _where(documents, text.str.contains(_NEEDS_FOLD), folded)
    return _listed(_where(documents, text.str.contains(_LATIN_STOP), text.str.replace_all(_LATIN_STOP, "$1。$2")))


def _where(documents: pl.DataFrame, wants: pl.Expr, folded: pl.Expr) -> pl.DataFrame:
    """documents, sorted, with the text of those that want it folded; the others are not touched."""
    wanted = documents.select(wants).to_series()
    if not wanted.any():
        return documents
    return pl.concat([documents.filter(~wanted), documents.filter(wanted).with_columns(text=folded)]).sort("document")


def _listed(documents: pl.DataFrame) -> pl.DataFrame:
    """A comma between figures that marks no thousands parts a list and is written so: 35，42，86 as 35、42、86."""
    comma = c("text").str.contains("[0-9][,，][0-9]")
    texts = documents.filter(comma)["text"]
    lists = _written(texts).filter(~c("written").str.contains(_THOUSANDS))["written"]
    if lists.is_empty():
        return documents
    concerned = texts.filter(texts.str.contains_any(lists.to_list()))
    # each run whole, the longest first, so that none is taken for a part of another
    written = _written(concerned).sort(c("written").str.len_chars(), descending=True)
    new = written.select(
        pl.when(c("written").str.contains(_THOUSANDS))
        .then("written")
        .otherwise(c("written").str.replace_all("[,，]([0-9])", "、$1"))
    ).to_series()
    old = written["written"].to_list()
    return _where(documents, comma, c("text").str.replace_many(old, new.to_list(), leftmost=True))


def _written(texts: pl.Series) -> pl.DataFrame:
    """The distinct runs of figures and commas of texts, and what stands after 分别 with one such run."""
    found = pl.concat([texts.str.extract_all(pattern).explode() for pattern in (_COMMAS, _IN_TURN)])
    return found.drop_nulls().unique().to_frame("written")


def clean(documents: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """documents(document, text), sorted -> (documents(document, text) to search, shifts, unfolded).

    shifts(document, clean_start, shift): from `clean_start` on, an offset in the cleaned text lies `shift` code points
    further on in the text as read. unfolded(document, text): the documents that folding changed, joined like the text
    to search and in their own characters, one for one.
    """
    documents, taken = residue.taken_out(documents)
    folded = fold(documents)
    changed = documents.filter(documents["text"] != folded["text"])
    whole, shifts, own = _joined(folded, changed)
    whole, bold = residue.without_bold(whole)
    return whole, residue.composed(residue.composed(taken, shifts), bold), residue.without_bold(own)[0]


def _joined(folded: pl.DataFrame, changed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The folded texts and the changed ones with their lines joined, and the shifts."""
    is_broken = folded["text"].str.contains("[\n\r]")
    if not is_broken.any():
        return folded, pl.DataFrame(schema={"document": folded.schema["document"], **residue.SHIFT}), changed
    broken = lines.joined(folded.filter(is_broken))
    joined = broken.group_by("document", maintain_order=True).agg(text=c("kept").str.join(""))
    whole = pl.concat([folded.filter(~is_broken), joined]).sort("document")
    shifts = residue.shifts(broken.rename({"line": "piece"}))
    return whole, shifts, _unfolded(changed, broken)


def _unfolded(changed: pl.DataFrame, broken: pl.DataFrame) -> pl.DataFrame:
    """The changed documents in their own characters, their lines joined as those of the folded text were."""
    start = (c("line").str.len_chars().cum_sum().over("document") - c("line").str.len_chars()).cast(pl.Int64)
    own = changed.rename({"text": "own"})
    pieces = (
        broken.with_columns(start=start, end=start + c("kept").str.len_chars().cast(pl.Int64))
        .join(own, on="document", how="semi")
        .join(own, on="document", how="left", maintain_order="left")
    )
    letters = Characters.of(changed)
    pieces = pieces.with_columns(letters.to_bytes(pieces["document"], pieces[k]) for k in ("start", "end"))
    pieces = pieces.with_columns(piece=cut(c("own"), c("start"), c("end")))
    joined = pieces.group_by("document", maintain_order=True).agg(text=c("piece").str.join(""))
    return pl.concat([changed.join(joined, on="document", how="anti"), joined]).sort("document")
