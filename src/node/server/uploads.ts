/**
 * Files on their way into the store, and those that nobody has any more. A blob may be wanted by one request while
 * another deletes the last object that had it. So whoever brings one says so first (`arriving_blob`), and who removes
 * one looks, under a lock on its name, that nobody has it and nobody brings it. All times are the database's: clocks
 * of several servers differ, and one that is set forward would take the living for dead.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { HomegroundError } from "../../core/errors.js";
import { type SpooledFile, spoolFile } from "../blobs/spool.js";
import type { Database, Queries } from "../database/database.js";
import type { ServerState } from "./state.js";

/** Files that no object has are kept so long. */
const KEPT_UNUSED = "interval '1 day'";
/** A remover or a bringer that says nothing more after that is dead. */
const DEAD = "interval '5 minutes'";

export interface Upload {
  readonly workspace: string;
  readonly sha256: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly sizeBytes: number | null;
  /** Asked when all bytes are there: may it still be stored? */
  readonly stillMay: () => Promise<void>;
}

/** @throws HomegroundError `blobs/cut`, `blobs/too-large`, `server/quota`, `output/not-written`, and what `stillMay` throws */
export async function takeUpload(
  state: ServerState,
  upload: Upload,
): Promise<{ readonly sha256: string; readonly sizeBytes: number }> {
  const { database, spool, settings, metrics } = state;
  const { workspace, sha256, sizeBytes } = upload;
  const room = await roomOf(database, workspace, sha256);
  if (sizeBytes !== null && sizeBytes > room) throw noRoom();
  const mostBytes = Math.min(settings.mostFileBytes, room);
  const file = await spoolFile(spool, upload.bytes, { mostBytes, sizeBytes, sha256 }).catch(
    (error: unknown) => {
      const isQuota = room < settings.mostFileBytes && isTooLarge(error);
      throw isQuota ? noRoom() : error;
    },
  );
  try {
    await upload.stillMay();
    await store(state, workspace, file);
    metrics.add("homeground_uploaded_bytes_total", file.sizeBytes);
    return { sha256, sizeBytes: file.sizeBytes };
  } finally {
    await file.remove();
  }
}

async function store(state: ServerState, workspace: string, file: SpooledFile): Promise<void> {
  const { database, blobs } = state;
  const { sha256, sizeBytes } = file;
  const id = randomUUID();
  while (!(await announce(database, id, sha256))) await sleep(50);
  try {
    await blobs.put(file);
    await database.transaction(async (queries) => {
      // In the order in which all do: the workspace first.
      await queries.query("SELECT 1 FROM homeground.workspace WHERE id = $1 FOR UPDATE", [
        workspace,
      ]);
      const added = await queries.query(
        `INSERT INTO homeground.workspace_blob (workspace_id, sha256, size_bytes, uploaded_at)
         VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING RETURNING 1`,
        [workspace, sha256, sizeBytes],
      );
      if (added.length === 0) {
        await queries.query(
          "UPDATE homeground.workspace_blob SET uploaded_at = now() WHERE workspace_id = $1 AND sha256 = $2",
          [workspace, sha256],
        );
      } else {
        const fits = await queries.query(
          `UPDATE homeground.workspace SET used_bytes = used_bytes + $2
           WHERE id = $1 AND used_bytes + $2 <= quota_bytes RETURNING 1`,
          [workspace, sizeBytes],
        );
        if (fits.length === 0) throw noRoom();
      }
      const arrived = await queries.query(
        "DELETE FROM homeground.arriving_blob WHERE id = $1 RETURNING 1",
        [id],
      );
      if (arrived.length === 0) throw forgotten();
    });
  } catch (error) {
    await database
      .transaction(async (queries) => {
        await doom(queries, [sha256]);
        await queries.query("DELETE FROM homeground.arriving_blob WHERE id = $1", [id]);
      })
      .catch(() => {}); // the first error is the one to report; the next start finds what is left
    await sweep(state).catch(() => {});
    throw error;
  }
}

/** False while another removes the blob of that name. */
async function announce(database: Database, id: string, sha256: string): Promise<boolean> {
  return await database.transaction(async (queries) => {
    await lockBlob(queries, sha256);
    const doomed = await doomedBlob(queries, sha256);
    if (doomed?.is_being_removed === true) return false;
    await queries.query("INSERT INTO homeground.arriving_blob (id, sha256) VALUES ($1, $2)", [
      id,
      sha256,
    ]);
    return true;
  });
}

/** Notes blobs that may have lost their last owner; {@link sweep} removes them after the transaction. */
export async function doom(queries: Queries, names: readonly string[]): Promise<void> {
  await queries.query(
    `INSERT INTO homeground.doomed_blob (sha256)
     SELECT unnest($1::text[]) ON CONFLICT DO NOTHING`,
    [names],
  );
}

