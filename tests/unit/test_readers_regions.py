"""The region of a document: told where its names leave no doubt, and left open everywhere else."""

import polars as pl
import pytest

from kechuang.transforms.readers import Document, Regions, SourceMetadata, read

REGION = pl.DataFrame(
    [
        ("100000", "中华人民共和国", None),
        ("330000", "浙江省", "100000"),
        ("330100", "杭州市", "330000"),
        ("330110", "余杭区", "330100"),
        ("320000", "江苏省", "100000"),
        ("320100", "南京市", "320000"),
        ("320106", "鼓楼区", "320100"),
        ("320300", "徐州市", "320000"),
        ("320302", "鼓楼区", "320300"),
        ("310000", "上海市", "100000"),
        ("450000", "广西壮族自治区", "100000"),
        ("451025", "靖西县", "450000"),
        ("451081", "靖西市", "450000"),
        ("500000", "重庆市", "100000"),
        ("510200", "重庆市", "100000"),  # its code before 1997
        ("623001", "合作市", "100000"),
    ],
    schema=["region_code", "name_zh", "parent_code"],
    orient="row",
).with_columns(valid_to=pl.when(pl.col("region_code") == "451025").then(pl.lit("2015")))
ALIASES = {"浙江": "330000", "浙": "330000", "杭州": "330100", "余杭": "330110", "江苏": "320000", "上海": "310000"}
ALIASES |= {"南京": "320100", "徐州": "320300", "海南": "460000", "我国": "100000", "上街": "410106", "合作": "623001"}
ALIAS = pl.concat(
    [
        pl.DataFrame(list(ALIASES.items()), schema=["alias", "region_code"], orient="row"),
        REGION.filter(pl.col("region_code") != "510200").select(alias="name_zh", region_code="region_code"),
    ]
).with_columns(
    context=pl.when(pl.col("alias") == "浙").then(pl.lit("abbreviation")).otherwise(pl.lit("short")),
    is_ambiguous=pl.when(pl.col("alias").is_in(["上街", "合作", "鼓楼区"]))
    .then(pl.lit("true"))
    .otherwise(pl.lit("false")),
)
REGIONS = Regions.of(REGION, ALIAS)


def told(text: str, **given: str) -> tuple[str | None, str | None]:
    result = read(text.encode(), "a.txt", SourceMetadata(**given), regions=REGIONS)  # type: ignore[arg-type]
    assert isinstance(result, Document), result
    return result.region_code, result.region_method


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("杭州市余杭区孵化器建设简报", "330110"),
        ("余杭孵化器建设走在浙江前列", "330110"),
        ("上海南京路商圈客流简报", None),  # two that do not lie in each other
        ("徐州市鼓楼区孵化器建设简报", "320302"),
        ("鼓楼区孵化器建设简报", None),  # two of that name
        ("杭州考察团到鼓楼区学习简报", None),  # of which neither lies in 杭州
        ("浙西山区孵化器建设简报", None),
        ("杭州企业上街招聘简报", "330100"),  # 上街 is a district, and two ordinary words
        ("企业上街招聘简报", None),
        ("靖西县旅游简报", "451081"),  # abolished; its successor in the same parent
        ("孵化器建设简报", None),
        ("重庆市孵化器建设简报", "500000"),  # of two codes of one name, the one that the aliases have
        ("余杭区国际合作简报", "330110"),  # a word that is also a city's short name
    ],
)
def test_a_title_tells_the_innermost_region_that_it_names(title: str, region: str | None) -> None:
    assert told("正文没有地名，只有12家企业。", title=title) == (region, "source" if region else None)


def test_what_the_source_says_stands_above_every_name() -> None:
    assert told("正文。", title="余杭简报", region_code="320100") == ("320100", "source")


def test_an_organ_that_publishes_tells_its_region_and_a_newspaper_does_not() -> None:
    assert told("孵化器简报\n来源：余杭区科技局\n新增12家。") == ("330110", "line")
    assert told("孵化器简报\n来源：浙江日报\n新增12家。") == (None, None)


def test_a_publisher_and_a_title_of_different_regions_leave_it_open() -> None:
    assert told("正文。", title="南京市考察团来访", publisher="余杭区科技局") == (None, None)


def test_a_publisher_inside_the_title_s_region_is_the_region() -> None:
    assert told("正文。", title="浙江公布创新指数", publisher="余杭区科技局") == ("330110", "source")


def test_a_text_that_says_our_city_and_names_one_city_tells_it() -> None:
    assert told("今年以来，全市新增孵化器12家，杭州市财政投入3亿元。") == ("330100", "text")


def test_a_district_s_text_that_speaks_of_the_province_too_is_the_district_s() -> None:
    assert told("我区创新指数居全省第22位，余杭区位次在浙江省内上升。") == ("330110", "text")
    assert told("我区创新指数居全省第22位，在浙江省内上升。") == (None, None)


def test_a_text_that_names_two_cities_or_speaks_of_none_as_its_own_tells_nothing() -> None:
    assert told("今年以来，全市新增孵化器12家，杭州与南京共建2家。") == (None, None)
    assert told("杭州新增孵化器12家。") == (None, None)


def test_traditional_names_are_found_by_their_simplified_forms() -> None:
    assert told("江蘇孵化器建設簡報\n去年新增12間，研發開支達3億元。") == ("320000", "text")


def test_without_the_seeds_only_the_source_tells_the_region() -> None:
    result = read("余杭简报\n新增12家。".encode(), "a.txt")
    assert isinstance(result, Document)
    assert result.region_code is None
