-- 0009 on SQLite: nothing. It has no row-level security; the stores hold every case that they read
-- against the wall of the transaction (storage/wall.hpp).
SELECT 1;
