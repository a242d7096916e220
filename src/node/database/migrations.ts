/** A change of the schema. */
export interface Migration {
  readonly name: string;
  /** Statements of PostgreSQL 15. */
  readonly sql: string;
}

/** In order; the first has number 1. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: "schema",
    sql: `
CREATE SCHEMA homeground;
CREATE TABLE homeground.migration (
  version integer PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);`,
  },
];
