/**
 * A PostgreSQL, in a folder (PGlite, decision 147) or on a server, behind one small interface. Open it by
 * `openDatabase` of `open-database.ts`; SQL is that of PostgreSQL 15, and a transaction never waits for a file or the network, since
 * PGlite has one connection.
 *
 * Values: bigint and numbers come as numbers, timestamptz as Date, bytea as Uint8Array, jsonb as what it holds; JSON
 * goes in as text (`$1::jsonb`).
 */
import { HomegroundError, isHomegroundError, messageOf } from "../../core/errors.js";

export type Row = Readonly<Record<string, unknown>>;

/** What can be asked, inside a transaction or outside. */
export interface Queries {
  /** One statement, with values for `$1`, `$2` … */
  query<R extends object = Row>(sql: string, values?: readonly unknown[]): Promise<readonly R[]>;
  /** Any number of statements without values. */
  execute(sql: string): Promise<void>;
}

export interface Database extends Queries {
  readonly kind: "pglite" | "postgres";
  /** All or nothing; read committed. Inside it, only what `work` is given may be asked. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /** As pg-boss wants it of its `db`: statements with values or without, rows of the last. */
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: Row[] }>;
  close(): Promise<void>;
}

/** SQLSTATE classes that say that the connection is gone, or the server with it. */
const GONE = /^(08|57P0)|^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EAI_)/;

/** SQLSTATE of a page or an index that is not what was written, and of a file that is gone or cannot be read. */
const DAMAGED = /^(XX00[12]|58P01|58030)$/;

/** Of a database whose files are not what was written; a backup holds all of it. */
export function damagedDatabase(cause: unknown, where: string): HomegroundError {
  return new HomegroundError("database/damaged", {
    what: messageOf(cause) || "it does not start",
    where,
    fix: "Restore the last backup into a fresh folder: homeground restore BACKUP --data DIR",
    cause,
  });
}

/** An error of the database as one of ours, where it says something of the outside; others stay as they are. */
export function databaseError(cause: unknown, where: string): unknown {
  if (isHomegroundError(cause)) return cause;
  const code = codeOf(cause);
  if (code === "53100" || code === "ENOSPC") {
    return new HomegroundError("database/full", {
      what: messageOf(cause),
      where,
      fix: "Make room on its disk, then start again: what was stored is still there",
      cause,
    });
  }
  if (DAMAGED.test(code)) return damagedDatabase(cause, where);
  if (GONE.test(code) || /connection (terminated|timeout|error)/i.test(messageOf(cause))) {
    return new HomegroundError("database/unreachable", {
      what: messageOf(cause) || code,
      where,
      fix: "See whether the PostgreSQL of --database runs and lets this machine in",
      cause,
    });
  }
  // PGlite's program ended in the middle, as PostgreSQL's does where its log cannot be written.
  if (cause instanceof Error && /^(RuntimeError|ExitStatus)$/.test(cause.name)) {
    return new HomegroundError("database/unreachable", {
      what: `the database ended: ${messageOf(cause)}`,
      where,
      fix: "Make room on its disk and start again: what was stored is still there",
      cause,
    });
  }
  return cause;
}

/** The SQLSTATE of an error, or the code of the system; empty where there is none. */
export function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  if ("code" in cause && typeof cause.code === "string") return cause.code;
  return cause instanceof AggregateError ? codeOf(cause.errors[0]) : "";
}
