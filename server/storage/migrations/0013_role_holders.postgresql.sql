-- 0013 on PostgreSQL: who holds which role where, on which days; read off the register of people, so that a
-- refusal can name who can. Differs from SQLite only in how JSON is read.
--
-- Runs in one transaction, once; reads each person once. Never edited after a release: a later
-- migration repairs it if need be. There is no way down: restore the backup that was taken before.

CREATE TABLE role_holder (
    organisation   {text} NOT NULL,   -- of the row, else of the person's record
    role           {text} NOT NULL,
    person         {text} NOT NULL,
    from_day       {text} NOT NULL,
    to_day         {text} NOT NULL,   -- included; '9999-12-31' without an end
    substitute_for {text} NOT NULL,   -- '' in a role of their own
    PRIMARY KEY (organisation, role, person, from_day, to_day, substitute_for)
) {strict};
CREATE INDEX role_holder_by_person ON role_holder (person);

INSERT INTO role_holder (organisation, role, person, from_day, to_day, substitute_for)
    SELECT coalesce(nullif(r.value ->> 'organisation', ''), p.organisation), r.value ->> 'role', p.id,
           r.value ->> 'from', coalesce(nullif(r.value ->> 'to', ''), '9999-12-31'),
           coalesce(r.value ->> 'substitute_for', '')
    FROM register_record p,
         jsonb_array_elements(coalesce(CAST(p.data AS jsonb) -> 'roles', '[]')) AS r (value)
    WHERE p.kind = 'person' AND p.status = 'active'
      AND r.value ->> 'role' IS NOT NULL AND r.value ->> 'from' IS NOT NULL
    ON CONFLICT DO NOTHING;
