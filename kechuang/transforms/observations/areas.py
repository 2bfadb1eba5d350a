"""Where and who: the region that a figure is about, the organisation, and the area that a rank is taken in."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col

_STARTS = ("sentence", "line", "semicolon", "clause", "colon")


def find(grid: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """grid -> area (code that a token names), area_in_force, subject_from and subject_to (bytes) in force.

    documents(document, region_code, province, prefecture, county): the document's own chain of regions.
    """
    grid = grid.join(
        documents.select("document", "region_code", "province", "prefecture", "county"),
        on="document",
        how="left",
        maintain_order="left",
    )
    level = c("region_self")
    own = (
        pl.when(level.is_in(["nation", "nation_own"]))
        .then(pl.lit("100000"))
        .when(level == "world")
        .then(pl.lit("world"))
        .when(level == "province")
        .then("province")
        .when(level == "prefecture")
        .then("prefecture")
        .when(level == "county")
        .then("county")
        .when(level == "own")
        .then("region_code")
    )
    starts = (
        c("border").is_in(_STARTS)
        | (c("part") == "open")
        | ((c("border") == "open") & c("is_hard"))
        | c("is_time")
        | c("period").is_not_null()
        | (c("sort") == "word")
    ).fill_null(False)
    listed = c("region").is_not_null() & ~c("in_title")
    grid = grid.with_columns(
        area=pl.coalesce(own, "region"), starts_name=starts, areas_seen=listed.cast(pl.Int64).cum_sum()
    )
    return _subjects(_areas(grid))


def _areas(grid: pl.DataFrame) -> pl.DataFrame:
    """A region rules what follows where a clause begins with it; one above the document's own only before a verb."""
    area, own = c("area"), c("region_code")
    first = (c("gap") == 0) & (c("starts_name") | c("area").is_not_null()).shift(1).fill_null(True)
    touches_next = c("gap").shift(-1) == 0
    before_verb = (
        touches_next
        & (c("is_open").shift(-1) | c("border").shift(-1).is_in(["colon", "clause"]) | c("is_time").shift(-1))
        & c("area").shift(-1).is_null()
    )
    listed = (
        (touches_next & c("region").shift(-1).is_not_null())
        | (c("region").shift(1).is_not_null() & (c("gap") == 0))
        | touches_next
        & (
            (c("border").shift(-1) == "enum")
            | (c("phrase").shift(-1) == "conj")
            | c("org").shift(-1).is_not_null()
            | (c("series").shift(-1) == "next")
        )
    )
    above = (
        own.is_not_null() & (area != own) & ((area == c("province")) | (area == c("prefecture")) | (area == "100000"))
    ).fill_null(False)
    said = c("region_self").is_in(["nation_own", "world"]).fill_null(False)
    grouped = (c("region_self") == "group").fill_null(False)
    # 苏州高新区, 西安咸阳国际机场: a region inside an organisation's name
    next_org = pl.when(c("org").is_in(["firm", "zone", "body", "office"])).then("row").shift(-1).backward_fill()
    next_block = pl.when((c("is_open") | c("is_hard")) & c("region").is_null()).then("row").shift(-1).backward_fill()
    in_name = (next_org < next_block).fill_null(False) & c("region_self").is_null()
    leads = (
        area.is_not_null()
        & ~grouped
        & ~in_name
        & first
        & ~listed.fill_null(False)
        & ~c("in_title")
        & (~above | before_verb.fill_null(False) | said | c("region_self").is_not_null())
    )
    after_title = (c("border").shift(1) == "quote").fill_null(False)
    grid = grid.with_columns(leads=(leads & ~after_title).fill_null(False), is_above=above)
    row = pl.when("leads").then("row").forward_fill()
    grid = grid.with_columns(area_row=row)
    at = c("area_row").fill_null(0)
    # a part of the document's region named in passing rules its clause; where a line compares several, its stretch
    below = (own.is_not_null() & (area != own) & ~c("is_above") & c("region_self").is_null()).fill_null(False)
    named = below & ~in_name & first & (c("phrase").shift(-1) != "etc").fill_null(True)
    several = (
        grid.select("line", area=pl.when(named).then(area))
        .drop_nulls()
        .unique()
        .group_by("line")
        .len()
        .filter(c("len") > 2)
    )
    grid = grid.with_columns(is_below=below, compares=c("line").is_in(several["line"].implode()))
    near = (
        pl.when(c("is_above").gather(at))
        .then(c("sentence").gather(at) == c("sentence"))
        .when(c("is_below").gather(at) & ~c("compares"))
        .then(c("clause").gather(at) == c("clause"))
        .otherwise(c("line").gather(at) == c("line"))
    )
    return grid.with_columns(area_in_force=pl.when(c("area_row").is_not_null() & near).then(c("area").gather(at)))


