"""The region of a document, from the names in its publisher, its title or its text; none where two could be meant."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Self

import polars as pl

# A publisher that ends so is an organ of its region; an agency or a newspaper writes about any region.
_ORGANS = ("局", "厅", "委", "委员会", "政府", "办公室", "办公厅", "人大", "大会", "处", "中心", "管委会")
_MEDIA = ("日报", "晚报", "报", "网", "社", "台", "报社", "新闻", "融媒体中心", "传媒中心", "新闻中心")


@dataclass(frozen=True)
class Regions:
    """The region seeds arranged for looking up names; build it once with `Regions.of`."""

    codes_of: dict[str, frozenset[str]]  # name -> every region that bears it
    parent_of: dict[str, str]
    ending_of: dict[str, str]  # region -> the last character of its full name: 省, 市, 区, 县
    longest: int

    @classmethod
    def of(cls, region: pl.DataFrame, region_alias: pl.DataFrame) -> Self:
        """From seeds/region.csv and seeds/region_alias.csv.

        Full names are aliases too: of several codes that one region had, the alias has the last. A short name that is
        also a word (合作, 资源) is left out.
        """
        codes: defaultdict[str, set[str]] = defaultdict(set)
        clear = region_alias.filter((pl.col("is_ambiguous") != "true") | (pl.col("context") == "name"))
        others = region.join(region_alias, left_on="name_zh", right_on="alias", how="anti")
        named = clear.select("alias", "region_code").rows() + others.select("name_zh", "region_code").rows()
        for name, code in named:
            if len(name) > 1:  # 浙 or 沪 alone stand inside too many other words
                codes[name].add(code)
        return cls(
            codes_of={name: frozenset(found) for name, found in codes.items()},
            parent_of=dict(region.select("region_code", "parent_code").drop_nulls().iter_rows()),
            ending_of={code: name[-1] for code, name in region.select("region_code", "name_zh").iter_rows()},
            longest=max(map(len, codes), default=0),
        )

    def lineage(self, code: str) -> list[str]:
        """The region and the regions that it lies in, innermost first."""
        line = [code]
        while (parent := self.parent_of.get(line[-1])) and parent not in line:
            line.append(parent)
        return line

    def named_in(self, text: str) -> list[frozenset[str]]:
        """The regions that each name in a text may mean, in reading order, the longest name at each place."""
        found, at = [], 0
        while at < len(text):
            lengths = range(min(self.longest, len(text) - at), 1, -1)
            length = next((n for n in lengths if text[at : at + n] in self.codes_of), 0)
            if length:
                found.append(self.codes_of[text[at : at + length]])
            at += length or 1
        return found

    def one_of(self, text: str) -> str | None:
        """The one region that a short text names: 杭州市余杭区 is 余杭; two that do not lie in each other are none."""
        sets = self.named_in(text)
        certain = {code for codes in sets if len(codes) == 1 for code in codes}
        for codes in sets:
            if len(codes) > 1:  # a name of several regions means the one within, or around, a region sure to be meant
                near = {code for code in codes if any(self._are_kin(code, sure) for sure in certain)}
                certain |= near if len(near) == 1 else codes
        return self.innermost(certain)

    def _are_kin(self, one: str, other: str) -> bool:
        return one in self.lineage(other) or other in self.lineage(one)

    def innermost(self, codes: set[str]) -> str | None:
        """The one of some regions that lies in all the others, or None."""
        for code in codes:
            if codes <= set(self.lineage(code)):
                return code
        return None


def region_of(
    text: str,
    title: tuple[str, str] | None,
    publisher: tuple[str, str] | None,
    regions: Regions,
    is_traditional: bool = False,
) -> tuple[str, str] | None:
    """The document's region and the method that told the name it was read from; None unless it is beyond doubt.

    `title` and `publisher` come with their methods. Where both name a region one must lie in the other; the inner one
    it is. Where neither does, a text that speaks of 全市 or 我省 tells it by naming only one city or province.
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
    """The only region named whose full name ends as the text calls its own: 全市 and 我市 want a 市, 全省 a 省."""
    calls = Counter({ending: sum(text.count(word + ending) for word in "全我本") for ending in "省市区县州旗"})
    ending, times = calls.most_common(1)[0]
    if not times:
        return None
    named = {code for codes in regions.named_in(text) for code in codes if regions.ending_of.get(code) == ending}
    return named.pop() if len(named) == 1 else None


def _simplified_pair(told: tuple[str, str] | None) -> tuple[str, str] | None:
    return (_simplified(told[0]), told[1]) if told else None


def _simplified(text: str) -> str:
    from opencc import OpenCC  # takes a while to load, and few documents need it

    return str(OpenCC("t2s").convert(text))
