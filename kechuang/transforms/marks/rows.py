"""Where a text holds rows of cells: parted by tabs or pipes, set in columns by blanks, or each cell on its own line.

A web page or a yearbook leaves its tables in one of these forms. In the last two a row is known by its figures: it ends
where words follow them, and the rows of a table hold as many figures each.
"""

import polars as pl

c = pl.col

_FIGURE = r"-?[0-9][0-9,，]*(?:\.[0-9]+)?[%‰]?"
_NO_FIGURE = r"(?:-+|—+|–+|…+|\.{2,}|/)"  # what stands where there is none
_VALUE = f"(?:{_FIGURE}|{_NO_FIGURE})"
NUMERIC = (
    r"^\s*-?[0-9][0-9,，]*(?:\.[0-9]+)?(?:\s*(?:-|—+|–|~|至)\s*[0-9.]+)?"
    r"\s*(?:%|‰|个?百分点|[万亿]?(?:元|人|吨|家|户|件|个)|倍|位)?(?:左右|以上|以下|以内)?\s*$"
)
YEAR = r"^\s*(?:19|20)[0-9]{2}\s*$"
LABEL_HEAD = (
    r"^(?:(?:主要)?指\s*标|项\s*目|名\s*称|产\s*品|地\s*区|区域|区县|[省市区县镇]|县区|单位|序号|编号|年\s*份|时间|月份|季度|类[别型]|领域|阶段"
    r"|行\s*业|(?:国家|园区|街道|企业|机构|高校)(?:名称)?|.{0,6}(?:名称|类型|类别|指标))(?:[、（(/].*)?$"
)
_MAY_HOLD = rf"\t|\||(?m:[^\S\n]{_VALUE}[^\S\n]*$)|(?m:^[^\S\n]*{_FIGURE}[^\S\n]*$)"
_PARTED = r"\t|\|[^|\n]*\||[^\s|] *\| *[^\s|]"
_LONE = r"^[^\S\t\n]*\|?[^\S\t\n]*[^\s|][^|\t\n]*[\s|]*$"  # one cell with a text, the first: the title
_PIPED = r"^[^|\t\n]*\|\s*$"
_ALIGNED = rf"^[^\S\n]*([^\s|。；！？][^|\t\n。；！？]*?)((?:[^\S\n]+{_VALUE})+)\s*$"
TRANSLATION = r"^[^一-龥]*[a-z]{3}[^一-龥]*$"  # Number of Patents (unit)
TRANSLATED = r"([一-龥）)])(?:\s*[A-Za-z(]|\s+[0-9])[^一-龥]*[a-z]{3}[^一-龥]*$"  # 研发机构数 Number of Institutions
_STOPS = "[。；！？，|]|单位[:：]"
_LONGEST = 30  # code points of a cell on a line of its own
_FEWEST = 3  # rows that show that cells on lines of their own are a table

_CELL = ["document", "table", "line", "column", "cell", "cell_start", "cell_byte"]


def lines(documents: pl.DataFrame) -> pl.DataFrame:
    """documents(document, text) -> one row a line of those that may hold a table, with its place in text and bytes."""
    return (
        documents.filter(c("text").str.contains(_MAY_HOLD))
        .select("document", line_text=c("text").str.split("\n", inclusive=True))
        .explode("line_text")
        .with_columns(
            chars=c("line_text").str.len_chars().cast(pl.Int64), size=c("line_text").str.len_bytes().cast(pl.Int64)
        )
        .with_columns(
            line=pl.int_range(pl.len()).over("document"),
            line_start=(c("chars").cum_sum() - c("chars")).over("document"),
            line_byte=(c("size").cum_sum() - c("size")).over("document"),
            is_parted=c("line_text").str.contains(_PARTED),
        )
        .with_columns(is_piped=c("line_text").str.contains(_PIPED))
        .with_columns(is_parted=c("is_parted") | _continues())
        .with_columns(is_parted=c("is_parted") | (_within_rows() & c("is_parted").shift(1) & c("is_parted").shift(-1)))
    )


