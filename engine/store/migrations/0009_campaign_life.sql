CREATE TABLE campaign_waves (
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    wave TEXT NOT NULL CHECK (wave IN ('reminder', 'thanks', 'feedback')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'planning', 'begun', 'missed', 'withdrawn')),
    text TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    in_force_at BIGINT,
    approved_by TEXT NOT NULL,
    proposed_text TEXT NOT NULL,
    proposed_hash TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    after_contact BIGINT NOT NULL,
    planned BIGINT NOT NULL,
    begun_at BIGINT,
    PRIMARY KEY (campaign_id, wave)
);

CREATE TABLE wave_moves (
    id {identity},
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    wave TEXT NOT NULL,
    what TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL
);

CREATE INDEX wave_moves_campaign ON wave_moves (campaign_id, id);

ALTER TABLE campaigns ADD COLUMN waves_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE campaigns ADD COLUMN bounce_look_at BIGINT;
ALTER TABLE campaigns ADD COLUMN answer_look_at BIGINT;
ALTER TABLE campaigns ADD COLUMN awaits_answers BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX attendances_campaign ON attendances (campaign_id);
CREATE INDEX contact_attributes_channel ON contact_attributes (contact_id) WHERE name = 'preferred_channel';
