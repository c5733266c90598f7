ALTER TABLE contacts ADD COLUMN opted_out_at BIGINT;