def _continues() -> pl.Expr:
    """Whether a line of one cell and a pipe is more of the row that began on the line of several before it."""
    run = c("is_piped").rle_id()
    began = pl.when(run != run.shift(1)).then(c("is_parted").shift(1) & ~c("line_text").shift(1).str.contains(_LONE))
    return (c("is_piped") & began.forward_fill()).fill_null(False)


def _within_rows() -> pl.Expr:
    """Whether a line may be a row of one cell, the name of the rows below: 二、农业."""
    text = c("line_text").str.strip_chars()
    return (text != "") & (text.str.len_chars() <= _LONGEST) & ~text.str.contains(_STOPS)


def cells(lines: pl.DataFrame) -> pl.DataFrame:
    """lines -> _CELL: the cells of all tables; `line` is the first of a row, `table` the number of its table."""
    parted = lines.with_columns(run=_run("is_parted"))
    headed = c("is_parted") & ~c("line_text").str.contains(_LONE)
    parted = parted.with_columns(is_parted=c("is_parted") & (headed.cum_sum().over("run") > 0))
    rest = _values(parted.filter(~c("is_parted")))
    kinds = (_of_parted(parted.filter("is_parted")), _of_aligned(rest), _of_stacks(rest))
    found = pl.concat(cells.with_columns(table=3 * c("table") + n) for n, cells in enumerate(kinds))
    return found.sort("document", "line", "column")


def _run(name: str) -> pl.Expr:
    """The number of each run of lines of one kind in one document."""
    return (
        ((c(name) != c(name).shift(1)) | (c("document") != c("document").shift(1)))
        .fill_null(True)
        .cast(pl.Int64)
        .cum_sum()
    )


def _pieces(of: pl.DataFrame, separator: str) -> pl.DataFrame:
    """The cells of lines, each with the separator behind it."""
    return (
        of.with_columns(cell=c("line_text").str.strip_suffix("\n").str.split(separator, literal=False, inclusive=True))
        .explode("cell")
        .with_columns(chars=c("cell").str.len_chars().cast(pl.Int64), size=c("cell").str.len_bytes().cast(pl.Int64))
        .with_columns(
            column=pl.int_range(pl.len()).over("document", "line"),
            cell_start=c("line_start") + (c("chars").cum_sum() - c("chars")).over("document", "line"),
            cell_byte=c("line_byte") + (c("size").cum_sum() - c("size")).over("document", "line"),
        )
    )