def _subjects(grid: pl.DataFrame) -> pl.DataFrame:
    """An organisation that begins a clause is the subject from there on: a firm in its line, others in a sentence."""
    touches_next = c("gap").shift(-1) == 0
    acts = touches_next & (
        c("is_open").shift(-1)
        | c("sort").shift(-1).is_in(["duration", "lone", "time"])
        | c("border").shift(-1).is_in(["clause", "unquote"])
        | c("phrase").shift(-1).is_in(["weak", "measure", "dependent", "link", "adverb", "act", "event"])
    )
    blocks = (c("is_open") | c("is_hard")) & c("area").is_null()
    next_unquote = pl.when(c("border") == "unquote").then("row").shift(-1).backward_fill()
    ends_in_org = (
        c("org").is_in(["firm", "zone", "body"]).gather((next_unquote - 1).clip(0).fill_null(0))
        & (c("clause").gather(next_unquote.fill_null(0)) == c("clause"))
        & (c("gap").gather(next_unquote.fill_null(0)) == 0)
    )
    opens_quote = ((c("border") == "quote") & ends_in_org).fill_null(False)  # 打造的“某某孵化器”
    joins = c("is_plain") & ((c("border") == "enum") | (c("phrase") == "conj"))
    grid = grid.with_columns(opens_quote=opens_quote)
    opens_quote = c("opens_quote")
    grid = grid.with_columns(
        subject_start=pl.when(c("starts_name") | opens_quote).then("row").shift(1).forward_fill(),
        subject_block=pl.when(blocks | opens_quote).then("row").shift(1).forward_fill(),
        subject_join=pl.when(joins).then("row").shift(1).forward_fill(),
        is_named=(c("gap") > 0) | (c("is_plain").shift(1) & (c("row") > 0)) | c("region").shift(1).is_not_null(),
    )
    opening = c("subject_block").is_null() | (c("subject_block") < c("document_first"))
    first = ((c("subject_start") == c("subject_block")) | opening).fill_null(False) & ~(
        c("subject_join") > c("subject_start")
    ).fill_null(False)
    kind = c("org")
    any_org = kind.is_in(["firm", "back"])
    reporting = grid.filter(c("reports") == "true")["clause"].unique()
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
        & (acts | measured.fill_null(False))
        & c("org").shift(-1).is_null()
    )
    group = (kind == "group") & ((first & ~c("is_named")) | (c("is_figure").shift(1) & (c("gap") == 0)))
    # 某某是…公司: the name before 是
    later_org = pl.when(kind.is_in(["firm", "body", "zone"])).then("row").backward_fill()
    is_a = (
        (c("phrase") == "link")
        & (c("link_be") == "true")
        & (c("gap").is_between(2, 12))
        & first
        & (c("clause").gather(later_org.fill_null(0)) == c("clause"))
        & (later_org > c("row"))
    )
    grid = grid.with_columns(
        is_a=is_a.fill_null(False), is_firm=(firm | group).fill_null(False), is_other=other.fill_null(False)
    ).with_columns(is_firm=c("is_firm") | c("is_a"))
    names = (c("is_firm") | c("is_other")) & ~c("in_title") & ~c("told_by")
    bare = (
        kind.is_in(["firm", "zone", "body"])
        & ~c("is_named")
        & first
        & c("is_plain")
        & (acts | (c("phrase").shift(-1) == "conj"))
    ) | ((kind == "back") & first)
    resets = (c("region_self").is_in(["county", "prefecture", "province"]) & c("leads")) | (
        (c("border") == "close") & c("is_hard")
    )
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
        & ~told
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
    back = pl.when(kind == "zone").then("last_zone").when(kind == "body").then("last_body").otherwise("last_firm")
    pointed = (
        pl.when("names_subject")
        .then("row")
        .when("is_back")
        .then(pl.coalesce(back, "named_row"))
        .when("resets_subject")
        .then(-1)
    )
    grid = grid.with_columns(
        subject_at=pointed.forward_fill(), subject_set=pl.when(pointed.is_not_null()).then("row").forward_fill()
    )
    at, set_at = c("subject_at").clip(0).fill_null(0), c("subject_set").fill_null(0)
    same_document = c("document").gather(at) == c("document")
    near = (
        pl.when(c("is_firm").gather(at) | c("is_back").gather(set_at))
        .then(c("line").gather(set_at) == c("line"))
        .when(c("org").gather(at) == "zone")
        .then(c("sentence").gather(set_at) == c("sentence"))
        .otherwise(c("part_sentence").gather(set_at) == c("part_sentence"))
    )
    in_title = (
        pl.when(c("names_subject") & (c("lines_before") == 0) & c("starts_section_line"))
        .then("row")
        .min()
        .over("document")
    )
    grid = grid.with_columns(span_start=pl.when(first).then("subject_start").otherwise("subject_block"))
    row = pl.when((c("subject_at") >= 0) & near & same_document).then("subject_at").otherwise(in_title)
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
    return grid.with_columns(
        subject_from=pl.when(c("subject_row").is_not_null()).then(begin),
        subject_to=pl.when(c("subject_row").is_not_null()).then(
            pl.when(c("is_a").gather(on)).then(c("start_byte").gather(on)).otherwise(c("end_byte").gather(on))
        ),
    )


