/**
 * Numbered changes of the schema, in SQL, each applied once and in a transaction of its own.
 *
 * A change that stands in a release is never edited. For an upgrade without a pause, a release only adds what the
 * release before it can live beside (a table, a column with a default, an index); what is no longer asked for goes one
 * release later.
 */
import { HomegroundError } from "../../core/errors.js";
import type { Database, Queries } from "./database.js";
import { MIGRATIONS } from "./migrations.js";

/** The version of the schema that this program works with: the number of the last change. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Any number, the same in all programs that change this schema. */
const LOCK = 7_357_001;

/**
 * Brings a database to {@link SCHEMA_VERSION}; several at once wait for each other.
 *
 * @param to an earlier version, for data that are of it
 * @returns the version before, 0 for one that was empty
 * @throws HomegroundError `database/newer`, and then nothing was changed
 */
export async function migrate(database: Database, to = SCHEMA_VERSION): Promise<number> {
  const before = await versionOf(database);
  refuseNewer(before);
  for (let next = before + 1; next <= to; next++) {
    await database.transaction((queries) => apply(queries, next));
  }
  return before;
}

async function apply(queries: Queries, number: number): Promise<void> {
  const { name, sql } = MIGRATIONS[number - 1]!;
  await queries.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
  const version = await versionOf(queries);
  refuseNewer(version);
  if (version >= number) return; // another server was quicker
  await queries.execute(sql);
  await queries.query("INSERT INTO homeground.migration (version, name) VALUES ($1, $2)", [
    number,
    name,
  ]);
}

/**
 * For programs that use a database and leave its schema to the server.
 *
 * @throws HomegroundError `database/newer`, `database/older`
 */
export async function checkVersion(queries: Queries): Promise<void> {
  const version = await versionOf(queries);
  refuseNewer(version);
  if (version === SCHEMA_VERSION) return;
  throw new HomegroundError("database/older", {
    what: `it has version ${version} of the schema, and this program works with ${SCHEMA_VERSION}`,
    where: "the database",
    fix: "Start homeground serve of this version on it once, which brings it up to date",
  });
}

/** 0 for a database that has nothing of ours. */
export async function versionOf(queries: Queries): Promise<number> {
  // Not to_regclass, which may answer by what it knew before another server made the table.
  const tables = await queries.query(
    "SELECT 1 FROM pg_tables WHERE schemaname = 'homeground' AND tablename = 'migration'",
  );
  if (tables.length === 0) return 0;
  const [row] = await queries.query<{ version: number }>(
    "SELECT coalesce(max(version), 0)::int AS version FROM homeground.migration",
  );
  return row?.version ?? 0;
}

function refuseNewer(version: number): void {
  if (version <= SCHEMA_VERSION) return;
  throw new HomegroundError("database/newer", {
    what: `it has version ${version} of the schema, and this program knows ${SCHEMA_VERSION}`,
    where: "the database",
    fix: "Use the version of homeground that wrote it, or a newer one; nothing was changed",
  });
}
