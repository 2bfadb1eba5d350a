"""Reprints share a story with what they reprint, in whatever run they arrive, and stay documents of their own."""

from dataclasses import replace
from datetime import date

import pytest
from small_warehouse import Document, SmallWarehouse, document, figure

from kechuang.warehouse import stories as warehouse_stories

RELEASE = (
    "市统计局昨日公布，全年全市实现地区生产总值18753亿元，按不变价格计算，比上年增长1.5个百分点以上。\n"
    "其中服务业贡献突出，软件园区新签约项目212个，外贸进出口额恢复到7565亿元，港口货物吞吐量达到2.1亿吨。\n"
    "有关负责人说，下一步将把扩大内需放在优先位置，继续培育专精特新企业，稳住工业经济的基本盘。"
)
OTHER = (
    "山区旅游环线今天全线贯通，沿途二十三处观景台同时开放，车程由五小时缩短到两小时。\n"
    "沿线村镇推出露营、采摘和民宿线路，预计暑期接待游客将超过往年，文旅部门同步开通景区直通车。"
)


def release(title: str, text: str = RELEASE, published: date | None = date(2024, 1, 20)) -> Document:
    return document(title, text, figure("18753亿元", 1.8753e12, unit_mult=8), published_date=published)


def story_of(warehouse: SmallWarehouse) -> dict[str, str]:
    return dict(warehouse.query("SELECT title, story_id FROM dim_document WHERE recorded_to IS NULL"))


def test_a_reprint_in_the_same_run_shares_the_story(warehouse: SmallWarehouse) -> None:
    warehouse.publish(release("bureau"), release("paper", "本报讯 " + RELEASE), document("hills", OTHER))
    story = story_of(warehouse)
    assert story["bureau"] == story["paper"] != story["hills"]


@pytest.mark.parametrize("ids", [("1" * 64, "2" * 64), ("2" * 64, "1" * 64)], ids=["after", "before"])
def test_a_reprint_of_a_later_run_joins_the_story_and_does_not_rename_it(
    warehouse: SmallWarehouse, ids: tuple[str, str]
) -> None:
    first = replace(release("bureau"), sha256=ids[0])
    warehouse.publish(first, document("hills", OTHER))
    warehouse.publish(replace(release("paper", RELEASE + "（记者 小周）"), sha256=ids[1]))
    story = story_of(warehouse)
    assert story["bureau"] == story["paper"] == first.document_id != story["hills"]
    history = warehouse.query("SELECT count(*) FROM dim_document WHERE title = 'bureau'")
    assert history == [(1,)]  # a row that did not change was not opened anew


def test_a_text_like_two_stories_joins_them_under_the_older(warehouse: SmallWarehouse) -> None:
    warehouse.publish(document("left", RELEASE[:110]))
    warehouse.publish(document("right", RELEASE[35:]))
    apart = story_of(warehouse)
    assert apart["left"] != apart["right"]
    warehouse.publish(document("whole", RELEASE))
    assert set(story_of(warehouse).values()) == {apart["left"]}


def test_a_document_whose_text_changed_leaves_its_story(warehouse: SmallWarehouse) -> None:
    bureau, paper, radio = (
        release("bureau"),
        release("paper", "本报讯 " + RELEASE),
        release("radio", RELEASE + "（完）"),
    )
    warehouse.publish(bureau)
    warehouse.publish(paper, radio)
    read_otherwise = replace(document("bureau", OTHER), sha256=bureau.document_id)
    warehouse.publish(read_otherwise)
    story = story_of(warehouse)
    assert story["bureau"] == bureau.document_id
    assert story["paper"] == story["radio"] in (paper.document_id, radio.document_id)


def test_documents_of_one_short_text_are_one_story(warehouse: SmallWarehouse) -> None:
    warehouse.publish(document("site", "地区生产总值100亿元。"), document("paper", "地区生产总值100亿元。"))
    warehouse.publish(document("radio", "地区生产总值100亿元。"))
    assert len(set(story_of(warehouse).values())) == 1


def test_fingerprints_of_another_method_are_made_anew(
    warehouse: SmallWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warehouse_stories, "METHOD", "old")
    warehouse.publish(release("bureau"))
    monkeypatch.undo()
    warehouse.publish(release("paper", "本报讯 " + RELEASE))
    assert warehouse.query("SELECT DISTINCT method FROM text_fingerprint") == [(warehouse_stories.METHOD,)]
    assert len(set(story_of(warehouse).values())) == 1


def test_a_text_that_was_met_before_is_not_compared_again(
    warehouse: SmallWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.publish(release("bureau"), release("paper", "本报讯 " + RELEASE))
    before = story_of(warehouse)

    def compare(*_: object) -> None:
        raise AssertionError("nothing is new")

    monkeypatch.setattr(warehouse_stories, "stories", compare)
    warehouse.publish(release("bureau"))
    assert story_of(warehouse) == before
