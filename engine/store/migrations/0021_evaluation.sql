-- Found out after an audience was frozen: who should not have been invited.
ALTER TABLE invitations ADD COLUMN ineligible_reason TEXT NOT NULL DEFAULT '' CHECK (ineligible_reason IN ('', 'not_me', 'moved_away', 'duplicate', 'under_age', 'died', 'other'));
ALTER TABLE invitations ADD COLUMN ineligible_at BIGINT;
-- What evaluation compares with the population, as it was at the freeze.
ALTER TABLE invitations ADD COLUMN frozen_gender TEXT NOT NULL DEFAULT '';
ALTER TABLE invitations ADD COLUMN frozen_birth_year BIGINT;
ALTER TABLE invitations ADD COLUMN frozen_place TEXT NOT NULL DEFAULT '';
UPDATE invitations SET frozen_gender = (SELECT c.gender FROM contacts c WHERE c.id = invitations.contact_id), frozen_birth_year = (SELECT c.birth_year FROM contacts c WHERE c.id = invitations.contact_id), frozen_place = (SELECT c.folded_place FROM contacts c WHERE c.id = invitations.contact_id);
-- Audiences that are drawn by lot.
ALTER TABLE invitations ADD COLUMN stratum TEXT NOT NULL DEFAULT '';
ALTER TABLE invitations ADD COLUMN moved_up_at BIGINT;
CREATE TABLE campaign_draws (
    campaign_id BIGINT PRIMARY KEY REFERENCES campaigns (id),
    plan TEXT NOT NULL,
    seed TEXT NOT NULL DEFAULT '',
    drawn_by TEXT NOT NULL DEFAULT '',
    drawn_at BIGINT
);
-- Populations to compare with.
CREATE TABLE benchmarks (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    key TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('register', 'census', 'modelled')),
    source TEXT NOT NULL,
    table_name TEXT NOT NULL,
    reference_date TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    UNIQUE (organisation_id, key)
);
CREATE TABLE benchmark_cells (
    benchmark_id BIGINT NOT NULL REFERENCES benchmarks (id),
    place TEXT NOT NULL,
    place_name TEXT NOT NULL,
    gender TEXT NOT NULL CHECK (gender IN ('', 'f', 'm')),
    age_from BIGINT NOT NULL,
    age_to BIGINT,
    people DOUBLE PRECISION NOT NULL,
    low DOUBLE PRECISION NOT NULL,
    high DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (benchmark_id, place, gender, age_from)
);
-- Campaigns of several organisations that are reported together.
CREATE TABLE programmes (
    id {identity},
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE programme_campaigns (
    programme_id BIGINT NOT NULL REFERENCES programmes (id),
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (programme_id, campaign_id)
);
