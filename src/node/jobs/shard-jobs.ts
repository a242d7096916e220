import { createHash } from "node:crypto";
import PgBoss from "pg-boss";
import { HomegroundError, messageOf } from "../../core/errors.js";
import type { Database, Queries } from "../database/database.js";
import { type DatabasePlace, openDatabase } from "../database/open-database.js";

/** A shard that a worker holds. */
export interface HeldShard {
  readonly job: string;
  /** From 1. */
  readonly shard: number;
  /** How often it was tried before without getting further. */
  readonly tries: number;
}

/** What the queue knows of a shard. */
export interface ShardJob {
  readonly shard: number;
  /** `waiting` is also one that is to be tried again. */
  readonly state: "waiting" | "running" | "done" | "set-aside" | "cancelled";
  /** Who runs it, or ran it last; null where nobody has. */
  readonly worker: string | null;
  /** Images that are scored, as far as it was told. */
  readonly scored: number;
  /** Why it failed the last time; null where it did not. */
  readonly reason: string | null;
}

/** The shards of one plan as jobs of pg-boss, in a queue of their own. */
export interface ShardJobs {
  /** Enters shards, in place of whatever was entered of an earlier plan of this name. */
  enter(shards: readonly number[]): Promise<void>;
  /**
   * Enters shards again that are not in the queue, set aside, cancelled, or done without their result.
   *
   * @returns those that were
   */
  enterAgain(shards: readonly number[]): Promise<readonly number[]>;
  /** Takes a shard that waits; null where none does. */
  take(worker: string): Promise<HeldShard | null>;
  /**
   * Keeps a shard for its worker for another while.
   *
   * @param scored its images that are scored by now: a shard that gets further is not counted as tried
   * @returns whether it is still this worker's
   */
  keep(held: HeldShard, worker: string, scored: number): Promise<boolean>;
  finish(held: HeldShard): Promise<void>;
  /** It is tried again after a pause, or set aside where that was often enough. */
  fail(held: HeldShard, worker: string, reason: string): Promise<void>;
  /** As if it had never been taken. */
  giveBack(held: HeldShard, worker: string): Promise<void>;
  list(): Promise<readonly ShardJob[]>;
  /** How many shards wait or run. */
  open(): Promise<number>;
  /** Takes all that wait out of the queue, and from workers what they run. @returns how many */
  cancel(): Promise<number>;
  close(): Promise<void>;
}

export interface ShardJobsOptions {
  /** How long a shard is kept for a worker that is not heard of. */
  readonly leaseSeconds?: number;
  /** Whether shards of workers that are not heard of are put back while the queue is open. */
  readonly supervise?: boolean;
}

/** Tries of a shard that get no further. */
export const MOST_TRIES = 5;
const DAY = 86_400;
/** Longer than any plan is of interest. */
const KEPT_DAYS = 365;
/** pg-boss takes them one by one out of one text. */
const ENTERED_AT_ONCE = 5000;
const SCHEMA = "pgboss";

/** `postgres://…`, or the folder of a database that one process at a time has open. */
export function databasePlace(text: string): DatabasePlace {
  return /^postgres(ql)?:\/\//.test(text) ? { url: text } : { folder: text };
}

/**
 * Opens the queue of a plan and makes it where it is not there.
 *
 * @param queue name of the plan's queue
 * @throws HomegroundError `database/…`
 */