/** Uploads that no object took within a day, and connections that brought half of one. */
export async function expireUploads({ database }: ServerState): Promise<void> {
  await database.transaction(async (queries) => {
    const gone = await queries.query<{ sha256: string }>(
      `WITH gone AS (
         DELETE FROM homeground.workspace_blob WHERE refs = 0 AND uploaded_at < now() - ${KEPT_UNUSED}
         RETURNING workspace_id, sha256, size_bytes
       ), freed AS (
         UPDATE homeground.workspace w SET used_bytes = used_bytes - f.bytes
         FROM (SELECT workspace_id, sum(size_bytes)::bigint AS bytes FROM gone GROUP BY 1) f
         WHERE w.id = f.workspace_id
       ) SELECT sha256 FROM gone`,
    );
    const cut = await queries.query<{ sha256: string }>(
      `DELETE FROM homeground.arriving_blob WHERE began_at < now() - ${KEPT_UNUSED} RETURNING sha256`,
    );
    await doom(
      queries,
      [...gone, ...cut].map(({ sha256 }) => sha256),
    );
  });
}

/** Removes blobs that nobody has. */
export async function sweep({
  database,
  blobs,
}: Pick<ServerState, "database" | "blobs">): Promise<void> {
  const doomed = await database.query<{ sha256: string }>(
    "SELECT sha256 FROM homeground.doomed_blob",
  );
  for (const { sha256 } of doomed) {
    const isOurs = await database.transaction((queries) => claim(queries, sha256));
    if (!isOurs) continue;
    await blobs.remove(sha256);
    await database.query("DELETE FROM homeground.doomed_blob WHERE sha256 = $1", [sha256]);
  }
}

/** Whether a blob is this caller's to remove. */
async function claim(queries: Queries, sha256: string): Promise<boolean> {
  await lockBlob(queries, sha256);
  const doomed = await doomedBlob(queries, sha256);
  if (doomed === null || doomed.is_being_removed) return false;
  const [owned] = await queries.query<{ kept: boolean; arriving: boolean }>(
    `SELECT EXISTS (SELECT FROM homeground.workspace_blob WHERE sha256 = $1) AS kept,
       EXISTS (SELECT FROM homeground.arriving_blob WHERE sha256 = $1) AS arriving`,
    [sha256],
  );
  if (owned?.kept === true) {
    await queries.query("DELETE FROM homeground.doomed_blob WHERE sha256 = $1", [sha256]);
    return false;
  }
  if (owned?.arriving === true) return false;
  await queries.query(
    "UPDATE homeground.doomed_blob SET removing_since = now() WHERE sha256 = $1",
    [sha256],
  );
  return true;
}

/** Whether somebody who may be alive removes it; null where nothing says that it is to go. */
async function doomedBlob(
  queries: Queries,
  sha256: string,
): Promise<{ readonly is_being_removed: boolean } | null> {
  const [row] = await queries.query<{ is_being_removed: boolean }>(
    `SELECT coalesce(removing_since > now() - ${DEAD}, false) AS is_being_removed
     FROM homeground.doomed_blob WHERE sha256 = $1`,
    [sha256],
  );
  return row ?? null;
}

async function lockBlob(queries: Queries, sha256: string): Promise<void> {
  // 52 bits of the name: two that share them wait for each other, and nothing else happens.
  await queries.query("SELECT pg_advisory_xact_lock($1::bigint)", [
    Number.parseInt(sha256.slice(0, 13), 16),
  ]);
}

async function roomOf(queries: Queries, workspace: string, sha256: string): Promise<number> {
  const [row] = await queries.query<{ room: number; own: boolean }>(
    `SELECT quota_bytes - used_bytes AS room, EXISTS (
       SELECT FROM homeground.workspace_blob b WHERE b.workspace_id = w.id AND b.sha256 = $2
     ) AS own FROM homeground.workspace w WHERE id = $1`,
    [workspace, sha256],
  );
  return row?.own === true ? Number.POSITIVE_INFINITY : Math.max(0, row?.room ?? 0);
}

function isTooLarge(error: unknown): boolean {
  return error instanceof HomegroundError && error.code === "blobs/too-large";
}

function forgotten(): HomegroundError {
  return new HomegroundError("server/conflict", {
    what: "it took more than a day to store",
    where: "the upload",
    fix: "Send it again",
  });
}

function noRoom(): HomegroundError {
  return new HomegroundError("server/quota", {
    what: "the workspace has no room left for it",
    where: "the upload",
    fix: "Delete objects that are not needed, or have the operator give the workspace more room",
  });
}
