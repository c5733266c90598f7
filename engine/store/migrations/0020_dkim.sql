-- Keys that sign an organisation's mails (RFC 6376), sealed with the installation's key. Of each kind one signs; others wait for their DNS record or
-- are kept while their record is still looked up.
CREATE TABLE dkim_keys (
    id {identity},
    organisation_id BIGINT NOT NULL REFERENCES organisations (id),
    domain TEXT NOT NULL,
    selector TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('rsa', 'ed25519')),
    public_key TEXT NOT NULL,
    sealed_key TEXT NOT NULL,
    signs BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (domain, selector)
);
CREATE UNIQUE INDEX dkim_keys_signing ON dkim_keys (organisation_id, kind) WHERE signs;
