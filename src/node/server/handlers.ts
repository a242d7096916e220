import { HomegroundError } from "../../core/errors.js";
import type { AnswerOf, Role } from "../../registry/route.js";
import type { RouteName, Routes } from "../../registry/routes.js";
import type { ByteRange } from "../blobs/blob-store.js";
import type { Queries } from "../database/database.js";
import { createToken, type TokenRow } from "./actors.js";
import type { Asked, FileAnswer } from "./asked.js";
import { audit, listAudit } from "./audit.js";
import { notFound } from "./failures.js";
import { findImages } from "./images.js";
import { cancelJob, createJob, listJobs, readJob, watchJob } from "./jobs.js";
import { createObject, deleteObject, listObjects, readObject, setPublic } from "./objects.js";
import { openApi } from "./openapi.js";
import {
  addPasskey,
  beginPasskey,
  beginPasskeyLogIn,
  listPasskeys,
  passkeyLogIn,
  removePasskey,
} from "./passkeys.js";
import { beginProvider, providerLogIn, providerName } from "./provider.js";
import {
  accept,
  changeMember,
  changePassword,
  deletePerson,
  invite,
  listMembers,
  logIn,
  logOut,
  readSession,
} from "./sessions.js";
import type { ServerState } from "./state.js";
import { createOwnToken, listOwnTokens, revokeOwnToken, shownToken } from "./tokens.js";
import { doom, sweep, takeUpload } from "./uploads.js";

export type Handlers = {
  readonly [N in RouteName]: (asked: Asked<Routes[N]>) => Promise<AnswerOf<Routes[N]>>;
};

/** What each route does. */
export function createHandlers(state: ServerState): Handlers {
  const { database } = state;
  return {
    openapi: async () => ({ ...openApi(state.version) }),
    async health() {
      await database.query("SELECT 1");
      return { status: "ok" };
    },
    metrics: async () => state.metrics.text(await gauges(database)),
    async whoAmI({ actor }) {
      const rows = await database.query<{ id: string; name: string }>(
        `SELECT id, name FROM homeground.workspace
         WHERE $1::boolean OR id = ANY ($2::uuid[]) ORDER BY created_at, id LIMIT 1000`,
        [actor.isOperator, [...actor.roles.keys()]],
      );
      const workspaces = rows.map(({ id, name }) => {
        return { id, name, role: actor.isOperator ? ("admin" as const) : actor.roles.get(id)! };
      });
      return { name: actor.name, operator: actor.isOperator, workspaces };
    },
    logIn: (asked) => logIn(state, asked),
    session: (asked) => readSession(state, asked),
    async logOut(asked) {
      await logOut(state, asked);
      return undefined;
    },
    changePassword: (asked) => changePassword(state, asked),
    async deleteMe({ actor, reply }) {
      await deletePerson(state, actor, reply);
      return undefined;
    },
    accept: (asked) => accept(state, asked),
    ways: async () => ({ provider: providerName(state.settings.provider) }),
    listPasskeys: ({ actor }) => listPasskeys(state, actor),
    beginPasskey: (asked) => beginPasskey(state, asked),
    addPasskey: (asked) => addPasskey(state, asked),
    async removePasskey({ params, actor }) {
      await removePasskey(state, params.passkey, actor);
      return undefined;
    },
    beginPasskeyLogIn: (asked) => beginPasskeyLogIn(state, asked),
    passkeyLogIn: (asked) => passkeyLogIn(state, asked),
    beginProvider: (asked) => beginProvider(state, asked),
    providerLogIn: (asked) => providerLogIn(state, asked),
    async createWorkspace({ body, actor }) {
      return await database.transaction(async (queries) => {
        const id = await createWorkspace(
          queries,
          body.name,
          body.quotaBytes ?? state.settings.quotaBytes,
        );
        await audit(queries, state.clock(), id, actor, "create workspace", id);
        return await workspaceOf(queries, id, "admin");
      });
    },
    readWorkspace: ({ params, role }) => workspaceOf(database, params.workspace, role),
    async deleteWorkspace({ params, actor }) {
      await database.transaction(async (queries) => {
        const blobs = await queries.query<{ sha256: string }>(
          "SELECT sha256 FROM homeground.workspace_blob WHERE workspace_id = $1",
          [params.workspace],
        );
        await doom(
          queries,
          blobs.map(({ sha256 }) => sha256),
        );
        const gone = await queries.query(
          "DELETE FROM homeground.workspace WHERE id = $1 RETURNING 1",
          [params.workspace],
        );
        if (gone.length === 0) throw notFound("the workspace");
        await audit(queries, state.clock(), null, actor, "delete workspace", params.workspace);
      });
      await sweep(state);
      return undefined;
    },
    upload: ({ params, body, headers, again }) => {
      const length = headers["content-length"];
      return takeUpload(state, {
        workspace: params.workspace,
        sha256: params.sha256,
        bytes: body,
        sizeBytes: length === undefined ? null : Number(length),
        stillMay: again,
      });
    },
    createObject: ({ params, body, actor }) => createObject(state, params.workspace, body, actor),
    listObjects: ({ params, query }) => listObjects(database, params.workspace, query),
    readObject: ({ params }) => readObject(database, params.workspace, params.object),
    findImages: ({ params, body }) => findImages(database, params.workspace, body),
    async readFile({ params, headers }) {
      const { files } = await readObject(database, params.workspace, params.object);
      const file = files.find(({ path }) => path === params.path);
      if (file === undefined) throw notFound("the file");
      const { sha256, sizeBytes } = file;
      const range = rangeOf(headers.range, sizeBytes);
      const bytes = await state.blobs.read(sha256, range ?? undefined);
      if (bytes === null) {
        throw new HomegroundError("blobs/changed", {
          what: "the file is not in the store any more",
          where: sha256,
          fix: "Restore it from a backup, or upload it again",
        });
      }
      const fileName = params.path.slice(params.path.lastIndexOf("/") + 1);
      return { bytes, sizeBytes, sha256, range, fileName } satisfies FileAnswer;
    },
    async deleteObject({ params, actor }) {
      await deleteObject(state, params.workspace, params.object, actor);
      return undefined;
    },
    async showObject({ params, actor }) {
      await setPublic(state, params.workspace, params.object, true, actor);
      return undefined;
    },
    async hideObject({ params, actor }) {
      await setPublic(state, params.workspace, params.object, false, actor);
      return undefined;
    },
    listJobs: ({ params, query }) => listJobs(database, params.workspace, query),
    createJob: ({ params, body, actor }) => createJob(state, params.workspace, body, actor),
    readJob: ({ params }) => readJob(database, params.workspace, params.job),
    watchJob: ({ params, again }) => watchJob(state, params.workspace, params.job, again),
    cancelJob: ({ params, actor }) => cancelJob(state, params.workspace, params.job, actor),
    createOwnToken: ({ params, body, actor, role }) =>
      createOwnToken(state, params.workspace, body, actor, role),
    listOwnTokens: ({ params, actor }) => listOwnTokens(state, params.workspace, actor),
    async revokeOwnToken({ params, actor }) {
      await revokeOwnToken(state, params.workspace, params.token, actor);
      return undefined;
    },
    async createToken({ params, body, actor }) {
      const now = state.clock();
      const days = body.days ?? 365;
      const expiresAt = new Date(now.getTime() + days * 86_400_000);
      return await database.transaction(async (queries) => {
        const { name, role } = body;
        const made = await createToken(queries, {
          name,
          role,
          workspace: params.workspace,
          expiresAt,
          now,
        });
        await audit(queries, now, params.workspace, actor, `create token ${role}`, made.row.id);
        return { token: made.token, ...shownToken(made.row) };
      });
    },
    async listTokens({ params }) {
      const rows = await database.query<TokenRow>(
        `SELECT * FROM homeground.token WHERE workspace_id = $1 AND revoked_at IS NULL
         ORDER BY created_at, id LIMIT 1000`,
        [params.workspace],
      );
      return { tokens: rows.map(shownToken) };
    },
    async revokeToken({ params, actor }) {
      await database.transaction(async (queries) => {
        const gone = await queries.query(
          `UPDATE homeground.token SET revoked_at = $3
           WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING 1`,
          [params.workspace, params.token, state.clock()],
        );
        if (gone.length === 0) throw notFound("the token");
        await audit(queries, state.clock(), params.workspace, actor, "revoke token", params.token);
      });
      return undefined;
    },
    invite: ({ params, body, actor }) => invite(state, params.workspace, body, actor),
    listMembers: ({ params }) => listMembers(database, params.workspace),
    async changeMember({ params, body, actor }) {
      await changeMember(state, params.workspace, params.person, body.role, actor);
      return undefined;
    },
    async removeMember({ params, actor }) {
      await changeMember(state, params.workspace, params.person, null, actor);
      return undefined;
    },
    listAudit: ({ params, query }) => listAudit(database, params.workspace, query),
  };
}