def _of_parted(lines: pl.DataFrame) -> pl.DataFrame:
    """Cells parted by tabs or pipes; a row that goes on over lines has as many cells as the others."""
    by_line = ["document", "line"]
    pieces = _pieces(lines, r"[\t|]").rename({"run": "table"}).with_columns(size=pl.len().over(by_line))
    width = c("size").mode().max().over("table")
    broken = c("is_piped").any().over("table") & (c("size") < width)
    pieces = pieces.with_columns(broken=broken, width=width, stretch=broken.rle_id())
    at = pl.int_range(pl.len()).over("table", "stretch")
    pieces = pieces.with_columns(
        chunk=pl.when("broken").then(at // c("width")),
        column=pl.when("broken").then(at % c("width")).otherwise("column"),
    ).with_columns(line=pl.when("broken").then(c("line").first().over("table", "stretch", "chunk")).otherwise("line"))
    return pieces.filter(pl.len().over(by_line) > 1).select(_CELL)  # a row of one cell tells of those below


def _values(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with the figures at their ends, blanks before each: `tail`, and how many there are."""
    tail = c("line_text").str.extract(_ALIGNED, 2)
    return lines.with_columns(tail=tail, figures=tail.str.count_matches(r"\S+").fill_null(0).cast(pl.Int64))


def _of_aligned(lines: pl.DataFrame) -> pl.DataFrame:
    """Cells in columns that blanks set off: two rows or more with as many figures each, and the heads above them."""
    lines = lines.with_columns(is_row=c("figures") > 0).with_columns(run=_run("is_row"))
    beside = (c("document") == c("document").shift(-1)) & (c("line") + 1 == c("line").shift(-1))
    worded = ~c("is_row") & ~c("line_text").str.contains(_STOPS) & c("line_text").str.contains(r"\S[^\S\n]+\S")
    first = worded & beside & c("is_row").shift(-1)
    lines = lines.with_columns(heads=pl.when(first).then(1))
    second = worded & beside & (c("heads").shift(-1) == 1)
    lines = lines.with_columns(
        is_head=first | second,
        run=pl.when(first).then(c("run").shift(-1)).when(second).then(c("run").shift(-2)).otherwise("run"),
    )
    lines = lines.filter((c("is_row") | c("is_head")).fill_null(False))
    narrow = (c("tail").str.contains(r"(?:^|\S)[^\S\n]\S") & c("is_row")).any().over("run")
    pieces = pl.concat(
        [
            _pieces(lines.filter(~narrow), r"(?:^[^\S\n]+)?[^\S\n]{2,}"),
            _pieces(lines.filter(narrow), r"[^\S\n]+"),
        ]
    ).filter(c("cell").str.strip_chars() != "")
    by_line = ["document", "line"]
    single = c("cell").str.contains(r"^[一-龥]\s*$")  # 地 区, 合 计
    follows = (single & single.shift(1)).over(by_line).fill_null(False)
    pieces = (
        pieces.sort("document", "line", "column")
        .with_columns(column=(~follows).cum_sum().over(by_line))
        .group_by("document", "run", "line", "column", maintain_order=True)
        .agg(c("cell").str.join(""), c("cell_start", "cell_byte", "is_head", "figures").first())
        .with_columns(from_end=pl.len().over(by_line) - c("column"))
        .with_columns(
            text=c("cell").str.strip_chars(), is_value=~c("is_head") & (c("from_end") < c("figures")), row="line"
        )
    )
    return _placed(pieces.rename({"run": "table"}), fewest=2, shortest=pl.lit(1))


def _of_stacks(lines: pl.DataFrame) -> pl.DataFrame:
    """Cells each on a line of its own, or each on lines that end in a pipe."""
    text = c("line_text").str.strip_chars()
    lines = lines.filter(text != "").with_columns(place=pl.int_range(pl.len(), dtype=pl.Int64))
    pipe = pl.when("is_piped").then("place")
    last, coming = pipe.forward_fill().over("document"), pipe.backward_fill().over("document")
    short = (text.str.len_chars() <= _LONGEST) & ~text.str.contains(_STOPS) & (c("figures") == 0)
    sort = pl.when(c("is_piped") | (coming - last <= 3)).then(2).when(short).then(1).otherwise(0)
    lines = lines.with_columns(sort=sort).with_columns(
        # （亿元） on a line of its own ends the cell above
        opens=pl.when(c("sort") == 2).then(c("is_piped").shift(1)).otherwise(~text.str.contains(r"^[（(].*[）)]$"))
    )
    cells = (
        lines.with_columns(table=_run("sort"), at=c("opens").fill_null(True).cum_sum())
        .filter(c("sort") > 0)
        .group_by("document", "table", "at", maintain_order=True)
        .agg(
            c("line_text").str.join("").alias("cell"),
            c("line", "sort").first(),
            cell_start=c("line_start").first(),
            cell_byte=c("line_byte").first(),
        )
        .with_columns(text=c("cell").str.strip_chars(" \n|"))
        .filter((c("text") != "") & ~c("text").str.contains(TRANSLATION))
        .with_columns(
            is_head=pl.lit(False),
            is_value=c("text").str.contains(f"^{_VALUE}$") | ((c("sort") == 2) & c("text").str.contains(NUMERIC)),
        )
    )
    # 1 below 序号 is no figure of its row
    numbered = c("text").str.contains("^(?:序号|编号)$").any().over("table")
    alone = ~c("is_value").shift(1, fill_value=False) & ~c("is_value").shift(-1, fill_value=False)
    serial = c("text").str.contains("^(?:序号|编号)$") | (c("text").str.contains("^[0-9]{1,2}$") & alone)
    cells = cells.filter(~(numbered & serial))
    row = (~c("is_value") & c("is_value").shift(1)).fill_null(False).cum_sum().over("table")
    return _placed(cells.with_columns(row=row), fewest=_FEWEST, shortest=pl.when(c("sort") == 1).then(2).otherwise(1))


def _placed(cells: pl.DataFrame, fewest: int, shortest: pl.Expr) -> pl.DataFrame:
    """cells(document, table, row, is_value, is_head, ...) in order -> _CELL of the tables among them.

    A table has `fewest` rows or more of as many figures each, `shortest` or more. What stands before the label of its
    first row are its heads, where there are enough for its figures.
    """
    table = ["document", "table"]
    rows = (
        cells.filter(~c("is_head"))
        .group_by(*table, "row", maintain_order=True)
        .agg(
            texts=(~c("is_value")).sum().cast(pl.Int64),
            values=c("is_value").sum().cast(pl.Int64),
            is_years=(c("text").str.contains(YEAR) | ~c("is_value")).all(),
            shortest=shortest.first(),
        )
        .filter(c("values") > 0)
        .with_columns(usual=c("values").mode().max().over(table), first=c("row").min().over(table))
    )
    alike = c("values") == c("usual")
    is_table = (alike.sum().over(table) >= fewest) & (2 * alike.sum().over(table) >= pl.len().over(table))
    rows = rows.filter(is_table & alike & (c("usual") >= c("shortest")))
    others = pl.when(c("row") != c("first")).then("texts").drop_nulls().mode().max()
    rows = rows.with_columns(labels=pl.coalesce(others.over(table), "texts"))
    shapes = rows.group_by(table).agg(c("usual", "labels", "first").first(), years_first=c("is_years").first())
    cells = cells.join(shapes, on=table).join(rows.select(*table, "row", "texts"), on=[*table, "row"], how="left")
    word = (~c("is_value")).cum_sum().over(*table, "row") - 1
    cells = cells.with_columns(word=word)
    # 指标 2020年 2025年 属性: the last column holds words, which stand before the label of the row below
    left, both = c("texts") - c("word"), 2 * c("labels") + c("usual")
    starts = ~c("is_value") & (c("row") == c("first")) & c("text").str.contains(LABEL_HEAD) & (c("text") != "单位")
    titled = (c("word") == 0) & c("text").shift(-1).str.contains("^(?:指标|项目|名称|产品|地区)")  # 主要指标, 指标名称
    whole = starts & (left == both) & ~titled.fill_null(False)
    ends_in_words = (starts & (left == both - 1)).any() & ~whole.any() & (c("labels") > 1).all()
    cells = cells.with_columns(skipped=c("texts") - both + 1, worded=ends_in_words.over(table))
    cells = cells.with_columns(labels=c("labels") - c("worded").cast(pl.Int64))
    spare = ~c("is_value") & (c("word") < c("texts") - c("labels"))
    heads = spare & (c("row") == c("first")) & ~c("years_first") & ~(c("worded") & (c("word") < c("skipped")))
    cells = cells.filter(c("is_head") | heads | (c("texts").is_not_null() & ~spare))
    cells = cells.with_columns(is_head=c("is_head") | heads)
    key = [*table, "row", "is_head"]
    at, width = pl.int_range(pl.len()).over(key), pl.len().over(key).cast(pl.Int64)
    behind = c("labels") + c("usual") - width
    named = c("text").str.contains(LABEL_HEAD).first().over(key)
    values = c("is_value").cum_sum().over(key) - 1
    return (
        cells.filter(~c("is_head") | (width >= c("usual")))
        .with_columns(
            line=c("line").first().over(key),
            column=pl.when(~c("is_head"))
            .then(pl.when("is_value").then(c("labels") + values).otherwise(at))
            .otherwise(at + pl.when(~c("worded") & ((behind < 0) | ~named)).then(behind).otherwise(0)),
        )
        .filter(c("column") >= 0)
        .select(_CELL)
    )
