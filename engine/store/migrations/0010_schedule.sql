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
ALTER TABLE invitations ADD COLUMN offer_due BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE invitations SET place = 'taken', place_at = answered_at WHERE answer = 'yes';
CREATE INDEX invitations_place ON invitations (campaign_id, place, place_at, id) WHERE place <> '';
CREATE INDEX invitations_offer_due ON invitations (id) WHERE offer_due;

ALTER TABLE campaigns ADD COLUMN event_cancelled_at BIGINT;

CREATE TABLE event_changes (
    id {identity},
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    kind TEXT NOT NULL CHECK (kind IN ('change', 'cancellation')),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'applied', 'withdrawn')),
    base_hash TEXT NOT NULL,
    definition TEXT NOT NULL,
    previous TEXT NOT NULL,
    note TEXT NOT NULL,
    urgent BOOLEAN NOT NULL,
    sequence BIGINT NOT NULL,
    told BOOLEAN NOT NULL,
    planned_to BIGINT NOT NULL,
    planned BOOLEAN NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT
);

CREATE INDEX event_changes_campaign ON event_changes (campaign_id, id);
CREATE INDEX event_changes_planned ON event_changes (id) WHERE state = 'applied' AND NOT planned;
CREATE UNIQUE INDEX event_changes_proposed ON event_changes (campaign_id) WHERE state = 'proposed';
