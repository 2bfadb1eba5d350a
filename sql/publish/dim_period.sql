-- Grain: a period of the staged figures: SDMX/ISO 8601 text to its first and last day.
-- Forms: 2021, 2021-S1, 2021-Q3, 2023-07, 2023-07-01, and intervals of two of them with `/` between.
WITH period AS (
    SELECT DISTINCT time_period FROM stg.observation WHERE time_period IS NOT NULL
),
limits AS (
    SELECT
        time_period,
        split_part(time_period, '/', 1) AS first_part,
        CASE WHEN time_period LIKE '%/%' THEN split_part(time_period, '/', 2) ELSE time_period END AS last_part
    FROM period
),
part AS (
    SELECT first_part AS part FROM limits UNION SELECT last_part FROM limits
),
-- the first month of the part and how many months it lasts; a day has its own date
measured AS (
    SELECT
        part,
        CASE
            WHEN regexp_full_match(part, '[0-9]{4}') THEN 'year'
            WHEN regexp_full_match(part, '[0-9]{4}-S[12]') THEN 'half_year'
            WHEN regexp_full_match(part, '[0-9]{4}-Q[1-4]') THEN 'quarter'
            WHEN regexp_full_match(part, '[0-9]{4}-[0-9]{2}') THEN 'month'
            WHEN regexp_full_match(part, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN 'day'
            ELSE 'other'
        END AS kind,
        TRY_CAST(left(part, 4) AS INTEGER) AS year,
        TRY_CAST(right(part, 1) AS INTEGER) AS nth
    FROM part
),
dated AS (
    SELECT
        part, kind,
        CASE kind
            WHEN 'year' THEN TRY_CAST(part || '-01-01' AS DATE)
            WHEN 'half_year' THEN TRY_CAST(year || '-' || (nth * 6 - 5) || '-01' AS DATE)
            WHEN 'quarter' THEN TRY_CAST(year || '-' || (nth * 3 - 2) || '-01' AS DATE)
            WHEN 'month' THEN TRY_CAST(part || '-01' AS DATE)
            WHEN 'day' THEN TRY_CAST(part AS DATE)
        END AS start_date,
        CASE kind WHEN 'year' THEN 12 WHEN 'half_year' THEN 6 WHEN 'quarter' THEN 3 WHEN 'month' THEN 1 END AS months
    FROM measured
),
ended AS (
    SELECT
        part, kind, start_date,
        CASE WHEN kind = 'day' THEN start_date ELSE CAST(start_date + to_months(months) - INTERVAL 1 DAY AS DATE) END AS end_date
    FROM dated
)
SELECT
    limits.time_period,
    CASE WHEN limits.time_period LIKE '%/%' THEN 'interval' ELSE f.kind END AS kind,
    f.start_date,
    l.end_date
FROM limits
JOIN ended AS f ON f.part = limits.first_part
JOIN ended AS l ON l.part = limits.last_part;
