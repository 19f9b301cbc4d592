-- 0016 on PostgreSQL: categories of hardship are personal values and no part of a fact any more; and what
-- an import made is seen with the case.
--
-- Runs in one transaction, once, at once. Never edited after a release: a later migration repairs it if
-- need be. There is no way down: restore the backup that was taken before.

ALTER TABLE fact DROP COLUMN a_categories;

ALTER TABLE import_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_case FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON import_case USING (
    (SELECT current_setting('beihui.wall', true)) = '/'
    OR EXISTS (SELECT FROM cases WHERE cases.id = import_case.case_id)
);
