-- 0007 on SQLite: a line of the access log is never changed and never deleted.

CREATE TRIGGER access_is_never_deleted BEFORE DELETE ON access_entry
BEGIN
    SELECT RAISE(ABORT, 'a line of the access log is never deleted');
END;
CREATE TRIGGER access_is_never_changed BEFORE UPDATE ON access_entry
BEGIN
    SELECT RAISE(ABORT, 'a line of the access log is never changed');
END;
-- OR REPLACE would delete the old row without its DELETE trigger.
CREATE TRIGGER access_is_never_replaced BEFORE INSERT ON access_entry
WHEN EXISTS (SELECT 1 FROM access_entry WHERE uid = NEW.uid)
BEGIN
    SELECT RAISE(ABORT, 'a line of the access log is never replaced');
END;
