import type { Pool as PgPool, PoolClient } from "pg";
import pg from "pg";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { codeOf, type Database, databaseError, type Queries, type Row } from "./database.js";

/** PostgreSQL 15, as Debian 12 has it. */
const OLDEST = 150_000;
/** Connections at once: a machine's database serves several servers and workers. */
const CONNECTIONS = 10;
const BIGINT = 20;

/** A database on a server. @param url `postgres://user:password@host:port/name` */
export async function openPostgres(url: string): Promise<Database> {
  const where = withoutPassword(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: 30_000,
    application_name: "homeground",
    types: {
      getTypeParser: ((id: number, format?: "text" | "binary") =>
        id === BIGINT
          ? Number
          : pg.types.getTypeParser(id, format)) as typeof pg.types.getTypeParser,
    },
  });
  // One that is idle and cut off is replaced at the next question.
  pool.on("error", () => {});
  try {
    await checkServer(pool, where);
  } catch (cause) {
    await pool.end();
    throw cause;
  }
  const database: Database = {
    kind: "postgres",
    ...queriesOf(pool, where, createPlans()),
    async transaction(work) {
      const client = await pool.connect().catch((cause: unknown) => {
        throw databaseError(cause, where);
      });
      const ignored = () => {}; // what was asked last reports it
      client.on("error", ignored);
      let broken = false;
      try {
        await client.query("BEGIN");
        const result = await work(queriesOf(client, where));
        await client.query("COMMIT");
        return result;
      } catch (cause) {
        await client.query("ROLLBACK").catch(() => {
          broken = true;
        });
        throw databaseError(cause, where);
      } finally {
        client.off("error", ignored);
        client.release(broken);
      }
    },
    async executeSql(text, values) {
      return await ask(pool, text, values, where);
    },
    close: () => pool.end(),
  };
  return database;
}

/**
 * Names under which connections keep statements that they have parsed and planned: planning what finds images among
 * millions takes longer than finding them. Inside a transaction, where a failure cannot be asked again, nothing is kept.
 */
interface Plans {
  nameOf(text: string): string | undefined;
  /** @returns whether the statement is to be asked again, since only its plan was refused */
  refused(cause: unknown): boolean;
}

/** SQLSTATE of a kept statement whose columns became others, and of one that a proxy between took for another connection's. */
const OUTDATED = "0A000";
const NOT_KEPT = /^(26000|42P05)$/;

function createPlans(): Plans {
  let names: Map<string, string> | null = new Map();
  let made = 0;
  return {
    nameOf(text) {
      if (names === null) return undefined;
      const name = names.get(text) ?? `homeground_${++made}`;
      names.set(text, name);
      return name;
    },
    refused(cause) {
      const code = codeOf(cause);
      if (code === OUTDATED) {
        if (!/cached plan/.test(messageOf(cause))) return false;
        names?.clear(); // under new names
      } else if (NOT_KEPT.test(code)) names = null;
      else return false;
      return true;
    },
  };
}

function queriesOf(on: PgPool | PoolClient, where: string, plans?: Plans): Queries {
  return {
    async query<R extends object>(sql: string, values: readonly unknown[] = []) {
      return (await ask(on, sql, values, where, plans)).rows as unknown as R[];
    },
    async execute(sql) {
      await ask(on, sql, undefined, where);
    },
  };
}

async function ask(
  on: PgPool | PoolClient,
  text: string,
  values: readonly unknown[] | undefined,
  where: string,
  plans?: Plans,
): Promise<{ rows: Row[] }> {
  const given = values?.map(sent);
  const name = plans?.nameOf(text);
  const query = name === undefined ? text : { name, text };
  try {
    const found = await on.query(query, given).catch((cause: unknown) => {
      if (name === undefined || plans?.refused(cause) !== true) throw cause;
      return on.query(text, given);
    });
    const last = Array.isArray(found) ? found.at(-1) : found;
    return { rows: last?.rows ?? [] };
  } catch (cause) {
    throw databaseError(cause, where);
  }
}

/** `pg` sends bytes as such only from a Buffer. */
function sent(value: unknown): unknown {
  if (!(value instanceof Uint8Array) || Buffer.isBuffer(value)) return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

async function checkServer(pool: PgPool, where: string): Promise<void> {
  const { rows } = await ask(
    pool,
    "SELECT current_setting('server_version_num')::int v",
    [],
    where,
  );
  const version = Number(rows[0]?.["v"]);
  if (version >= OLDEST) return;
  throw new HomegroundError("database/server-version", {
    what: `it is PostgreSQL ${Math.floor(version / 10_000)}`,
    where,
    fix: "Use PostgreSQL 15 or newer",
  });
}

/** For messages and logs. */
function withoutPassword(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return "--database";
  }
}
