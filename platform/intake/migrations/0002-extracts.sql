-- A row that was set aside, as it was written, so that it can be corrected and brought again. Of several
-- findings about a row the first has it.
ALTER TABLE intake_quarantine ADD COLUMN row_text TEXT;

-- The load whose rows that were set aside this one brings again, corrected: the two count together.
ALTER TABLE intake_load ADD COLUMN corrects TEXT;