def place(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """figures -> ref_area and, for ranks, scope."""
    nearest = grid["area"].gather(figures["last_area"].fill_null(0)).alias("near_area")
    farther = grid["area"].gather(figures["last_other_area"].fill_null(0)).alias("far_area")
    figures = figures.with_columns(nearest, farther)
    touching = within("area", "segment") & (c("last_area") >= c("last_area_text").fill_null(-1))
    rank = c("statistic") == "rank"
    after_verb = within("area", "segment") & (c("last_area") > c("last_rank").fill_null(-1))
    scope = (
        pl.when(rank & (touching | after_verb))
        .then("near_area")
        .when(rank & within("other_area", "sentence"))
        .then("far_area")
    )
    figures = figures.with_columns(scope=pl.when(scope != "group").then(scope))
    inner = (
        rank
        & c("area_in_force").is_not_null()
        & (c("scope").is_null() | (c("scope") == c("area_in_force")))
        & (c("area_in_force") != c("region_code"))
    )
    figures = figures.with_columns(
        scope=pl.when(inner & within("rank", "segment") & ~within("area", "segment"))
        .then("region_code")
        .otherwise("scope")
    )
    figures = figures.with_columns(
        scope=pl.when(rank & (c("member") > 0) & ~(touching | after_verb))
        .then(c("scope").first().over("group"))
        .otherwise("scope"),
        ref_area=pl.coalesce("area_in_force", "region_code"),
    ).with_columns(
        ref_area=pl.when(
            (c("named_by") == "right")
            & c("touches_area")
            & c("dimension").is_in(["count", "person"])
            & (c("near_area") != "group")
        )
        .then("near_area")
        .when(c("ref_area") != "world")
        .then("ref_area")
    )
    return _listed_areas(figures, grid)


def _listed_areas(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """苏州、南京、无锡分别为1、2、3亿元: the regions of a list in turn; 宿迁、淮安均增长6.8%: one record each."""
    named = grid.select("region", "in_title").filter(c("region").is_not_null() & ~c("in_title"))
    codes = named["region"] if len(named) else pl.Series([""], dtype=pl.String)
    first = {
        k: c(k).first().over("group") for k in ("areas_seen", "part_sentence_first", "clause_first", "last_number")
    }
    at_part = grid["areas_seen"].gather(
        (figures.select(first["part_sentence_first"]).to_series() - 1).clip(0).fill_null(0)
    )
    at_clause = grid["areas_seen"].gather((figures.select(first["clause_first"]).to_series() - 1).clip(0).fill_null(0))
    figures = figures.with_columns(seen_part=at_part, seen_clause=at_clause, seen_now=first["areas_seen"])
    in_part, in_clause = c("seen_now") - c("seen_part"), c("seen_now") - c("seen_clause")
    several = (c("members") > 1) & ~c("is_series") & ~c("is_ratio") & ~c("in_cell")
    take = (
        pl.when(several & (in_clause == c("members")))
        .then("seen_clause")
        .when(several & (in_part == c("members")) & within("respectively", "part_sentence"))
        .then("seen_part")
    )
    each = within("each", "segment") & (c("members") == 1) & (in_clause > 1) & ~c("in_cell")
    figures = figures.with_columns(take=take, each_area=each, each_count=pl.when(each).then(in_clause).otherwise(1))
    figures = figures.with_columns(place=pl.int_ranges(0, "each_count")).explode("place")
    index = (
        pl.when(c("each_area"))
        .then(c("seen_clause") + c("place"))
        .otherwise(c("take") + c("part").fill_null(0))
        .cast(pl.Int64)
    )
    at = figures.select(index.fill_null(0).clip(0, len(codes) - 1)).to_series()
    return figures.with_columns(listed_area=codes.gather(at)).with_columns(
        ref_area=pl.when(c("take").is_not_null() | c("each_area")).then("listed_area").otherwise("ref_area")
    )
