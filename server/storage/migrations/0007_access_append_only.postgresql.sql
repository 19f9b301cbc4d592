-- 0007 on PostgreSQL: a line of the access log is never changed and never deleted.

CREATE FUNCTION refuse_change_of_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a line of the access log is never changed or deleted (%)', TG_OP;
END $$;

CREATE TRIGGER access_is_never_changed BEFORE UPDATE OR DELETE ON access_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_access();
CREATE TRIGGER access_is_never_emptied BEFORE TRUNCATE ON access_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_access();
