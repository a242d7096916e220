import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { openBlobStore } from "../blobs/open-blob-store.js";
import { clearSpool } from "../blobs/spool.js";
import { migrate } from "../database/migrate.js";
import { openDatabase } from "../database/open-database.js";
import { notWritten } from "../files/write-file.js";
import { createToken, findTokens } from "./actors.js";
import { createApp } from "./app.js";
import { createBatch } from "./batch.js";
import { startControl } from "./control.js";
import { createHandlers, createWorkspace } from "./handlers.js";
import { runJobs } from "./jobs.js";
import { createMetrics } from "./metrics.js";
import { answerOperator } from "./operator.js";
import type { BodyLimits } from "./request-body.js";
import { expireSessions, findSessions } from "./sessions.js";
import type { ServerState, Settings } from "./state.js";
import { expireUploads, sweep } from "./uploads.js";

export interface Places {
  /** Folder of everything that is not elsewhere. */
  readonly data: string;
  /** Of a PostgreSQL; null for one in the folder. */
  readonly database: string | null;
  /** Folder or s3:// address of files; null for a folder in the folder. */
  readonly blobs: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ServerOptions extends Places {
  readonly version: string;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Where people reach it, if not there. */
  readonly publicUrl?: string | null;
  readonly settings: Settings;
  readonly clock: () => Date;
  readonly log: ServerState["log"];
  readonly bodyLimits?: BodyLimits;
}

export interface RunningServer {
  readonly url: string;
  /** Of an administrator, where the data are new; null afterwards. */
  readonly token: string | null;
  /** Takes no more requests, ends those that are there, and closes everything. */
  close(): Promise<void>;
}

/** Requests that are being answered may take so long once the server is to stop. */
const GRACE_MS = 20_000;
const HOUSEKEEPING_MS = 3_600_000;
/** The first token's name. */
export const ADMINISTRATOR = "administrator";

/** Database and files of a server, which may be used without it by commands. */
export async function openPlaces({ data, database, blobs, env }: Places) {
  await mkdir(data, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw notWritten(data, cause);
  });
  const opened = await openDatabase(database === null ? { folder: data } : { url: database });
  try {
    return { database: opened, blobs: await openBlobStore(blobs ?? join(data, "blobs"), env) };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/**
 * Starts a server.
 *
 * @throws HomegroundError `database/…`, `blobs/…`, `server/cannot-listen`, `output/not-written`
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { version, settings, clock, log } = options;
  const { database, blobs } = await openPlaces(options);
  const stopping = new AbortController();
  const state: ServerState = {
    version,
    database,
    blobs,
    findToken: createBatch((prefixes) => findTokens(database, prefixes)),
    findSession: createBatch((hashes) => findSessions(database, hashes)),
    spool: join(options.data, "incoming"),
    settings,
    clock,
    metrics: createMetrics(),
    log,
    signal: stopping.signal,
  };
  try {
    await migrate(database);
    await keepHouse(state);
    const app = createApp(state, createHandlers(state), options.bodyLimits);
    await app.listen({ host: options.host, port: options.port }).catch((cause: unknown) => {
      throw new HomegroundError("server/cannot-listen", {
        what: messageOf(cause),
        where: `${options.host}, port ${options.port}`,
        fix: "Name another port with --port, or 0 for any that is free",
        cause,
      });
    });
    // Not before it listens: the token is told once, and must not be lost to a port that is taken.
    const token = await firstToken(state);
    const jobs = runJobs(state);
    const { port } = app.server.address() as AddressInfo;
    const url = `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}/`;
    // Passkeys want this machine's name rather than its number.
    const here = /^(?:127\.|0\.0\.0\.0$|::1?$)/.test(options.host)
      ? `http://localhost:${port}/`
      : url;
    const address = options.publicUrl ?? here;
    const control =
      database.kind === "pglite"
        ? await startControl(options.data, (asked) =>
            answerOperator({ database, blobs }, asked, clock(), address),
          )
        : null;
    const housekeeping = setInterval(() => {
      keepHouse(state).catch(() => log({ level: "error", housekeeping: "failed" }));
    }, HOUSEKEEPING_MS);
    return {
      url,
      token,
      async close() {
        clearInterval(housekeeping);
        stopping.abort();
        control?.close();
        const late = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
        await app.close();
        clearTimeout(late);
        await jobs;
        await database.close();
      },
    };
  } catch (error) {
    stopping.abort();
    await database.close();
    throw error;
  }
}

/** The administrator of new data, and a workspace to begin with. */
async function firstToken({ database, settings, clock }: ServerState): Promise<string | null> {
  return await database.transaction(async (queries) => {
    // Of several servers that start on new data one makes it.
    await queries.query("LOCK TABLE homeground.token IN EXCLUSIVE MODE");
    const there = await queries.query("SELECT 1 FROM homeground.token LIMIT 1");
    if (there.length > 0) return null;
    await createWorkspace(queries, "main", settings.quotaBytes);
    const { token } = await createToken(queries, {
      name: ADMINISTRATOR,
      role: "operator",
      workspace: null,
      expiresAt: null,
      now: clock(),
    });
    return token;
  });
}

async function keepHouse(state: ServerState): Promise<void> {
  await clearSpool(state.spool, state.clock().getTime());
  await expireUploads(state);
  await expireSessions(state);
  await sweep(state);
}
