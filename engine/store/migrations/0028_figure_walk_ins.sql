-- People who came without an invitation, kept with a campaign's figures: group '' where nobody knows it.
CREATE TABLE figure_walk_ins (
    campaign_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    group_key TEXT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (campaign_id, number, group_key),
    FOREIGN KEY (campaign_id, number) REFERENCES campaign_figures (campaign_id, number)
);
-- Of figures that were closed before: those who had been entered by then.
INSERT INTO figure_walk_ins (campaign_id, number, group_key, people) SELECT f.campaign_id, f.number, a.walk_in_group, COUNT(*) FROM campaign_figures f JOIN attendances a ON a.campaign_id = f.campaign_id WHERE a.invitation_id IS NULL AND a.at <= f.as_of AND COALESCE(a.recorded_at, 0) <= f.made_at GROUP BY f.campaign_id, f.number, a.walk_in_group;
