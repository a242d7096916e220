/** A change of the schema. */
export interface Migration {
  readonly name: string;
  /** Statements of PostgreSQL 15. */
  readonly sql: string;
}

/** In order; the first has number 1. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: "registry",
    sql: `
CREATE SCHEMA homeground;
CREATE TABLE homeground.migration (
  version integer PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE homeground.workspace (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE,
  quota_bytes bigint NOT NULL,
  used_bytes bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE homeground.person (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX person_name ON homeground.person (lower(name));
CREATE TABLE homeground.member (
  workspace_id uuid NOT NULL REFERENCES homeground.workspace ON DELETE CASCADE,
  person_id uuid NOT NULL REFERENCES homeground.person ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('reader', 'contributor', 'admin')),
  PRIMARY KEY (workspace_id, person_id)
);
CREATE INDEX member_person ON homeground.member (person_id);
CREATE TABLE homeground.session (
  hash text PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES homeground.person ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_person ON homeground.session (person_id);
CREATE TABLE homeground.invitation (
  hash text PRIMARY KEY,
  workspace_id uuid NOT NULL REFERENCES homeground.workspace ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('reader', 'contributor', 'admin')),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);

-- Role 'operator' is of all workspaces and of the server; the others are of one workspace.
CREATE TABLE homeground.token (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  prefix text NOT NULL UNIQUE,
  hash text NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('reader', 'contributor', 'admin', 'operator')),
  workspace_id uuid REFERENCES homeground.workspace ON DELETE CASCADE,
  person_id uuid REFERENCES homeground.person ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  used_at timestamptz,
  CHECK ((role = 'operator') = (workspace_id IS NULL))
);
CREATE INDEX token_workspace ON homeground.token (workspace_id);

-- Blobs that a workspace has; refs counts the files of its objects. At 0 it was uploaded and is not used yet.
CREATE TABLE homeground.workspace_blob (
  workspace_id uuid NOT NULL REFERENCES homeground.workspace ON DELETE CASCADE,
  sha256 text NOT NULL,
  size_bytes bigint NOT NULL,
  refs integer NOT NULL DEFAULT 0,
  uploaded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, sha256)
);
CREATE INDEX workspace_blob_sha256 ON homeground.workspace_blob (sha256);
CREATE INDEX workspace_blob_unused ON homeground.workspace_blob (uploaded_at) WHERE refs = 0;
-- Blobs on their way into the store, and those that nobody has any more: held against each other.
CREATE TABLE homeground.arriving_blob (
  id uuid PRIMARY KEY,
  sha256 text NOT NULL,
  began_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX arriving_blob_sha256 ON homeground.arriving_blob (sha256);
CREATE TABLE homeground.doomed_blob (
  sha256 text PRIMARY KEY,
  removing_since timestamptz
);

CREATE TABLE homeground.object (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  workspace_id uuid NOT NULL REFERENCES homeground.workspace ON DELETE CASCADE,
  kind text NOT NULL,
  name text NOT NULL,
  digest text NOT NULL,
  size_bytes bigint NOT NULL,
  facts jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (workspace_id, kind, name, digest)
);
CREATE INDEX object_page ON homeground.object (workspace_id, seq DESC);
CREATE INDEX object_kind_page ON homeground.object (workspace_id, kind, seq DESC);
CREATE TABLE homeground.object_file (
  object_id uuid NOT NULL REFERENCES homeground.object ON DELETE CASCADE,
  path text NOT NULL,
  sha256 text NOT NULL,
  size_bytes bigint NOT NULL,
  PRIMARY KEY (object_id, path)
);

CREATE TABLE homeground.job (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  workspace_id uuid NOT NULL REFERENCES homeground.workspace ON DELETE CASCADE,
  object_id uuid REFERENCES homeground.object ON DELETE CASCADE,
  kind text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  progress jsonb,
  result jsonb,
  error jsonb,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  lease_until timestamptz,
  tries integer NOT NULL DEFAULT 0
);
CREATE INDEX job_page ON homeground.job (workspace_id, seq DESC);
CREATE INDEX job_object ON homeground.job (object_id);
CREATE INDEX job_open ON homeground.job (seq) WHERE state IN ('waiting', 'running');

CREATE TABLE homeground.audit (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  workspace_id uuid REFERENCES homeground.workspace ON DELETE CASCADE,
  actor text NOT NULL,
  action text NOT NULL,
  target text NOT NULL
);
CREATE INDEX audit_page ON homeground.audit (workspace_id, seq DESC);
`,
  },
  {
    name: "images",
    sql: `
-- SHA-256 of the bytes of images that an object speaks of, whether or not it holds them.
CREATE TABLE homeground.object_image (
  workspace_id uuid NOT NULL REFERENCES homeground.workspace ON DELETE CASCADE,
  sha256 bytea NOT NULL,
  object_id uuid NOT NULL REFERENCES homeground.object ON DELETE CASCADE,
  PRIMARY KEY (workspace_id, sha256, object_id)
);
CREATE INDEX object_image_object ON homeground.object_image (object_id);
`,
  },
  {
    name: "people",
    sql: `
-- Null for who signs in another way.
ALTER TABLE homeground.person ALTER COLUMN password_hash DROP NOT NULL;
ALTER TABLE homeground.object ADD COLUMN is_public boolean NOT NULL DEFAULT false;
ALTER TABLE homeground.invitation ADD COLUMN email text;
CREATE INDEX token_person ON homeground.token (person_id);
CREATE TABLE homeground.passkey (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person_id uuid NOT NULL REFERENCES homeground.person ON DELETE CASCADE,
  credential text NOT NULL UNIQUE,
  public_key text NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  host text NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX passkey_person ON homeground.passkey (person_id);
CREATE TABLE homeground.identity (
  issuer text NOT NULL,
  subject text NOT NULL,
  person_id uuid NOT NULL REFERENCES homeground.person ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_person ON homeground.identity (person_id);
-- What somebody began and has not shown yet, by the hash of what their browser was given for it.
CREATE TABLE homeground.ceremony (
  hash text NOT NULL,
  kind text NOT NULL,
  facts jsonb NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (hash, kind)
);
`,
  },
];
