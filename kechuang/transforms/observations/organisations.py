"""Who: the organisation, park or platform that is the subject in force at each token."""

import polars as pl

c = pl.col

_WHOLE_REGIONS = ("county", "district", "prefecture", "city", "province")
_BEGINNING = 6  # lines in which a document names what it is about


def find(grid: pl.DataFrame) -> pl.DataFrame:
    """An organisation that begins a clause is the subject from there on: a firm in its line, others in a sentence."""
    grid = grid.with_columns(org=pl.coalesce("org", pl.when(c("gap") > 1).then("org_tail")))
    touches_next = c("gap").shift(-1) == 0
    acts = touches_next & (
        c("is_open").shift(-1)
        | c("sort").shift(-1).is_in(["duration", "lone", "time"])
        | c("border").shift(-1).is_in(["clause", "unquote"])
        | (c("intro").shift(-1) == "true")
        | c("phrase").shift(-1).is_in(["weak", "measure", "dependent", "link", "adverb", "act", "event"])
    )
    # 某某试验区建设取得进展: its making, not the place
    made = touches_next & (c("intro") == "made").shift(-1) & (c("gap").shift(-2) == 0)
    made = made & (c("is_open") | (c("phrase") == "weak") | (c("border") == "clause")).shift(-2)
    blocks = (c("is_open") | c("is_hard")) & c("area").is_null() & c("region_self").is_null()
    next_unquote = pl.when(c("border") == "unquote").then("row").shift(-1).backward_fill()
    ends_in_org = (
        c("org").is_in(["firm", "zone", "body"]).gather((next_unquote - 1).clip(0).fill_null(0))
        & (c("clause").gather(next_unquote.fill_null(0)) == c("clause"))
        & (c("gap").gather(next_unquote.fill_null(0)) == 0)
    )
    # 打造的“某某孵化器”, 骨干企业如某某公司
    inside = c("starts_name").shift(1).fill_null(True) & (c("gap") == 0)  # 在某某高新区，
    starts = c("connects").is_in(["such", "enter"]) | ((c("connects") == "at") & inside)
    opens_quote = ((c("border") == "quote") & ends_in_org).fill_null(False) | starts.fill_null(False)
    inside = (c("gap") > 0) | c("is_plain").shift(1)
    moves = c("connects").is_in(["at", "from"]) & inside  # 初创企业从某某孵化器毕业
    joins = c("is_plain") & ((c("border") == "enum") | (c("phrase") == "conj") | moves.fill_null(False))
    grid = grid.with_columns(opens_quote=opens_quote, is_sort=_is_sort())
    opens_quote = c("opens_quote") | (c("connects") == "visit")  # 走进某某公司, 已成为某某园区的支柱
    grid = grid.with_columns(
        subject_start=pl.when(c("starts_name") | c("opens_quote")).then("row").shift(1).forward_fill(),
        subject_block=pl.when(blocks | opens_quote.fill_null(False)).then("row").shift(1).forward_fill(),
        subject_join=pl.when(joins).then("row").shift(1).forward_fill(),
        is_named=((c("gap") > 0) | (c("is_plain").shift(1) & (c("row") > 0)) | c("region").shift(1).is_not_null())
        & ~c("is_sort"),
    )
    opening = c("subject_block").is_null() | (c("subject_block") < c("document_first"))
    first = ((c("subject_start") == c("subject_block")) | opening).fill_null(False) & ~(
        c("subject_join") > c("subject_start")
    ).fill_null(False)
    kind = c("org")
    any_org = kind.is_in(["firm", "back"])
    reporting = grid.select("clause", "reports").filter(c("reports") == "true")["clause"].unique()
    clause_reports = c("clause").is_in(reporting.implode())
    grid = grid.with_columns(
        org_before=pl.when(any_org).then("row").shift(1).forward_fill(), told_by=clause_reports.fill_null(False)
    )
    holds_org = (c("org_before") > c("subject_start")).fill_null(False)
    counted = touches_next & (c("dimension").shift(-1) == "money")  # 石化公司1.1亿元 in a list of parts
    firm = (kind == "firm") & c("is_named") & first & c("org").shift(-1).is_null() & ~counted.fill_null(False)
    measured = (kind == "zone") & (
        (touches_next & c("is_plain").shift(-1) & c("sort").shift(-1).is_null())
        | ((c("gap").shift(-1) <= 2) & (c("phrase").shift(-1) == "measure"))
    )  # 某某开发区规上工业增加值
    other = (
        kind.is_in(["zone", "body"])
        & c("is_named")
        & first
        & ~holds_org
        & ~made.fill_null(False)
        & (acts | measured.fill_null(False))
        & c("org").shift(-1).is_null()
    )
    group = (kind == "group") & ((first & ~c("is_named")) | (c("is_figure").shift(1) & (c("gap") == 0)))
    # 某某是…公司: the name before 是
    is_word = kind.is_in(["firm", "body", "zone", "generic"]) | (c("intro") == "being")
    later_org = pl.when(is_word).then("row").backward_fill()
    is_a = (c("gap").is_between(2, 12)) & first & (_is_called(later_org) | (c("intro") == "true"))
    introduces = (_is_called(later_org) | (c("intro") == "true")).shift(-1) & (c("gap").shift(-1) == 0)
    grid = grid.with_columns(
        is_a=is_a.fill_null(False) | (introduces & _alone_before_comma()).fill_null(False),
        is_firm=(firm | group).fill_null(False),
        is_other=other.fill_null(False),
    ).with_columns(is_firm=c("is_firm") | c("is_a"))
    speaks = touches_next & (c("role").shift(-1) == "true") & kind.is_in(["firm", "zone"])  # 某某公司董事长介绍
    speaks = speaks & c("is_named") & first & ~c("in_title")
    names = ((c("is_firm") | c("is_other")) & ~c("in_title") & ~c("told_by")) | speaks.fill_null(False)
    bare = (
        kind.is_in(["firm", "zone", "body"])
        & ~c("is_named")
        & ~c("is_sort")
        & first
        & c("is_plain")
        & (acts | (kind == "firm") | (c("phrase").shift(-1) == "conj"))
    ) | ((kind == "back") & first)
    they = touches_next & (c("pronoun") == "true") & (c("intro").shift(-1) == "true")  # 他们是一家…公司
    bare = bare | they.fill_null(False)
    counted_areas = c("is_figure") | (c("sort") == "lone")  # 三省一市相互间
    other_area = c("region").is_not_null() & (c("region") != "100000")  # 某某开发区…。洛阳市新增12家
    resets = c("leads") & (c("region_self").is_in(_WHOLE_REGIONS) | counted_areas | other_area)
    grid = grid.with_columns(
        names_subject=names,
        resets_subject=resets.fill_null(False),
        is_back=bare.fill_null(False),
    )
    grid = grid.with_columns(a_row=pl.when("is_a").then("row").forward_fill())
    told = c("clause").gather(c("a_row").fill_null(0)) == c("clause")
    mention = {
        k: (kind == k)
        & c("is_named")
        & (c("phrase").shift(1) != "of").fill_null(True)
        & ~(c("connects").shift(1).is_in(["at", "from"]) & (c("gap") == 0)).fill_null(False)
        & ~told
        & ~c("is_figure").shift(1).fill_null(False)  # 5人团队搬进园区 names none
        & ~c("is_back")
        & ~c("in_title")
        for k in ("firm", "zone", "body")
    }
    grid = grid.with_columns(
        named_row=pl.when("names_subject").then("row").forward_fill(),
        **{
            f"last_{k}": pl.when(e.fill_null(False) | (c("is_a") if k == "firm" else pl.lit(False)))
            .then("row")
            .forward_fill()
            for k, e in mention.items()
        },
    )
    grid = _topic(grid)
    back = pl.when(kind == "zone").then("last_zone").when(kind == "body").then("last_body").otherwise("last_firm")
    pointed = (
        pl.when("names_subject")
        .then("row")
        .when("is_back")
        .then(
            pl.coalesce(
                pl.when(c("line").gather(back.fill_null(0)) == c("line")).then(back),
                pl.when((c("topic_kind") == "firm") & (kind == "firm")).then("topic_row"),
                pl.when(kind != "body").then(pl.coalesce(back, "topic_row", "named_row")),
            )
        )
        .when("resets_subject")
        .then(-1)
    )
    line_first = pl.when(c("line") != c("line").shift(1, fill_value=-1)).then("sentence").forward_fill()
    # after a bracket the subject is the one before it
    grid = grid.with_columns(pointed=pointed).with_columns(before_open=c("pointed").forward_fill())
    opened = pl.when((c("border") == "open") & c("is_hard")).then("row").forward_fill()
    closes = (c("border") == "close") & c("is_hard") & opened.is_not_null()
    settled = pl.when(closes).then(c("before_open").gather(opened.fill_null(0)).fill_null(-1)).otherwise("pointed")
    grid = grid.with_columns(
        opens_line=c("sentence") == line_first,
        subject_at=settled.forward_fill(),
        subject_set=pl.when(settled.is_not_null()).then("row").forward_fill(),
    )
    at, set_at = c("subject_at").clip(0).fill_null(0), c("subject_set").fill_null(0)
    same_document = c("document").gather(at) == c("document")
    # …；某某公司接待455人；稳步推进…: parts of a sentence have each their own subject
    parallel = c("border").gather(c("subject_start").gather(set_at).fill_null(0)) == "semicolon"
    near = (
        pl.when(parallel.fill_null(False))
        .then(c("part_sentence").gather(set_at) == c("part_sentence"))
        .when(c("is_firm").gather(at) | c("is_back").gather(set_at))
        .then(c("line").gather(set_at) == c("line"))
        .when((c("org").gather(at) == "zone") & c("opens_line").gather(set_at))
        .then(c("line").gather(set_at) == c("line"))
        .otherwise(c("part_sentence").gather(set_at) == c("part_sentence"))
    )
    in_title = (
        pl.when(c("names_subject") & (c("lines_before") == 0) & c("starts_section_line"))
        .then("row")
        .min()
        .over("document")
    )
    grid = grid.with_columns(span_start=pl.when(first).then("subject_start").otherwise("subject_block"))
    row = (
        pl.when((c("subject_at") >= 0) & near & same_document)
        .then("subject_at")
        .otherwise(pl.when(c("area_in_force").is_null()).then(pl.coalesce("topic_row", in_title)))
    )
    grid = grid.with_columns(subject_row=pl.when(row < c("row")).then(row))
    start = c("span_start").gather(c("subject_row").fill_null(0))
    on = c("subject_row").fill_null(0)
    figure_before = c("is_figure").gather((on - 1).clip(0))
    begin = (
        pl.when(figure_before)
        .then(c("start_byte").gather(on))
        .when(start.is_null() | c("starts_document").gather(on))
        .then(0)
        .otherwise(c("end_byte").gather(start.fill_null(0)))
    )
    # 甲、乙和丙 by their names: one subject
    enum = ((c("border") == "enum") | (c("phrase") == "conj")) & (c("gap") == 0)
    joined = (
        (c("org") == "group") & enum.shift(-1) & (c("org") == "group").shift(-2) & (c("gap").shift(-2) == 0)
    ).fill_null(False)
    last = pl.when(joined & joined.shift(-2)).then(4).when(joined).then(2).otherwise(0)
    grid = grid.with_columns(org_last=c("row") + last)
    return grid.with_columns(
        by_topic=(c("subject_row") == c("topic_row")) & (c("line").gather(on) != c("line")),
        by_zone=(c("org").gather(on) == "zone") & c("subject_row").is_not_null(),
        subject_from=pl.when(c("subject_row").is_not_null()).then(begin),
        subject_to=pl.when(c("subject_row").is_not_null()).then(
            pl.when(c("is_a").gather(on))
            .then(c("start_byte").gather(on))
            .otherwise(c("end_byte").gather(c("org_last").gather(on)))
        ),
    )


