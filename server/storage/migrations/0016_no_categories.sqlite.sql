-- 0016 on SQLite: categories of hardship are personal values and no part of a fact any more.
--
-- Runs in one transaction, once. Writes the table of facts anew: about 2 s for a million of them. Never
-- edited after a release: a later migration repairs it if need be. There is no way down: restore the
-- backup that was taken before.

ALTER TABLE fact DROP COLUMN a_categories;
