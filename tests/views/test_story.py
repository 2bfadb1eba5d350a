"""The same news at several places: one story in the series, documents of their own everywhere else."""

from datetime import date

import pytest
from small_warehouse import Document, SmallWarehouse, document, figure

TEXT = (
    "{lead}省经信厅发布运行简报：上半年数字产业保持回升，{area}高新技术企业{count}，"
    "集成电路、智能终端、工业软件三条链条订单饱满，六成以上样本单位预期下季度用工增加。"
    "简报认为，出口接单结构改善，园区技改投入加快，全年目标有条件实现。"
)
POINTS = "SELECT obs_value, n_documents, n_rivals, document_title FROM indicator_series"


def brief(title: str, count: str = "3120家", published: date | None = date(2024, 7, 20), lead: str = "") -> Document:
    value = float(count.removesuffix("家"))
    given = figure(count, value, "高新技术企业", unit_measure="count")
    return document(title, TEXT.format(lead=lead, area="全市", count=count), given, published_date=published)


def other(title: str, count: str, published: date) -> Document:
    value = float(count.removesuffix("家"))
    given = figure(count, value, "高新技术企业", unit_measure="count")
    return document(title, f"年报：高新技术企业{count}。", given, published_date=published)


def test_reprints_are_counted_once_and_stay_documents_of_their_own(warehouse: SmallWarehouse) -> None:
    warehouse.publish(brief("厅", published=date(2024, 7, 18)), brief("晚报", lead="本报讯 "))
    warehouse.publish(brief("电台", lead="据广播，"))
    assert warehouse.query(POINTS) == [(3120, 1, 0, "厅")]
    assert warehouse.query("SELECT count(*), count(DISTINCT story_id) FROM observation") == [(3, 1)]


def test_the_view_tells_the_documents_of_a_story_in_the_order_of_publication(warehouse: SmallWarehouse) -> None:
    late, early = brief("晚报", lead="本报讯 "), brief("厅", published=date(2024, 7, 18))
    warehouse.publish(late, early, other("年报", "2900家", date(2024, 1, 1)))
    rows = warehouse.query("SELECT position, document_title, n_documents FROM story ORDER BY position")
    assert rows == [(1, "厅", 2), (2, "晚报", 2)]


def test_a_replaced_version_is_no_reprint(warehouse: SmallWarehouse) -> None:
    old, new = brief("old"), brief("new", lead="更正：")
    warehouse.see(old, "https://stats.example/brief")
    warehouse.publish(old)
    warehouse.see(new, "https://stats.example/brief")
    warehouse.publish(new)
    assert warehouse.query("SELECT count(*) FROM story") == [(0,)]


def test_a_reprint_with_another_number_is_a_rival(warehouse: SmallWarehouse) -> None:
    misprinted = document(
        "晚报",
        TEXT.format(lead="本报讯 ", area="全市", count="3120家") + "编者注：另有统计为3210家。",
        figure("3210家", 3210, "高新技术企业", unit_measure="count"),
        published_date=date(2024, 7, 20),
    )
    warehouse.publish(brief("厅"), brief("电台", lead="据广播，"), misprinted)
    assert warehouse.query("SELECT n_documents, n_rivals FROM indicator_series") == [(1, 1)]
    rows = warehouse.query("SELECT obs_value, is_agreed FROM conflict ORDER BY obs_value")
    agreed = dict(rows)
    assert [value for value, _ in rows] == [3120, 3120, 3210]
    assert agreed[3120] is not agreed[3210]


def test_many_reprints_are_one_rival(warehouse: SmallWarehouse) -> None:
    reprints = [brief(name, lead=f"{name}消息，") for name in ("甲", "乙", "丙")]
    warehouse.publish(*reprints, other("年报", "2900家", date(2024, 12, 1)))
    assert warehouse.query(POINTS) == [(2900, 2, 1, "年报")]


@pytest.mark.parametrize(
    ("revised", "winner"), [(date(2024, 7, 25), 3050), (date(2024, 7, 10), 3120)], ids=["later", "earlier"]
)
def test_a_reprint_makes_no_figure_newer(warehouse: SmallWarehouse, revised: date, winner: float) -> None:
    reprint = brief("晚报", published=date(2024, 9, 1), lead="本报讯 ")
    warehouse.publish(brief("厅", published=date(2024, 7, 18)), other("修订", "3050家", revised), reprint)
    assert warehouse.query("SELECT obs_value FROM indicator_series") == [(winner,)]
