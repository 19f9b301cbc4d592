-- 0003: what the facts of further kinds of case carry.
--
-- Facts that are there already keep NULL: they do not carry it.

ALTER TABLE fact ADD COLUMN a_accepted {flag};
ALTER TABLE fact ADD COLUMN a_active {flag};
ALTER TABLE fact ADD COLUMN a_categories {text};
ALTER TABLE fact ADD COLUMN a_complete {flag};
ALTER TABLE fact ADD COLUMN a_decided {flag};
ALTER TABLE fact ADD COLUMN a_filed {flag};
ALTER TABLE fact ADD COLUMN a_first_contact {text};
ALTER TABLE fact ADD COLUMN a_helped {flag};
ALTER TABLE fact ADD COLUMN a_issued {flag};
ALTER TABLE fact ADD COLUMN a_lead {text};
ALTER TABLE fact ADD COLUMN a_open {flag};
ALTER TABLE fact ADD COLUMN a_outstanding {flag};
ALTER TABLE fact ADD COLUMN a_owner_kind {text};
ALTER TABLE fact ADD COLUMN a_period_end {text};
ALTER TABLE fact ADD COLUMN a_planned {flag};
ALTER TABLE fact ADD COLUMN a_programme {text};
ALTER TABLE fact ADD COLUMN a_published {flag};
ALTER TABLE fact ADD COLUMN a_scope {text};
ALTER TABLE fact ADD COLUMN a_special {text};
ALTER TABLE fact ADD COLUMN a_state {text};
ALTER TABLE fact ADD COLUMN a_supported {flag};
