CREATE TABLE sending_hours (
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
    opens BIGINT NOT NULL,
    closes BIGINT NOT NULL,
    sundays BOOLEAN NOT NULL,
    holidays BOOLEAN NOT NULL,
    PRIMARY KEY (organisation_id, channel)
);

ALTER TABLE organisations ADD COLUMN fatigue_messages BIGINT NOT NULL DEFAULT 3;
ALTER TABLE organisations ADD COLUMN fatigue_days BIGINT NOT NULL DEFAULT 14;

ALTER TABLE invitations ADD COLUMN place TEXT NOT NULL DEFAULT '' CHECK (place IN ('', 'taken', 'waiting'));
ALTER TABLE invitations ADD COLUMN place_at BIGINT;
ALTER TABLE invitations ADD COLUMN offered_at BIGINT;
CREATE INDEX invitations_waiting ON invitations (campaign_id, place_at, id) WHERE place = 'waiting';
