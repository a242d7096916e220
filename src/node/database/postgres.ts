import type { Pool as PgPool, PoolClient } from "pg";
import pg from "pg";
import { HomegroundError } from "../../core/errors.js";
import { type Database, databaseError, type Queries, type Row } from "./database.js";

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
    ...queriesOf(pool, where),
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

function queriesOf(on: PgPool | PoolClient, where: string): Queries {
  return {
    async query<R extends object>(sql: string, values: readonly unknown[] = []) {
      return (await ask(on, sql, values, where)).rows as unknown as R[];
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
): Promise<{ rows: Row[] }> {
  try {
    const found = await on.query(text, values === undefined ? undefined : values.map(sent));
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
export function withoutPassword(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return "--database";
  }
}