def _is_sort() -> pl.Expr:
    """国家级创新平台, 孵化器突破300家, 以下简称孵化器: a sort of bodies (graded, counted, defined)."""
    grade_row = pl.when(c("grade").is_not_null()).then("row").forward_fill()
    start_row = pl.when(c("starts_name")).then("row").shift(1).forward_fill()
    touches = c("gap") == 0
    graded = (grade_row > start_row) & ((c("org") == "body") | (c("grade").shift(1).is_not_null() & touches))
    defined = touches & (c("calls") == "true").shift(1)
    # nothing but verbs up to a number of bodies, and nothing after it
    text = ((c("gap") > 0) | c("is_plain")).cast(pl.Int64).cum_sum()
    ends = (c("gap") == 0) & c("is_hard") & ~c("is_figure")
    counts = c("is_figure") & (c("gap") == 0) & (c("dimension") == "count") & ends.shift(-1)
    at_count = pl.when(c("is_figure")).then(pl.when(counts).then(text).otherwise(-1)).shift(-1).backward_fill()
    counted = c("org").is_in(["body", "zone"]) & (at_count == text)
    return (graded | defined | counted).fill_null(False)


def _topic(grid: pl.DataFrame) -> pl.DataFrame:
    """topic_row, topic_kind: the firm or park named at a document's beginning that later paragraphs call 公司 or 园区.

    Where as many paragraphs speak of the region (全市, 我省), the document is about the region.
    """
    kind = c("org").cast(pl.String)
    told = grid.select(
        "document",
        "line",
        "lines_before",
        "row",
        "org",
        "is_named",
        "in_title",
        "leads",
        "region_self",
        "is_open",
        "is_hard",
    )
    calls = told.filter(kind.is_in(["firm", "zone"]) & ~c("is_named")).select("document", "line", kind=kind)
    called = calls.unique().group_by("document", "kind").agg(calls=pl.len())
    regional = c("region_self").is_in(_WHOLE_REGIONS) & c("leads")
    regional_lines = (
        told.filter(regional).select("document", "line").unique().group_by("document").agg(regional=pl.len())
    )
    # 甲市高新区乙创业园: of a name within a name the whole is meant
    next_org = pl.when(kind.is_in(["firm", "zone", "body"])).then("row").shift(-1).backward_fill()
    next_block = pl.when(c("is_open") | c("is_hard")).then("row").shift(-1).backward_fill()
    whole = (next_org > next_block).fill_null(True)
    named = (
        told.with_columns(whole=whole)
        .filter(
            (c("lines_before") < _BEGINNING)
            & kind.is_in(["firm", "zone"])
            & c("is_named")
            & ~c("in_title")
            & c("whole")
        )
        .select("document", kind=kind, topic_row="row")
        .join(called, on=["document", "kind"])
        .join(regional_lines, on="document", how="left")
        .filter((c("calls") > 1) & (c("calls") > c("regional").fill_null(0)))
        .sort("topic_row")
        .unique("document", keep="first", maintain_order=True)
        .select("document", "topic_row", topic_kind="kind")
    )
    return grid.join(named, on="document", how="left", maintain_order="left")


def _is_called(later_org: pl.Expr) -> pl.Expr:
    """某某是…公司: whether a token is a verb of being whose clause goes on to a word for an organisation."""
    be = (c("phrase") == "link") & (c("link_be") == "true")
    return be & (c("clause").gather(later_org.fill_null(0)) == c("clause")) & (later_org > c("row"))


def _alone_before_comma() -> pl.Expr:
    """城西的某某光电，主攻…: whether a comma ends a clause that opens its sentence and holds a short name alone."""
    start = c("subject_start").fill_null(0)
    opens = c("border").gather(start).is_in(["sentence", "line"]) | c("starts_document").gather(start)
    of_row = pl.when((c("phrase") == "of") | c("connects").is_in(["visit", "enter"])).then("row").forward_fill()
    last_open = pl.when("is_open").then("row").forward_fill()
    head = pl.max_horizontal(start, pl.when(of_row > start).then(of_row)).cast(pl.Int64)
    size = c("start_byte") - c("end_byte").gather(head)
    return (
        (c("border") == "clause")
        & opens
        & (c("clause").gather(start + 1) == c("clause"))
        & size.is_between(6, 36)
        & ((last_open <= head) | last_open.is_null())
        & c("org").shift(1).is_null()
    )
