-- The published text of a drawn campaign's frame: people are erased, the tokens that opened nothing stay in it.
ALTER TABLE campaign_draws ADD COLUMN frame TEXT NOT NULL DEFAULT '';
