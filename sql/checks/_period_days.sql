-- Grain: one row a spelling of a period that a staged or compared figure uses.
-- Purpose: its first and last day, and how the same period of the year before is spelled. No row where it is not ISO 8601 in SDMX's form (2021, 2021-Q3, 2021-S1, 2021-07,
-- 2021-07-01, or two of them around a slash) or not in the calendar. Created as table audit.period_days before the checks run.
WITH spelling AS (
    SELECT time_period FROM stg.observation WHERE time_period IS NOT NULL
    UNION
    SELECT time_period FROM audit.published
),
part AS (
    SELECT time_period, unnest([1, 2]) AS side, split_part(time_period, '/', 1) AS one, split_part(time_period, '/', 2) AS two
    FROM spelling
    WHERE NOT contains(time_period, '//') AND length(time_period) - length(replace(time_period, '/', '')) <= 1
      AND NOT starts_with(time_period, '/') AND NOT ends_with(time_period, '/')
),
point AS (
    SELECT time_period, side, CASE WHEN side = 2 AND two <> '' THEN two ELSE one END AS iso FROM part
),
month_of AS (
    SELECT
        time_period, side, iso,
        CASE
            WHEN regexp_full_match(iso, '[12][0-9]{3}') THEN [1, 12]
            WHEN regexp_full_match(iso, '[12][0-9]{3}-Q[1-4]') THEN [3 * right(iso, 1)::INTEGER - 2, 3 * right(iso, 1)::INTEGER]
            WHEN regexp_full_match(iso, '[12][0-9]{3}-S[12]') THEN [6 * right(iso, 1)::INTEGER - 5, 6 * right(iso, 1)::INTEGER]
            WHEN regexp_full_match(iso, '[12][0-9]{3}-(0[1-9]|1[0-2])') THEN [right(iso, 2)::INTEGER, right(iso, 2)::INTEGER]
        END AS months
    FROM point
),
days AS (
    SELECT
        time_period, side,
        CASE WHEN months IS NOT NULL THEN make_date(left(iso, 4)::INTEGER, months[1], 1)
             WHEN regexp_full_match(iso, '[12][0-9]{3}-[0-9]{2}-[0-9]{2}') THEN TRY_CAST(iso AS DATE) END AS first_day,
        CASE WHEN months IS NOT NULL THEN last_day(make_date(left(iso, 4)::INTEGER, months[2], 1))
             WHEN regexp_full_match(iso, '[12][0-9]{3}-[0-9]{2}-[0-9]{2}') THEN TRY_CAST(iso AS DATE) END AS last_day
    FROM month_of
),
ends AS (
    SELECT time_period, max(first_day) FILTER (side = 1) AS first_day, max(last_day) FILTER (side = 2) AS last_day
    FROM days GROUP BY time_period
)
SELECT
    time_period, first_day, last_day,
    CASE WHEN contains(time_period, '/') THEN
        (left(time_period, 4)::INTEGER - 1) || substring(split_part(time_period, '/', 1), 5) || '/'
        || (left(split_part(time_period, '/', 2), 4)::INTEGER - 1) || substring(split_part(time_period, '/', 2), 5)
    ELSE (left(time_period, 4)::INTEGER - 1) || substring(time_period, 5) END AS year_before
FROM ends
WHERE first_day <= last_day
