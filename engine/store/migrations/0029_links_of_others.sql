-- The person that an emptied row went into when two were found to be one: links sent to it lead there. Never to a row
-- that was merged itself.
ALTER TABLE contacts ADD COLUMN merged_into BIGINT REFERENCES contacts (id);
CREATE INDEX contacts_merged ON contacts (merged_into) WHERE merged_into IS NOT NULL;

-- When a coordinator took it over: whoever held a link said that this address is the person's.
ALTER TABLE address_proposals ADD COLUMN accepted_at BIGINT;
UPDATE address_proposals SET accepted_at = (SELECT r.handled_at FROM responses r WHERE r.id = address_proposals.response_id);
