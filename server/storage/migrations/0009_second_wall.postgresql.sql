-- 0009 on PostgreSQL: a transaction sees the cases that it said it may see, and what belongs to them.
--
-- The program says so first thing in each transaction (storage/wall.hpp): beihui.wall is "/" for
-- its own work, or the paths of organisations, "/a/" with all below and "=/a/" without, "=" for
-- none; beihui.person is who reads. Where nothing was said (NULL, or '' once a transaction before had), no row is seen: a query by hand as the program's role finds
-- nothing. FORCE binds the owner of the tables too; only a superuser or a role with BYPASSRLS passes,
-- and the program says so at its start when it is given one.
--
-- The comparisons with "/" are uncorrelated subqueries, worked out once for a statement.

CREATE FUNCTION beihui_is_within_wall(path text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (
        SELECT FROM unnest(string_to_array(current_setting('beihui.wall', true), '|')) AS part
        WHERE CASE WHEN starts_with(part, '=') THEN path = substr(part, 2)
                   ELSE starts_with(path, part) END
    )
$$;

ALTER TABLE cases ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON cases USING (
    (SELECT current_setting('beihui.wall', true)) = '/'
    OR ((SELECT current_setting('beihui.wall', true)) <> ''
        AND (workflow IN ('organisation', 'employer', 'rule-pack')
             OR opened_by = (SELECT current_setting('beihui.person', true))
             OR beihui_is_within_wall(org_path)))
);

ALTER TABLE fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE fact FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON fact USING (
    (SELECT current_setting('beihui.wall', true)) = '/' OR beihui_is_within_wall(org_path)
);

-- What belongs to a case is seen with it: these ask the policy of cases.
ALTER TABLE case_row ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_row FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON case_row USING (
    (SELECT current_setting('beihui.wall', true)) = '/'
    OR EXISTS (SELECT FROM cases WHERE cases.id = case_row.case_id)
);

ALTER TABLE duty ENABLE ROW LEVEL SECURITY;
ALTER TABLE duty FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON duty USING (
    (SELECT current_setting('beihui.wall', true)) = '/'
    OR EXISTS (SELECT FROM cases WHERE cases.id = duty.case_id)
);

ALTER TABLE document ENABLE ROW LEVEL SECURITY;
ALTER TABLE document FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON document USING (
    (SELECT current_setting('beihui.wall', true)) = '/'
    OR EXISTS (SELECT FROM cases WHERE cases.id = document.case_id)
);

ALTER TABLE entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE entry FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON entry USING (
    (SELECT current_setting('beihui.wall', true)) = '/'
    OR EXISTS (SELECT FROM cases WHERE cases.id = entry.case_id)
);

ALTER TABLE field ENABLE ROW LEVEL SECURITY;
ALTER TABLE field FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON field USING (
    (SELECT current_setting('beihui.wall', true)) = '/'
    OR EXISTS (SELECT FROM entry WHERE entry.uid = field.uid)
);
