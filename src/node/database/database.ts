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
  if (GONE.test(code) || /connection (terminated|timeout|error)/i.test(messageOf(cause))) {
    return new HomegroundError("database/unreachable", {
      what: messageOf(cause) || code,
      where,
      fix: "See whether the PostgreSQL of --database runs and lets this machine in",
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
