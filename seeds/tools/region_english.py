"""The English name of a region: its stem in pinyin without tones, its kind in English words. Needs `pypinyin`."""

import re

from pypinyin import Style, lazy_pinyin
from region_names import ETHNIC, GENERICS, HERE, rows, split

# Readings of whole stems, and of single characters in all other names.
READINGS = {row["stem"]: row["pinyin"] for row in rows(HERE / "region_pinyin.csv")}
ZONE_WORDS = {row["name_zh"]: row["name_en"] for row in rows(HERE / "zone_word.csv")}
ZONE_WORD = re.compile("|".join(sorted(ZONE_WORDS, key=len, reverse=True)))


def pinyin(name: str, stem: str) -> str:
    """Yuhang for 余杭; a syllable that opens with a vowel inside a word takes an apostrophe: Chun'an for 淳安.

    The whole name is read, as its last words help to tell readings apart, and only the stem's syllables are kept.
    """
    read = zip(stem, lazy_pinyin(name, style=Style.NORMAL, v_to_u=True), strict=False)
    syllables = READINGS[stem].split() if stem in READINGS else [READINGS.get(char, guess) for char, guess in read]
    return "".join("'" * bool(i and s[0] in "aeo") + s for i, s in enumerate(syllables)).capitalize()


def english(name: str, level: str) -> str:
    """余杭区 is Yuhang District, 延边朝鲜族自治州 Yanbian Korean Autonomous Prefecture; a city stands bare."""
    stem, groups, generic = split(name)
    if level == "province":
        return pinyin(name, stem)
    people = [ETHNIC[group] for group in groups]
    listed = " and ".join(filter(None, [", ".join(people[:-1]), *people[-1:]]))
    return " ".join(filter(None, [pinyin(name, stem), listed, GENERICS.get(generic, "")]))


def english_zone(name: str, cities: dict[str, str]) -> str:
    """河北唐山芦台经济开发区 is Hebei Tangshan Lutai Economic Development Zone; `cities`: English of places by stem."""
    place, words, parts = ZONE_WORD.split(name)[0], ZONE_WORD.findall(name), list[str]()
    while city := next((stem for stem in cities if place.startswith(stem)), ""):
        parts.append(cities[city])
        place = place.removeprefix(city).removeprefix("市")
    return " ".join([*parts, *[pinyin(place, place)] * bool(place), *(ZONE_WORDS[word] for word in words)])
