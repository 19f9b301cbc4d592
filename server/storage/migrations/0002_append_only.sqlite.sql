-- 0002 on SQLite: an entry is never changed and never deleted.
--
-- Only its position in the log is set, once, by the sequencer. This stops the program, not somebody
-- who holds the file: for that there are the leaf hashes.

CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN
    SELECT RAISE(ABORT, 'an entry is never deleted');
END;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
WHEN OLD.seq IS NOT NULL OR NEW.seq IS NULL
  OR NEW.uid IS NOT OLD.uid OR NEW.tenant IS NOT OLD.tenant
  OR NEW.case_id IS NOT OLD.case_id OR NEW.case_seq IS NOT OLD.case_seq
  OR NEW.at_ms IS NOT OLD.at_ms OR NEW.valid_at_ms IS NOT OLD.valid_at_ms
  OR NEW.actor IS NOT OLD.actor OR NEW.act IS NOT OLD.act OR NEW.body IS NOT OLD.body
  OR NEW.trace_hash IS NOT OLD.trace_hash OR NEW.pack_hash IS NOT OLD.pack_hash
  OR NEW.calendar_hash IS NOT OLD.calendar_hash OR NEW.leaf IS NOT OLD.leaf
  OR EXISTS (SELECT 1 FROM entry WHERE tenant = NEW.tenant AND seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'an entry is never changed');
END;

-- OR REPLACE would delete the old row without its DELETE trigger.
CREATE TRIGGER entry_is_never_replaced BEFORE INSERT ON entry
WHEN EXISTS (SELECT 1 FROM entry WHERE uid = NEW.uid)
  OR EXISTS (SELECT 1 FROM entry WHERE case_id = NEW.case_id AND case_seq = NEW.case_seq)
  OR EXISTS (SELECT 1 FROM entry WHERE tenant = NEW.tenant AND seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'an entry is never replaced');
END;
