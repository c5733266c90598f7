-- How often an item's interpretation was begun: what ends the program each time is set aside in the end.
ALTER TABLE inbound_items ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
-- With a yes: how many come, the person included, where they said so.
ALTER TABLE responses ADD COLUMN people BIGINT;
