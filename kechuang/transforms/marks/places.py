"""Names that several regions bear (鼓楼区, 朝阳): the one inside the document's own region, or none."""

import polars as pl

from kechuang.transforms.once import once

c = pl.col


@once
def chains(region: pl.DataFrame) -> pl.DataFrame:
    """region_code -> province, prefecture and county that it is or lies in; city and district: its 全市 and its 全区.

    A municipality and a county-level city have a 全市 of their own (北京市, 义乌市); 全区 is a district's own, and
    elsewhere in an autonomous region (内蒙古, its leagues) that region.
    """
    known = region.select("region_code", "name_zh", "level", "parent_code")
    parent = known.drop("name_zh").rename(
        {"region_code": "parent_code", "level": "parent_level", "parent_code": "grand_code"}
    )
    level, above, name = c("level"), c("parent_level"), c("name_zh")
    in_autonomous = c("province").is_in(["150000", "450000", "540000", "640000", "650000"])
    return (
        known.join(parent, on="parent_code", how="left")
        .with_columns(
            province=pl.when(level == "province")
            .then("region_code")
            .when(above == "province")
            .then("parent_code")
            .when(level == "county")
            .then("grand_code"),
            prefecture=pl.when(level == "prefecture")
            .then("region_code")
            .when(above == "prefecture")
            .then("parent_code")
            .when((level == "county") & (above == "province"))
            .then("parent_code")
            .when((level == "province") & c("region_code").is_in(["110000", "120000", "310000", "500000"]))
            .then("region_code"),
            county=pl.when(level == "county").then("region_code"),
        )
        .with_columns(
            city=pl.when((level == "county") & name.str.ends_with("市")).then("region_code").otherwise("prefecture"),
            district=pl.when((level == "county") & name.str.ends_with("区"))
            .then("region_code")
            .when(in_autonomous)
            .then("province")
            .otherwise("county"),
        )
        .select("region_code", "level", "province", "prefecture", "county", "city", "district")
        .unique("region_code", keep="last", maintain_order=True)
    )


def resolve(named: pl.DataFrame, documents: pl.DataFrame, alias: pl.DataFrame, region: pl.DataFrame) -> pl.DataFrame:
    """named(row, document, word, before) and documents(document, region_code, province, prefecture) -> (row, place).

    Of the regions that bear the word, the one in the region named right `before` wins (南京市鼓楼区), then the
    document's own, one in its prefecture, one in its province; where two are as near, or none is, there is no row.
    """
    candidates = _candidates(alias, region)
    candidates = candidates.filter(c("word").is_in(named["word"].unique().implode()))
    own, before = c("region_code"), c("before")
    near = (
        pl.when((before == c("its_prefecture")) | (before == c("its_province")))
        .then(-1)
        .when((own == c("place")) | (own == c("its_prefecture")) | (own == c("its_province")))
        .then(0)
        .when(c("prefecture") == c("its_prefecture"))
        .then(1)
        .when(c("province") == c("its_province"))
        .then(2)
        .when(c("is_ambiguous") == "false")
        .then(3)
    )
    found = (
        named.join(documents.select("document", "region_code", "province", "prefecture"), on="document", how="left")
        .join(candidates, on="word", how="inner")
        .with_columns(near=near)
    )
    found = found.filter(c("near").is_not_null()).filter(c("near") == c("near").min().over("row"))
    return found.filter(pl.len().over("row") == 1).select("row", "place").sort("row")


@once
def _candidates(alias: pl.DataFrame, region: pl.DataFrame) -> pl.DataFrame:
    """word -> each region that bears it (`place`), with the province and prefecture that it lies in."""
    valid = region.filter(c("valid_to").is_null()).select("region_code")
    return (
        alias.filter(c("context") != "abbreviation")
        .join(valid, on="region_code", how="semi")
        .select("is_ambiguous", word="alias", place="region_code")
        .unique(["word", "place"], maintain_order=True)
        .join(
            chains(region)
            .rename({"region_code": "place", "province": "its_province", "prefecture": "its_prefecture"})
            .drop("county", "city", "district", "level"),
            on="place",
            how="left",
        )
    )
