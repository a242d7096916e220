/**
 * Long work, a row a job: who runs one holds a lease and renews it, so that the job of a server that was killed is
 * taken up by the next. Several servers on one database share the work.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Span } from "@opentelemetry/api";
import { asHomegroundError, HomegroundError, isHomegroundError } from "../../core/errors.js";
import type { AnswerOf, BodyOf, QueryOf } from "../../registry/route.js";
import type { Job, Routes } from "../../registry/routes.js";
import type { Queries } from "../database/database.js";
import type { Actor } from "./actors.js";
import { audit } from "./audit.js";
import { badRequest, notFound } from "./failures.js";
import { type Progress, workOnObject } from "./object-work.js";
import { readObject, storable } from "./objects.js";
import { pageOf, pageWanted } from "./paging.js";
import type { ServerState } from "./state.js";
import { inSpan } from "./tracing.js";

const LEASE_SECONDS = 60;
const RENEWED_MS = 10_000;
const IDLE_MS = 1000;
const MOST_JOB_MS = 6 * 3_600_000;
/** A job that takes its server with it is not begun for ever. */
const MOST_TRIES = 3;
/** Streams of events that a server keeps open at once. */
const MOST_STREAMS = 200;
const LOOKED_MS = 300;
const HEARTBEAT_MS = 15_000;

interface JobRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly object_id: string | null;
  readonly kind: Job["kind"];
  readonly state: Job["state"];
  readonly progress: Progress | null;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: Job["error"];
  readonly created_by: string;
  readonly created_at: Date;
  readonly tries: number;
}

/** @throws HomegroundError `server/not-found`, `server/bad-request` */
export async function createJob(
  state: ServerState,
  workspace: string,
  { kind, object }: BodyOf<Routes["createJob"]>,
  actor: Actor,
): Promise<Job> {
  return await state.database.transaction(async (queries) => {
    const found = await readObject(queries, workspace, object);
    if (found.kind !== "record") throw badRequest(`it is a ${found.kind}, and no record`, "object");
    const [row] = await queries.query<JobRow>(
      `INSERT INTO homeground.job (workspace_id, object_id, kind, state, created_by)
       VALUES ($1, $2, $3, 'waiting', $4) RETURNING *`,
      [workspace, object, kind, actor.name],
    );
    await audit(queries, state.clock(), workspace, actor, `start ${kind}`, row!.id);
    return shown(row!);
  });
}

/** @throws HomegroundError `server/not-found` */
export async function readJob(queries: Queries, workspace: string, id: string): Promise<Job> {
  const [row] = await queries.query<JobRow>(
    "SELECT * FROM homeground.job WHERE workspace_id = $1 AND id = $2",
    [workspace, id],
  );
  if (row === undefined) throw notFound("the job");
  return shown(row);
}

/** Jobs, newest first; of one object where it is named. */
export async function listJobs(
  queries: Queries,
  workspace: string,
  query: QueryOf<Routes["listJobs"]>,
): Promise<AnswerOf<Routes["listJobs"]>> {
  const wanted = pageWanted(query);
  const rows = await queries.query<JobRow & { readonly seq: number }>(
    `SELECT * FROM homeground.job WHERE workspace_id = $1
       AND ($4::uuid IS NULL OR object_id = $4) AND seq < $2
     ORDER BY seq DESC LIMIT $3`,
    [workspace, wanted.start, wanted.most + 1, query.object ?? null],
  );
  const { here, next } = pageOf(rows, wanted);
  return { jobs: here.map(shown), next };
}

/** Stops a job; one that is over stays as it is. */
export async function cancelJob(
  { database, clock }: ServerState,
  workspace: string,
  id: string,
  actor: Actor,
): Promise<Job> {
  return await database.transaction(async (queries) => {
    const stopped = await queries.query(
      `UPDATE homeground.job SET state = 'cancelled', changed_at = now()
       WHERE workspace_id = $1 AND id = $2 AND state IN ('waiting', 'running') RETURNING 1`,
      [workspace, id],
    );
    if (stopped.length > 0) await audit(queries, clock(), workspace, actor, "cancel job", id);
    return await readJob(queries, workspace, id);
  });
}

let streams = 0;

/**
 * A job whenever it changes, as the lines of an event, until it is over.
 *
 * @throws HomegroundError `server/not-found`, `server/too-many`
 */
export async function watchJob(
  { database, signal }: ServerState,
  workspace: string,
  id: string,
  mayStill: () => Promise<void>,
): Promise<AsyncIterable<string>> {
  const first = await readJob(database, workspace, id);
  if (streams >= MOST_STREAMS) {
    throw new HomegroundError("server/too-many", {
      what: `${streams} streams are open`,
      where: "the request",
      fix: "Ask for the job itself from time to time",
    });
  }
  async function* events(): AsyncGenerator<string> {
    streams++;
    try {
      let told = "";
      let toldAt = performance.now();
      for (let job = first; ; job = await readJob(database, workspace, id)) {
        const text = JSON.stringify(job);
        if (text !== told) yield `event: job\ndata: ${text}\n\n`;
        else if (performance.now() - toldAt > HEARTBEAT_MS) {
          await mayStill(); // a token that ended meanwhile sees no more
          yield ": still there\n\n";
        } else {
          await sleep(LOOKED_MS);
          if (signal.aborted) return;
          continue;
        }
        [told, toldAt] = [text, performance.now()];
        if (job.state !== "waiting" && job.state !== "running") return;
      }
    } finally {
      streams--;
    }
  }
  return events();
}

