-- What values can be derived by, as the seeds in force say; made anew by each publish.

-- One row a ratio that is exactly one indicator divided by another, in percent.
CREATE TABLE indicator_quotient (
    ratio VARCHAR,
    numerator VARCHAR,
    denominator VARCHAR
);

-- One row a part of a total that is exactly the sum of its parts.
CREATE TABLE indicator_sum (
    total VARCHAR,
    part VARCHAR
);

-- One row an indicator whose reported growth is not the quotient of two printed levels.
CREATE TABLE indicator_comparable_growth (
    indicator_id VARCHAR
);
