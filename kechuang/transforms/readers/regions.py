"""The region of a document, from the names in its publisher, its title or its text; none where two could be meant."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Self

import polars as pl

# A publisher that ends so is an organ of its region; an agency or a newspaper writes about any region.
_ORGANS = ("局", "厅", "委", "委员会", "政府", "办公室", "办公厅", "人大", "大会", "处", "中心", "管委会")
_MEDIA = ("日报", "晚报", "报", "网", "社", "台", "报社", "新闻", "融媒体中心", "传媒中心", "新闻中心")
_OWN, _WHOLE = "我本", "全"  # 我市 is the document's own city; 全市 nearly always
_ENDINGS = ("旗县", "区", "州市", "省")  # of the names of regions, the innermost first


@dataclass(frozen=True)
class Regions:
    """The region seeds arranged for looking up names; build it once with `Regions.of`."""

    codes_of: dict[str, frozenset[str]]  # name -> every region that bears it
    words: frozenset[str]  # names that are ordinary words too: 三元, 上街
    parent_of: dict[str, str]
    ending_of: dict[str, str]  # region -> the last character of its full name
    lengths: dict[str, list[int]]  # first character -> how long the names are that begin with it, the longest first

    @classmethod
    def of(cls, region: pl.DataFrame, region_alias: pl.DataFrame) -> Self:
        """From seeds/region.csv and seeds/region_alias.csv, all columns text as vocabulary.load gives them.

        Names of a region that was abolished stand for the one in force of the same stem in the same parent, if any.
        """
        standing = _standing(region)
        codes: defaultdict[str, set[str]] = defaultdict(set)
        usable = region_alias.filter(pl.col("context") != "abbreviation")
        for name, code in usable.select("alias", "region_code").iter_rows():
            codes[name].add(standing.get(code, code))
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for name in codes:
            lengths[name[0]].add(len(name))
        doubtful = usable.filter(pl.col("is_ambiguous") == "true").select("alias").to_series()
        return cls(
            codes_of={name: frozenset(found) for name, found in codes.items()},
            words=frozenset(name for name in doubtful if len(codes[name]) == 1),
            parent_of=dict(region.select("region_code", "parent_code").drop_nulls().iter_rows()),
            ending_of={code: name[-1] for code, name in region.select("region_code", "name_zh").iter_rows()},
            lengths={first: sorted(found, reverse=True) for first, found in lengths.items()},
        )

    def lineage(self, code: str) -> list[str]:
        """The region and the regions that it lies in, innermost first."""
        line = [code]
        while (parent := self.parent_of.get(line[-1])) and parent not in line:
            line.append(parent)
        return line

    def named_in(self, text: str) -> list[str]:
        """The names of regions in a text, in reading order, the longest at each place."""
        found, end = [], 0
        for at, character in enumerate(text):
            for length in self.lengths.get(character, ()) if at >= end else ():
                if text[at : at + length] in self.codes_of:
                    found.append(text[at : at + length])
                    end = at + length
                    break
        return found

    def one_of(self, text: str) -> str | None:
        """The one region that a short text names: 杭州市余杭区 is 余杭; two that do not lie in each other are none."""
        names = set(self.named_in(text))
        sure = {code for name in names - self.words if len(self.codes_of[name]) == 1 for code in self.codes_of[name]}
        meant = set(sure)
        for name in names:
            if name in self.words or len(self.codes_of[name]) > 1:
                near = {code for code in self.codes_of[name] if any(self._are_kin(code, other) for other in sure)}
                unclear = set() if name in self.words else self.codes_of[name]
                meant |= near if len(near) == 1 else unclear
        return self.innermost(meant)

    def _are_kin(self, one: str, other: str) -> bool:
        return one in self.lineage(other) or other in self.lineage(one)

    def innermost(self, codes: set[str]) -> str | None:
        """The one of some regions that lies in all the others, or None."""
        for code in codes:
            if codes <= set(self.lineage(code)):
                return code
        return None


def _standing(region: pl.DataFrame) -> dict[str, str]:
    """Abolished region -> the one in force whose name differs in the last character only: 靖西县 became 靖西市."""
    stem = region.with_columns(stem=pl.col("name_zh").str.slice(0, pl.col("name_zh").str.len_chars() - 1))
    past, present = stem.filter(pl.col("valid_to").is_not_null()), stem.filter(pl.col("valid_to").is_null())
    renamed = past.join(present, on=["stem", "parent_code"]).unique("region_code", keep="none")
    return dict(renamed.select("region_code", "region_code_right").iter_rows())


def region_of(
    text: str,
    title: tuple[str, str] | None,
    publisher: tuple[str, str] | None,
    regions: Regions,
    is_traditional: bool = False,
) -> tuple[str, str] | None:
    """The document's region and the method that told the name it was read from; None unless it is beyond doubt.

    `title` and `publisher` come with their methods. Where both name a region one must lie in the other; the inner one
    it is. Where neither does, a text that speaks of 我市 or 全省 tells it by naming only one city or province.
    The seeds are Simplified, so a Traditional document is converted first.
    """
    if is_traditional:
        text, title, publisher = _simplified(text), _simplified_pair(title), _simplified_pair(publisher)
    named = [
        (code, told[1])
        for told in (title, publisher if publisher and _is_organ(publisher[0]) else None)
        if told and (code := regions.one_of(told[0]))
    ]
    innermost = regions.innermost({code for code, _ in named})
    if named:
        return next((pair for pair in named if pair[0] == innermost), None)
    code = _own_region(text, regions)
    return (code, "text") if code else None


def _is_organ(publisher: str) -> bool:
    return publisher.endswith(_ORGANS) and not publisher.endswith(_MEDIA)


def _own_region(text: str, regions: Regions) -> str | None:
    """The only region named whose full name ends as the text calls its own: 我市 wants a 市, 全省 a 省.

    A district speaks of 我区 and of 全省, so the innermost call is the document's own, and 我 before 全.
    """
    for words in (_OWN, _WHOLE):
        for endings in _ENDINGS:
            if any(word + ending in text for word in words for ending in endings):
                names = regions.named_in(text)
                codes = {code for name in names if name not in regions.words for code in regions.codes_of[name]}
                own = {code for code in codes if regions.ending_of.get(code, "") in set(endings)}
                return own.pop() if len(own) == 1 else None
    return None


def _simplified_pair(told: tuple[str, str] | None) -> tuple[str, str] | None:
    return (_simplified(told[0]), told[1]) if told else None


def _simplified(text: str) -> str:
    from kechuang.transforms.scripts import simplified_characters  # takes a while to build, and few documents need it

    return text.translate({ord(old): new for old, new in simplified_characters().items()})
