-- Which revision decides a duty, from when it could be known, and what period or event it is about.
ALTER TABLE duty ADD COLUMN rules {text} NOT NULL DEFAULT 'pin';
ALTER TABLE duty ADD COLUMN known_on {text} NOT NULL DEFAULT '';
ALTER TABLE duty ADD COLUMN period_end {text} NOT NULL DEFAULT '';
ALTER TABLE duty ADD COLUMN occasion {text} NOT NULL DEFAULT '';