/** @throws HomegroundError `server/conflict` */
export async function createWorkspace(
  queries: Queries,
  name: string,
  quotaBytes: number,
): Promise<string> {
  const [row] = await queries.query<{ id: string }>(
    `INSERT INTO homeground.workspace (name, quota_bytes) VALUES ($1, $2)
     ON CONFLICT (name) DO NOTHING RETURNING id`,
    [name, quotaBytes],
  );
  if (row !== undefined) return row.id;
  throw new HomegroundError("server/conflict", {
    what: "there is a workspace of that name",
    where: "name",
    fix: "Give it another name",
  });
}

async function workspaceOf(
  queries: Queries,
  id: string,
  role: Role,
): Promise<AnswerOf<Routes["readWorkspace"]>> {
  const [row] = await queries.query<{
    id: string;
    name: string;
    quota_bytes: number;
    used_bytes: number;
  }>("SELECT * FROM homeground.workspace WHERE id = $1", [id]);
  if (row === undefined) throw notFound("the workspace");
  return {
    id: row.id,
    name: row.name,
    role,
    quotaBytes: row.quota_bytes,
    usedBytes: row.used_bytes,
  };
}

/** One range, as clients that go on with a download ask for; null for the whole of the file. */
function rangeOf(header: string | undefined, sizeBytes: number): ByteRange | null {
  const parts = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "");
  if (parts === null || (parts[1] === "" && parts[2] === "")) return null;
  const [, first = "", last = ""] = parts;
  const start = first === "" ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? sizeBytes : Math.min(sizeBytes, Number(last) + 1);
  // What cannot be had is answered by the whole, as RFC 9110 allows.
  return start < end ? { start, end } : null;
}

async function gauges(queries: Queries): Promise<Readonly<Record<string, number>>> {
  const [row] = await queries.query<Record<string, number>>(
    `SELECT (SELECT count(*) FROM homeground.object) AS homeground_objects,
       (SELECT count(*) FROM homeground.workspace) AS homeground_workspaces,
       (SELECT coalesce(sum(used_bytes), 0)::bigint FROM homeground.workspace) AS homeground_stored_bytes,
       (SELECT count(*) FROM homeground.job WHERE state = 'waiting') AS homeground_jobs_waiting,
       (SELECT count(*) FROM homeground.job WHERE state = 'running') AS homeground_jobs_running`,
  );
  return { ...row, homeground_memory_bytes: process.memoryUsage().rss };
}