export async function openShardJobs(
  place: DatabasePlace,
  queue: string,
  { leaseSeconds = 60, supervise = false }: ShardJobsOptions = {},
): Promise<ShardJobs> {
  const database = await openDatabase(place);
  try {
    const boss = await startBoss(
      database,
      "url" in place ? "--database" : place.folder,
      supervise ? Math.max(1, Math.floor(leaseSeconds / 4)) : null,
    );
    await boss.createQueue(queue, { name: queue, policy: "standard" });
    return jobsOf(boss, database, queue, leaseSeconds);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** @param every seconds between looks for workers that are not heard of; null for none */
async function startBoss(database: Database, where: string, every: number | null): Promise<PgBoss> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => executeSql(database, text, values) },
    ...{ schema: SCHEMA, schedule: false, supervise: every !== null },
    // Of all processes together, one looks in each while.
    ...(every === null ? {} : { maintenanceIntervalSeconds: every }),
    ...{ archiveCompletedAfterSeconds: KEPT_DAYS * DAY, deleteAfterDays: KEPT_DAYS },
  });
  boss.on("error", () => {}); // whatever asked says it
  // pg-boss brings an older schema up to date itself, and would work on a newer one as if it were its own.
  const known = Number(
    /version\(version\) VALUES \('(\d+)'\)/.exec(PgBoss.getConstructionPlans())?.[1],
  );
  if (await boss.isInstalled()) {
    const version = Number(await boss.schemaVersion());
    if (version > known) {
      throw new HomegroundError("database/newer", {
        what: `its queues are of version ${version}, and this program knows ${known}`,
        where,
        fix: "Use the version of homeground on every machine that the newest of them has",
      });
    }
  }
  await boss.start();
  return boss;
}

/** Statements that begin a transaction themselves must not leave a connection in it where they fail. */
async function executeSql(database: Database, text: string, values?: readonly unknown[]) {
  if (database.kind === "pglite" || !/^\s*BEGIN\b/.test(text)) {
    return database.executeSql(text, values);
  }
  await database.transaction((queries) => queries.execute(text));
  return { rows: [] };
}

/** pg-boss sorts all that waits to find the next: of 100,000 shards that takes longer than to score some. */
async function addIndex(queries: Queries, queue: string): Promise<string | null> {
  const [row] = await queries.query<{ name: string }>(
    `SELECT partition_name AS name FROM ${SCHEMA}.queue WHERE name = $1`,
    [queue],
  );
  const table = row?.name ?? "";
  if (!/^\w+$/.test(table)) return null; // it is an index alone
  await queries.query(
    `CREATE INDEX IF NOT EXISTS ${table}_next ON ${SCHEMA}.${table} (priority DESC, created_on, id) WHERE state < 'active'`,
  );
  return `${SCHEMA}.${table}`;
}

