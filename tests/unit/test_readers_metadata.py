"""Title, publisher and date of publication: what tells them, and what must not."""

from datetime import date

import pytest

from kechuang.transforms.readers import Document, SourceMetadata, read

BODY = "2023年，全市新增孵化器9家。截至2024年6月底，在孵企业达1205家，比2020年12月31日增加310家。\n"


def document(text: str, name: str = "a.txt", metadata: SourceMetadata | None = None) -> Document:
    result = read(text.encode(), name, metadata)
    assert isinstance(result, Document), result
    return result


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("发布时间：2016-08-17  发布人：办公室", date(2016, 8, 17)),
        ("發布時間：2018年3月2日", date(2018, 3, 2)),
        ("2019年6月21日 10：36 来源：某某晚报 浏览：310+次", date(2019, 6, 21)),
        ("来源：统计处　发布日期：２０２４／０１／１５", date(2024, 1, 15)),
        ("本报某地2024年3月5日电 昨日举行的会议上，", None),
        ("新华社杭州2024年3月5日电（记者）会议公布了结果。", date(2024, 3, 5)),
        ("新华社杭州3月5日电（记者）会议公布了结果。", None),
        ("项目资金来源于2023年5月6日设立的基金。", None),
    ],
)
def test_a_byline_tells_the_date(line: str, told: date | None) -> None:
    read_back = document(f"孵化器建设简报\n{line}\n{BODY}")
    assert (read_back.published_date, read_back.published_method) == (told, "line" if told else None)


def test_the_date_of_publication_is_believed_before_that_of_signing_and_of_the_last_change() -> None:
    text = f"更新时间：2024-02-01\n成文日期：2024-01-05\n发布日期：2024-01-12\n{BODY}"
    assert document(text).published_date == date(2024, 1, 12)


def test_dates_of_the_running_text_date_nothing() -> None:
    read_back = document("孵化器建设简报\n" + BODY * 30)
    assert (read_back.published_date, read_back.published_method) == (None, None)


@pytest.mark.parametrize("signature", ["2024年1月15日", "二〇二四年一月十五日", "（2024年1月15日）"])
def test_a_date_alone_on_a_line_at_an_end_is_a_signature(signature: str) -> None:
    for text in (f"孵化器建设简报\n{signature}\n{BODY}", f"孵化器建设简报\n{BODY * 20}某市科技局\n{signature}\n"):
        read_back = document(text)
        assert (read_back.published_date, read_back.published_method) == (date(2024, 1, 15), "text")


def test_a_date_alone_on_a_line_amid_the_text_is_none() -> None:
    assert document("孵化器建设简报\n" + BODY * 20 + "2024年1月15日\n" + BODY * 20).published_date is None


def test_the_day_of_a_speech_stands_under_its_title() -> None:
    text = f"政府工作报告\n——2024年1月15日在某市第十五届人民代表大会第三次会议上\n{BODY}"
    assert document(text).published_date == date(2024, 1, 15)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("2024-01-15_bulletin.txt", date(2024, 1, 15)),
        ("20240115.txt", date(2024, 1, 15)),
        ("https://example.org/kjj/202401/t20240115_88213.html", date(2024, 1, 15)),
        ("https://example.org/art/2024/1/15/art_122_9.html", date(2024, 1, 15)),
        ("https://example.org/n1/2024/0115/c42-1.html", date(2024, 1, 15)),
        ("20241350.txt", None),
        ("004_cc30d2024011517d.txt", None),
        ("1202401153.txt", None),
        ("2024.txt", None),
    ],
)
def test_a_date_in_the_name_or_url_tells_it(name: str, told: date | None) -> None:
    read_back = document(BODY, name)
    assert (read_back.published_date, read_back.published_method) == (told, "name" if told else None)


def test_the_source_is_believed_first_then_meta_then_the_line_then_the_name() -> None:
    front = "---\ntitle: 孵化器年度简报\npublisher: 某市科技局\ndate: 2024-01-11\n---\n"
    byline = f"来源：某某日报 发布时间：2024-01-12\n{BODY}"
    given = SourceMetadata(title="给定的标题", publisher="给定的单位", published_date=date(2024, 1, 10))
    tell = [
        document(front + byline, "2024-01-13.txt", given),
        document(front + byline, "2024-01-13.txt"),
        document(byline, "2024-01-13.txt"),
        document(BODY, "2024-01-13.txt"),
    ]
    assert [d.published_method for d in tell] == ["source", "meta", "line", "name"]
    assert [d.published_date for d in tell if d.published_date] == [date(2024, 1, day) for day in (10, 11, 12, 13)]
    assert [(d.publisher, d.publisher_method) for d in tell] == [
        ("给定的单位", "source"),
        ("某市科技局", "meta"),
        ("某某日报", "line"),
        (None, None),
    ]
    assert [d.title_method for d in tell[:2]] == ["source", "meta"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("来源：某市统计局 浏览次数：12", ("某市统计局", "line")),
        ("发布机构:某区科技局|字号：[大]", ("某区科技局", "line")),
        ("发布人：-", None),
        ("来源：本站", None),
        ("收入来源：工资", None),
        ("央视网消息（午间播报）：会议公布了结果。", ("央视网", "text")),
    ],
)
def test_a_byline_or_dateline_tells_the_publisher(line: str, told: tuple[str, str] | None) -> None:
    read_back = document(f"孵化器建设简报\n{line}\n{BODY}")
    assert (read_back.publisher, read_back.publisher_method) == (told or (None, None))


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("## 区科技局\n\n# 孵化器建设简报\n\n" + BODY, "a.txt", ("孵化器建设简报", "line")),
        ("## 区科技局\n\n## 孵化器建设简报\n\n" + BODY + "\n# 更高的标题在后\n", "a.txt", ("孵化器建设简报", "line")),
        (BODY, "files/2024-01-15_孵化器建设情况简报.txt", ("孵化器建设情况简报", "name")),
        (BODY, "附件1：孵化器建设情况简报.txt", None),
        ("page.html\n发布时间：2024-01-15\n孵化器４家建设简报\n" + BODY, "a.txt", ("孵化器４家建设简报", "text")),
        (BODY, "a.txt", None),
    ],
)
def test_a_heading_a_name_or_a_first_line_tells_the_title(text: str, name: str, told: tuple[str, str] | None) -> None:
    read_back = document(text, name)
    assert (read_back.title, read_back.title_method) == (told or (None, None))
