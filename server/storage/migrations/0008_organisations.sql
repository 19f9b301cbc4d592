-- 0008: where organisations stood on every day, and so their cases and facts.
--
-- All of it is read off the entries of organisations, but for `tree_at`.

-- What a day brought: what = 'name' (value: the name from that day on), 'parent' (the id of the
-- organisation above; '' none) or 'end' (the first day on which it is no more; value: the id of its
-- successor, '' none).
CREATE TABLE organisation_day (
    organisation {text} NOT NULL,
    what         {text} NOT NULL,
    from_day     {text} NOT NULL,
    value        {text} NOT NULL,
    PRIMARY KEY (organisation, what, from_day)
) {strict};
CREATE INDEX organisation_day_by_value ON organisation_day (value, what);
CREATE INDEX organisation_day_by_day ON organisation_day (from_day);

-- The path on each day, from_day ≤ day < until_day; and as it was thought to be at a moment,
-- made_ms ≤ moment < voided_ms (NULL: it still is).
CREATE TABLE organisation_place (
    organisation {text} NOT NULL,
    from_day     {text} NOT NULL,
    until_day    {text} NOT NULL,
    path         {text} NOT NULL,
    made_ms      {integer} NOT NULL,
    voided_ms    {integer},
    PRIMARY KEY (organisation, from_day, until_day, path, made_ms)
) {strict};
CREATE INDEX organisation_place_by_day ON organisation_place (from_day);
CREATE INDEX organisation_place_by_voided ON organisation_place (voided_ms);

-- The day whose tree the open cases follow. One row.
CREATE TABLE tree_at (
    id  {integer} PRIMARY KEY,
    day {text} NOT NULL
) {strict};
INSERT INTO tree_at (id, day) VALUES (1, '1900-01-01');

CREATE INDEX fact_by_organisation ON fact (organisation, on_date);
CREATE INDEX cases_by_organisation ON cases (organisation);

-- Until now an organisation stood where it was registered. A path is "/<32>/<32>/…/".
INSERT INTO organisation_day (organisation, what, from_day, value)
    SELECT id, 'name', '1900-01-01', title FROM cases WHERE workflow = 'organisation';
INSERT INTO organisation_day (organisation, what, from_day, value)
    SELECT id, 'parent', '1900-01-01',
           CASE WHEN length(org_path) > 34 THEN substr(org_path, length(org_path) - 65, 32)
                ELSE '' END
    FROM cases WHERE workflow = 'organisation';
INSERT INTO organisation_place (organisation, from_day, until_day, path, made_ms, voided_ms)
    SELECT id, '1900-01-01', '9999-12-31', org_path, opened_ms, NULL
    FROM cases WHERE workflow = 'organisation';
