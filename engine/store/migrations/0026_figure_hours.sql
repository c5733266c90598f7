-- When people were first reached, by the hour: kept with a campaign's figures.
CREATE TABLE figure_hours (
    campaign_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (campaign_id, number, at),
    FOREIGN KEY (campaign_id, number) REFERENCES campaign_figures (campaign_id, number)
);
