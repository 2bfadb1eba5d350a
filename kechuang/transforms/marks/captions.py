"""The lines above a table: its title, what the title says to be measured, and all that may name a unit or a time."""

import polars as pl

from kechuang.transforms.marks import pattern

c = pl.col

TITLE = ("title_from", "title_to", "topic_from", "topic_to")
_LEAD = (
    r"^\s*(?:#+\s*)?(?:附?表\s*[0-9一二三四五六七八九十-]*\s*[:：、.]?\s*)?"
    rf"(?:{pattern.TIME}|[上下]半年)?\s*(?:全[国省市区县州]|各[省市区县]+)?的?"
)
_TOPIC = (
    r"^(.*(?:产品|行业|[各分][^\s]{0,4}?[级类区市县镇业段月])的?|)[一-龥（）]{0,6}?"
    r"(?:率|产值|产量|增加值|收入|支出|投资额?|面积|数量|人数|总额|销售额|余额|价格|指数)(?:情况|统计)?表?$"
)


def above(cells: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """cells -> with what the lines above each table say: TITLE, and `caption`, with its own first line."""
    starts = cells.group_by("document", "table").agg(line=c("line").min())
    inside = cells.select("document", "line").unique().with_columns(is_table=pl.lit(True))
    lines = lines.join(inside, on=["document", "line"], how="left", maintain_order="left")
    title = (
        (c("chars") <= 46)
        & c("is_table").is_null()
        & ~c("line_text").str.contains("。|单位[:：]")
        & (c("line_text").str.strip_chars(" |\n").str.len_chars() > 3)
    )
    lead = c("line_text").str.extract(_LEAD, 0).fill_null("")
    wording = (
        c("line_text").str.strip_prefix(lead).str.extract(r"^([^（(\n]*)", 1).fill_null("").str.strip_chars_end(" ：:|")
    )
    lines = lines.with_columns(
        title_from=pl.when(title).then(c("line_byte") + lead.str.len_bytes()),
        title_to=pl.when(title).then(c("line_byte") + lead.str.len_bytes() + wording.str.len_bytes()),
        topic_from=pl.when(title).then(
            c("line_byte") + lead.str.len_bytes() + wording.str.extract(_TOPIC, 1).str.len_bytes()
        ),
    ).with_columns(topic_to=pl.when(c("topic_from").is_not_null()).then("title_to"))
    bare = c("line_text").str.strip_chars(" |\t\n")
    texts = [bare.shift(n).over("document").fill_null("") for n in (3, 2, 1)]
    lines = lines.with_columns(
        *(pl.coalesce(c(k).shift(1).over("document"), c(k).shift(2).over("document")).alias(k) for k in TITLE),
        caption=pl.concat_str(*texts, c("line_text"), separator="\n"),
    )
    told = starts.join(lines, on=["document", "line"]).select("document", "table", "caption", *TITLE)
    return cells.join(told, on=["document", "table"], how="left", maintain_order="left")