/** Runs jobs one after the other until the server is being stopped. */
export async function runJobs(state: ServerState): Promise<void> {
  const { signal, log } = state;
  while (!signal.aborted) {
    const row = await takeJob(state).catch((error: unknown) => {
      log({ level: "error", job: null, code: asHomegroundError(error, "jobs", "").code });
      return null;
    });
    if (row !== null)
      await inSpan(row.kind, (span) => runJob(state, row, span)).catch(() => {}); // its lease runs out, and it is taken again
    else await sleep(IDLE_MS, undefined, { signal }).catch(() => {});
  }
}

async function takeJob({ database }: ServerState): Promise<JobRow | null> {
  const [row] = await database.query<JobRow>(
    `UPDATE homeground.job SET state = 'running', tries = tries + 1, changed_at = now(),
       lease_until = now() + make_interval(secs => $1)
     WHERE id = (
       SELECT id FROM homeground.job
       WHERE state = 'waiting' OR (state = 'running' AND lease_until < now())
       ORDER BY seq LIMIT 1 FOR UPDATE SKIP LOCKED
     ) RETURNING *`,
    [LEASE_SECONDS],
  );
  return row ?? null;
}

async function runJob(state: ServerState, row: JobRow, span: Span): Promise<void> {
  const { database, signal, metrics } = state;
  const stop = new AbortController();
  const onStop = () => stop.abort();
  signal.addEventListener("abort", onStop, { once: true });
  const renewing = setInterval(() => {
    // Nothing is renewed of a job that was cancelled or deleted.
    void renew(database, row.id)
      .then((isOurs) => {
        if (!isOurs) stop.abort();
      })
      .catch(() => {});
  }, RENEWED_MS);
  let told: Promise<unknown> = Promise.resolve();
  try {
    if (row.tries > MOST_TRIES) throw gaveUp();
    const { files, kind } = await readObject(database, row.workspace_id, row.object_id ?? "");
    const result = await workOnObject({
      task: row.kind,
      kind,
      files,
      blobs: state.blobs,
      signal: stop.signal,
      mostMs: MOST_JOB_MS,
      onProgress(progress) {
        told = told.then(() => tell(database, row.id, progress, stop)).catch(() => {});
      },
    });
    await told;
    await end(database, row.id, "done", storable(result), null);
    metrics.add("homeground_jobs_done_total");
  } catch (cause) {
    await told;
    if (signal.aborted) {
      await database.query(
        `UPDATE homeground.job SET state = 'waiting', tries = tries - 1, lease_until = NULL
         WHERE id = $1 AND state = 'running'`,
        [row.id],
      );
      return;
    }
    if (isHomegroundError(cause) && cause.code === "run/interrupted") return; // cancelled
    const { code, what, where, fix } = asHomegroundError(cause, row.kind, "Ask for it again");
    await end(database, row.id, "failed", null, { code, what, where, fix });
    span.setAttribute("error.type", code);
    metrics.add("homeground_jobs_failed_total");
  } finally {
    clearInterval(renewing);
    signal.removeEventListener("abort", onStop);
  }
}

async function renew(queries: Queries, id: string): Promise<boolean> {
  const rows = await queries.query(
    `UPDATE homeground.job SET lease_until = now() + make_interval(secs => $2)
     WHERE id = $1 AND state = 'running' RETURNING 1`,
    [id, LEASE_SECONDS],
  );
  return rows.length > 0;
}

async function tell(
  queries: Queries,
  id: string,
  progress: Progress,
  stop: AbortController,
): Promise<void> {
  const rows = await queries.query(
    `UPDATE homeground.job SET progress = $2::jsonb, changed_at = now()
     WHERE id = $1 AND state = 'running' RETURNING 1`,
    [id, JSON.stringify(progress)],
  );
  if (rows.length === 0) stop.abort();
}

async function end(
  queries: Queries,
  id: string,
  state: "done" | "failed",
  result: unknown,
  error: Job["error"],
): Promise<void> {
  const text = (value: unknown) => (value === null ? null : JSON.stringify(value));
  await queries.query(
    `UPDATE homeground.job SET state = $2, result = $3::jsonb, error = $4::jsonb,
       lease_until = NULL, changed_at = now()
     WHERE id = $1 AND state = 'running'`,
    [id, state, text(result), text(error)],
  );
}

function gaveUp(): HomegroundError {
  return new HomegroundError("server/refused-object", {
    what: `the server that worked on it ended, ${MOST_TRIES} times`,
    where: "the job",
    fix: "See whether homeground record verify on your machine reads the record, and report it if so",
  });
}

function shown(row: JobRow): Job {
  const { id, kind, state, progress, result, error } = row;
  return {
    id,
    kind,
    object: row.object_id,
    state,
    progress,
    result,
    error,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}