/** The same for the same shard of the same queue: it cannot be entered twice. */
function jobId(queue: string, shard: number): string {
  const hex = createHash("sha256").update(`${queue}\n${shard}`).digest("hex");
  // The form of a UUID of version 8, which is anybody's own.
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

function jobsOf(boss: PgBoss, database: Database, queue: string, leaseSeconds: number): ShardJobs {
  const job = `${SCHEMA}.job`;
  const held = "name = $1 AND id = $2 AND state = 'active' AND data->>'worker' = $3";

  async function insert(shards: readonly number[], on: Queries): Promise<void> {
    const db = {
      executeSql: async (text: string, values?: readonly unknown[]) => ({
        rows: [...(await on.query(text, values ?? []))],
      }),
    };
    const keepUntil = new Date(Date.now() + KEPT_DAYS * DAY * 1000).toISOString();
    for (let at = 0; at < shards.length; at += ENTERED_AT_ONCE) {
      const some = shards.slice(at, at + ENTERED_AT_ONCE).map((shard) => ({
        ...{ id: jobId(queue, shard), name: queue, data: { shard }, keepUntil },
        priority: -shard, // in their order
        ...{ retryLimit: MOST_TRIES - 1, retryDelay: 10, retryBackoff: true },
        expireInSeconds: leaseSeconds,
      }));
      await boss.insert(some, { db });
    }
  }

  return {
    enter: (shards) =>
      database.transaction(async (queries) => {
        await queries.query(`DELETE FROM ${job} WHERE name = $1`, [queue]);
        const table = await addIndex(queries, queue);
        await insert(shards, queries);
        if (table !== null) await queries.query(`ANALYZE ${table}`);
      }),
    enterAgain: (shards) =>
      database.transaction(async (queries) => {
        const busy = await queries.query<{ shard: number }>(
          `SELECT (data->>'shard')::int AS shard FROM ${job} WHERE name = $1 AND state <= 'active'`,
          [queue],
        );
        const left = new Set(busy.map(({ shard }) => shard));
        const again = shards.filter((shard) => !left.has(shard));
        await queries.query(`DELETE FROM ${job} WHERE name = $1 AND id = ANY($2::uuid[])`, [
          queue,
          again.map((shard) => jobId(queue, shard)),
        ]);
        await insert(again, queries);
        return again;
      }),
    async take(worker) {
      // What goes wrong with the connection is an empty answer for pg-boss: asking again tells.
      const [taken] = await boss.fetch<{ shard: number }>(queue, {
        batchSize: 1,
        includeMetadata: true,
      });
      if (taken === undefined) return null;
      const { id, data, retryCount } = taken;
      const claimed = await database.query(
        `UPDATE ${job} SET data = data || jsonb_build_object('worker', $3::text),
           started_on = now(), expire_in = $4::int * interval '1 s',
           retry_delay = GREATEST(1, $4::int / 6)
         WHERE name = $1 AND id = $2 AND state = 'active' RETURNING id`,
        [queue, id, worker, leaseSeconds],
      );
      return claimed.length === 0 ? null : { job: id, shard: data.shard, tries: retryCount };
    },
    async keep({ job: id }, worker, scored) {
      const found = await database.query(
        `UPDATE ${job} SET started_on = now(),
           retry_count = CASE WHEN COALESCE((data->>'scored')::int, 0) < $4::int THEN 0 ELSE retry_count END,
           data = data || jsonb_build_object('scored', GREATEST(COALESCE((data->>'scored')::int, 0), $4::int))
         WHERE ${held} RETURNING id`,
        [queue, id, worker, scored],
      );
      return found.length > 0;
    },
    async finish({ job: id }) {
      // Whoever says so, the result is there: nobody need run it, also where it was cancelled or set aside.
      await database.query(
        `UPDATE ${job} SET state = 'completed', completed_on = now(), output = NULL
         WHERE name = $1 AND id = $2 AND state <> 'completed'`,
        [queue, id],
      );
    },
    async fail(shard, worker, reason) {
      // One that is another's by now, or cancelled, is no failure of his.
      if (await this.keep(shard, worker, 0)) await boss.fail(queue, shard.job, { message: reason });
    },
    async giveBack({ job: id }, worker) {
      await database.query(
        `UPDATE ${job} SET state = 'retry', started_on = NULL, start_after = now() WHERE ${held}`,
        [queue, id, worker],
      );
    },
    async list() {
      const rows = await database.query<JobRow>(
        `SELECT (data->>'shard')::int AS shard, state::text AS state, data->>'worker' AS worker,
           COALESCE((data->>'scored')::int, 0) AS scored, output
         FROM ${job} WHERE name = $1 ORDER BY 1`,
        [queue],
      );
      return rows.map(({ shard, state, worker, scored, output }) => ({
        ...{ shard, state: STATES[state] ?? "waiting", worker, scored },
        reason: reasonOf(output),
      }));
    },
    async open() {
      const [row] = await database.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${job} WHERE name = $1 AND state <= 'active'`,
        [queue],
      );
      return row?.n ?? 0;
    },
    async cancel() {
      const rows = await database.query(
        `UPDATE ${job} SET state = 'cancelled', completed_on = now()
         WHERE name = $1 AND state <= 'active' RETURNING id`,
        [queue],
      );
      return rows.length;
    },
    async close() {
      await boss.stop({ graceful: false, close: false }).catch(() => {});
      await database.close();
    },
  };
}

interface JobRow {
  readonly shard: number;
  readonly state: string;
  readonly worker: string | null;
  readonly scored: number;
  readonly output: unknown;
}

const STATES: Readonly<Record<string, ShardJob["state"]>> = {
  ...{ created: "waiting", retry: "waiting", active: "running", completed: "done" },
  ...{ failed: "set-aside", cancelled: "cancelled" },
};

/** What pg-boss keeps of a failure: an object with a message, or one around it. */
function reasonOf(output: unknown): string | null {
  if (typeof output !== "object" || output === null) return null;
  const { message, value } = output as { readonly message?: unknown; readonly value?: unknown };
  if (typeof message === "string") {
    return message === "job failed by timeout in active state"
      ? "its worker was not heard of any more"
      : message;
  }
  return reasonOf(value);
}

/** What went wrong with a shard, for whoever looks at the queue. */
export function reasonText(error: unknown): string {
  if (!(error instanceof HomegroundError)) return messageOf(error);
  return `${error.code}: ${error.what} — ${error.where}`;
}
