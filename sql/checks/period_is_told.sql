-- Grain: one row an observation whose year changes, or differs from the year named before it, where the text gives no reason.
-- Purpose: the period read a second time and by other means. Figures with no word of time between them are of one year: one
-- that differs from most of them is doubted. Where years are named before such a run and no other word of time, its figures
-- are of one of these years. Cells of tables are left alone, for their years stand in the header.
WITH placed AS (
    SELECT
        f.document_id, f.observation_id, f."start", f.time_period, regexp_extract_all(f.time_period, '[12][0-9]{3}') AS years,
        regexp_replace(
            substring(
                d.text, coalesce(lag(f."end") OVER reading_order, 0) + 1,
                f."start" - coalesce(lag(f."end") OVER reading_order, 0)
            ),
            '(比|较|比較|較)(上年|去年|前年|上月|上季度|[0-9]{4}年)(同期|同月|末|底)?|年(均|末|底|内|度|龄|轻)|[全当當青老]年', '', 'g'
        ) AS words
    FROM audit.figure AS f JOIN stg.document AS d USING (document_id)
    WHERE f.time_period IS NOT NULL AND f.first_day IS NOT NULL AND f.ordinal = 0
    WINDOW reading_order AS (PARTITION BY f.document_id ORDER BY f."start")
),
timed AS (
    SELECT
        *,
        regexp_matches(words, '[年月季期今去前昨后後日]|[一二三四五]”|[一二三四五]」|半|截至|截止|以来|以來|\t') AS has_time,
        regexp_extract_all(words, '(?:19|20)[0-9]{2}') AS named,
        regexp_matches(regexp_replace(words, '(?:19|20)[0-9]{2} ?年?', '', 'g'), '[年季期今去前昨后後]|[一二三四五]”|[一二三四五]」|以来|以來|\t') AS has_other_time
    FROM placed
),
run AS (
    SELECT *, count(*) FILTER (has_time) OVER (PARTITION BY document_id ORDER BY "start") AS run FROM timed
),
known AS (
    SELECT
        *,
        mode(years[-1]) OVER same_run AS usual_year,
        count(*) OVER same_run AS n,
        first_value(named) OVER (same_run ORDER BY "start") AS named_before,
        first_value(has_other_time) OVER (same_run ORDER BY "start") AS has_other_before
    FROM run
    WINDOW same_run AS (PARTITION BY document_id, run)
),
judged AS (
    SELECT
        *,
        years[-1] <> usual_year AND 2 * count(*) FILTER (years[-1] = usual_year) OVER (PARTITION BY document_id, run) > n AS is_odd,
        len(named_before) > 0 AND NOT has_other_before AND NOT list_has_any(years, named_before) AS is_unnamed
    FROM known
)
SELECT
    document_id, observation_id, 'time_period' AS field, time_period AS value,
    CASE WHEN is_unnamed THEN 'the text before it names ' || array_to_string(list_distinct(named_before), ', ')
         ELSE 'the figures around it are of ' || usual_year END || ': the year misread?' AS reason_en,
    CASE WHEN is_unnamed THEN '此前原文所指为 ' || array_to_string(list_distinct(named_before), '、') ELSE '前后数据均为 ' || usual_year END
        || ' 年：年份误读？' AS reason_zh
FROM judged
WHERE is_odd OR is_unnamed
