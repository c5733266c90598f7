-- How far an opt-out by message goes: all channels of the organisation, or the one it came by.
ALTER TABLE organisations ADD COLUMN opt_out_covers TEXT NOT NULL DEFAULT 'all' CHECK (opt_out_covers IN ('all', 'channel'));
