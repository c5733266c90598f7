CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    until BIGINT NOT NULL
);

CREATE TABLE account_pace (
    connector_account_id BIGINT PRIMARY KEY REFERENCES connector_accounts (id),
    tokens DOUBLE PRECISION NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE domain_pace (
    connector_account_id BIGINT NOT NULL REFERENCES connector_accounts (id),
    domain TEXT NOT NULL,
    rest_until BIGINT NOT NULL,
    tokens DOUBLE PRECISION NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (connector_account_id, domain)
);
