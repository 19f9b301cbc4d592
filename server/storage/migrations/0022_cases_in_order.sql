-- 0022: a page of cases by their first day is read in the order of an index, ties by id; the open ones
-- of a workflow do not walk past all that was closed before them.

DROP INDEX cases_by_start;
CREATE INDEX cases_by_start ON cases (starts_on, id);
CREATE INDEX cases_open_by_start ON cases (workflow, starts_on, id) WHERE closed = 0;
