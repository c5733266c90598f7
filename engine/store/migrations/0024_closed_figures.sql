-- Figures of campaigns as aggregates. From number 0 on, past the as-of time: never changed; what became known later makes a further number. Number -1:
-- the latest count of a large campaign that is open, replaced by the next and gone when the figures are closed.
CREATE TABLE campaign_figures (
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    number BIGINT NOT NULL,
    as_of BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    definition TEXT NOT NULL,
    look_back_months BIGINT NOT NULL,
    register_start BIGINT,
    erased BIGINT NOT NULL,
    PRIMARY KEY (campaign_id, number)
);
CREATE TABLE figure_people (
    campaign_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    group_key TEXT NOT NULL,
    place TEXT NOT NULL,
    arm TEXT NOT NULL,
    prior TEXT NOT NULL,
    first_time TEXT NOT NULL,
    disposition TEXT NOT NULL,
    rung TEXT NOT NULL,
    attended BOOLEAN NOT NULL,
    people BIGINT NOT NULL,
    FOREIGN KEY (campaign_id, number) REFERENCES campaign_figures (campaign_id, number)
);
CREATE INDEX figure_people_number ON figure_people (campaign_id, number);
CREATE TABLE figure_strata (
    campaign_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    stratum TEXT NOT NULL,
    age BIGINT NOT NULL,
    gender TEXT NOT NULL,
    place TEXT NOT NULL,
    arm TEXT NOT NULL,
    moved_up BOOLEAN NOT NULL,
    disposition TEXT NOT NULL,
    reached BOOLEAN NOT NULL,
    attended BOOLEAN NOT NULL,
    people BIGINT NOT NULL,
    FOREIGN KEY (campaign_id, number) REFERENCES campaign_figures (campaign_id, number)
);
CREATE INDEX figure_strata_number ON figure_strata (campaign_id, number);
-- People who were erased, counted: no id, no time. Group, place and prior involvement only where enough are alike.
CREATE TABLE erased_people (
    campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
    group_key TEXT NOT NULL,
    place TEXT NOT NULL,
    arm TEXT NOT NULL,
    prior TEXT NOT NULL,
    disposition TEXT NOT NULL,
    rung TEXT NOT NULL,
    attended BOOLEAN NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (campaign_id, group_key, place, arm, prior, disposition, rung, attended)
);
-- Opt-outs that name no campaign; whoever counts a campaign's people asks for them.
CREATE INDEX responses_of_no_campaign ON responses (organisation_id, contact_id) WHERE invitation_id IS NULL;
-- The few messages that did not arrive, for whoever looks for another way to their people.
CREATE INDEX messages_came_back ON messages (lane_id) WHERE state IN ('bounced', 'failed', 'expired', 'skipped');
