import { createHash } from "node:crypto";
import { canonicalJson, type Json } from "../../core/canonical-json.js";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { createTurns } from "../../core/turns.js";
import { formatOfName } from "../../images/image-format.js";
import type { AnswerOf, BodyOf, QueryOf } from "../../registry/route.js";
import type { ObjectKind, Routes } from "../../registry/routes.js";
import type { Queries } from "../database/database.js";
import type { Actor } from "./actors.js";
import { audit } from "./audit.js";
import { drawnPages } from "./drawn-pages.js";
import { badRequest, notFound } from "./failures.js";
import { indexImages } from "./images.js";
import { workOnObject } from "./object-work.js";
import { pageOf, pageWanted } from "./paging.js";
import type { ServerState } from "./state.js";
import { doom, sweep } from "./uploads.js";

const MOST_CHECK_MS = 300_000;

type Shown = AnswerOf<Routes["createObject"]>;

interface ObjectRow {
  readonly id: string;
  readonly seq: number;
  readonly kind: ObjectKind;
  readonly name: string;
  readonly size_bytes: number;
  readonly is_public: boolean;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly created_by: string;
  readonly created_at: Date;
}

interface FileRow {
  readonly path: string;
  readonly sha256: string;
  readonly size_bytes: number;
}

/** Files are looked at one object after another: each may take the memory of a large model. */
const inTurn = createTurns();

/**
 * Makes an object of files that were uploaded to its workspace, once for the same files under the same name.
 *
 * @throws HomegroundError `server/bad-request`, `server/conflict` for files that are not there, and of the parser of its kind
 */
export async function createObject(
  state: ServerState,
  workspace: string,
  { kind, name, files }: BodyOf<Routes["createObject"]>,
  actor: Actor,
): Promise<Shown> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  refuseClashes(sorted.map(({ path }) => path));
  const digest = createHash("sha256")
    .update(canonicalJson(sorted as unknown as Json))
    .digest("hex");
  const key = [workspace, kind, name, digest];
  const known = await findObject(state.database, key);
  if (known !== null) return known;
  await sizesOf(state.database, workspace, sorted);
  const { facts, images = imagesAmong(sorted) } = await inTurn(() =>
    workOnObject({
      task: "check",
      kind,
      files: sorted,
      blobs: state.blobs,
      signal: state.signal,
      mostMs: MOST_CHECK_MS,
    }),
  ).catch(async (error: unknown) => {
    // Deleted meanwhile with the last object that had it: that is told, and not that a file was lost.
    if (isHomegroundError(error) && error.code === "blobs/not-found") {
      await sizesOf(state.database, workspace, sorted);
    }
    throw error;
  });
  return await state.database.transaction(async (queries) => {
    await lockWorkspace(queries, workspace);
    const meanwhile = await findObject(queries, key);
    if (meanwhile !== null) return meanwhile;
    const sizes = await sizesOf(queries, workspace, sorted);
    const total = sorted.reduce((sum, { sha256 }) => sum + sizes.get(sha256)!, 0);
    const [row] = await queries.query<ObjectRow>(
      `INSERT INTO homeground.object
         (workspace_id, kind, name, digest, size_bytes, facts, created_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8) RETURNING *`,
      [...key, total, JSON.stringify(storable(facts)), actor.name, state.clock()],
    );
    await queries.query(
      `INSERT INTO homeground.object_file (object_id, path, sha256, size_bytes)
       SELECT $1, f.path, f.sha256, b.size_bytes
       FROM unnest($2::text[], $3::text[]) AS f (path, sha256)
       JOIN homeground.workspace_blob b ON b.workspace_id = $4 AND b.sha256 = f.sha256`,
      [row!.id, sorted.map(({ path }) => path), sorted.map(({ sha256 }) => sha256), workspace],
    );
    await queries.query(
      `UPDATE homeground.workspace_blob b SET refs = refs + f.n
       FROM (SELECT sha256, count(*)::int AS n FROM homeground.object_file WHERE object_id = $1 GROUP BY 1) f
       WHERE b.workspace_id = $2 AND b.sha256 = f.sha256`,
      [row!.id, workspace],
    );
    await indexImages(queries, workspace, row!.id, images);
    await audit(queries, state.clock(), workspace, actor, `create ${kind}`, row!.id);
    return shown(row!, await filesOf(queries, row!.id));
  });
}

/** Hashes of the files that are pictures by their names. */
function imagesAmong(files: readonly { readonly path: string; readonly sha256: string }[]) {
  return files.flatMap(({ path, sha256 }) => (formatOfName(path) === null ? [] : [sha256]));
}

async function findObject(queries: Queries, key: readonly string[]): Promise<Shown | null> {
  const [row] = await queries.query<ObjectRow>(
    `SELECT * FROM homeground.object
     WHERE workspace_id = $1 AND kind = $2 AND name = $3 AND digest = $4`,
    key,
  );
  return row === undefined ? null : shown(row, await filesOf(queries, row.id));
}

/** @throws HomegroundError `server/not-found` */
export async function readObject(queries: Queries, workspace: string, id: string): Promise<Shown> {
  const [row] = await queries.query<ObjectRow>(
    "SELECT * FROM homeground.object WHERE workspace_id = $1 AND id = $2",
    [workspace, id],
  );
  if (row === undefined) throw notFound("the object");
  return shown(row, await filesOf(queries, id));
}

export async function listObjects(
  queries: Queries,
  workspace: string,
  query: QueryOf<Routes["listObjects"]>,
): Promise<AnswerOf<Routes["listObjects"]>> {
  const { kind, name } = query;
  const wanted = pageWanted(query);
  // A text for each combination: one plan for all of them would be made anew each time.
  const values: unknown[] = [workspace, wanted.start, wanted.most + 1];
  const among = [
    kind === undefined ? "" : ` AND kind = $${values.push(kind)}`,
    name === undefined
      ? ""
      : ` AND name ILIKE $${values.push(`%${name.replace(/[\\%_]/g, "\\$&")}%`)}`,
  ].join("");
  const rows = await queries.query<ObjectRow>(
    `SELECT * FROM homeground.object WHERE workspace_id = $1${among} AND seq < $2
     ORDER BY seq DESC LIMIT $3`,
    values,
  );
  const { here, next } = pageOf(rows, wanted);
  return { objects: here.map(listed), next };
}

/**
 * Shows the page of an object to everybody, or to members alone again.
 *
 * @throws HomegroundError `server/not-found`, `server/bad-request` for one that has no page
 */
export async function setPublic(
  state: ServerState,
  workspace: string,
  id: string,
  isPublic: boolean,
  actor: Actor,
): Promise<void> {
  await state.database.transaction(async (queries) => {
    const { kind } = await readObject(queries, workspace, id);
    if (!hasPage(kind)) throw badRequest(`a ${kind} has no page`, "the object");
    await queries.query("UPDATE homeground.object SET is_public = $2 WHERE id = $1", [
      id,
      isPublic,
    ]);
    const action = `${isPublic ? "show" : "hide"} ${kind}`;
    await audit(queries, state.clock(), workspace, actor, action, id);
  });
}

/** Whether there is a page that shows what such an object is. */
export function hasPage(kind: ObjectKind): boolean {
  return kind === "record" || kind === "preview";
}

/** Deletes an object; files that no other has are gone when this returns. */
export async function deleteObject(
  state: ServerState,
  workspace: string,
  id: string,
  actor: Actor,
): Promise<void> {
  await state.database.transaction(async (queries) => {
    await lockWorkspace(queries, workspace);
    const files = await filesOf(queries, id);
    const [gone] = await queries.query<{ kind: string }>(
      "DELETE FROM homeground.object WHERE workspace_id = $1 AND id = $2 RETURNING kind",
      [workspace, id],
    );
    if (gone === undefined) throw notFound("the object");
    const names = files.map(({ sha256 }) => sha256);
    await queries.query(
      `UPDATE homeground.workspace_blob b SET refs = refs - f.n
       FROM (SELECT sha256, count(*)::int AS n FROM unnest($2::text[]) AS u (sha256) GROUP BY 1) f
       WHERE b.workspace_id = $1 AND b.sha256 = f.sha256`,
      [workspace, names],
    );
    await queries.query(
      `WITH gone AS (
         DELETE FROM homeground.workspace_blob
         WHERE workspace_id = $1 AND sha256 = ANY ($2::text[]) AND refs = 0 RETURNING size_bytes
       )
       UPDATE homeground.workspace
       SET used_bytes = used_bytes - (SELECT coalesce(sum(size_bytes), 0)::bigint FROM gone)
       WHERE id = $1`,
      [workspace, names],
    );
    await doom(queries, [...new Set(names)]);
    await audit(queries, state.clock(), workspace, actor, `delete ${gone.kind}`, id);
  });
  drawnPages(state).delete(id);
  await sweep(state);
}

async function filesOf(queries: Queries, id: string): Promise<readonly FileRow[]> {
  return await queries.query<FileRow>(
    'SELECT path, sha256, size_bytes FROM homeground.object_file WHERE object_id = $1 ORDER BY path COLLATE "C"',
    [id],
  );
}

export async function lockWorkspace(queries: Queries, workspace: string): Promise<void> {
  const rows = await queries.query("SELECT 1 FROM homeground.workspace WHERE id = $1 FOR UPDATE", [
    workspace,
  ]);
  if (rows.length === 0) throw notFound("the workspace");
}

/** Sizes by hash. @throws HomegroundError `server/conflict` where one was not uploaded to the workspace */
async function sizesOf(
  queries: Queries,
  workspace: string,
  files: readonly { readonly path: string; readonly sha256: string }[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await queries.query<{ sha256: string; size_bytes: number }>(
    `SELECT sha256, size_bytes FROM homeground.workspace_blob
     WHERE workspace_id = $1 AND sha256 = ANY ($2::text[])`,
    [workspace, files.map(({ sha256 }) => sha256)],
  );
  const sizes = new Map(rows.map(({ sha256, size_bytes }) => [sha256, size_bytes]));
  const missing = files.find(({ sha256 }) => !sizes.has(sha256));
  if (missing === undefined) return sizes;
  throw new HomegroundError("server/conflict", {
    what: `${missing.path} was not uploaded to this workspace, or more than a day ago, or it was deleted with the last object that had it`,
    where: missing.sha256,
    fix: "Upload it by PUT …/uploads/SHA256, and make the object again",
  });
}

/** Paths that would be one on some disk, or a file and a folder. */
function refuseClashes(paths: readonly string[]): void {
  const seen = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths) {
    const one = path.normalize("NFC").toLowerCase();
    if (seen.has(one)) throw badRequest(`two files are called ${path}`, "files");
    seen.add(one);
    for (let at = one.indexOf("/"); at >= 0; at = one.indexOf("/", at + 1)) {
      folders.add(one.slice(0, at));
    }
  }
  for (const one of seen) {
    if (folders.has(one)) throw badRequest(`${one} is a file and a folder`, "files");
  }
}

/** PostgreSQL's text holds no zero and no half of a pair. */
export function storable(value: Json): Json {
  if (typeof value === "string") return value.replace(/\0|\p{Surrogate}/gu, "\ufffd");
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [storable(key) as string, storable(one)]),
  );
}

function listed(row: ObjectRow): AnswerOf<Routes["listObjects"]>["objects"][number] {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    sizeBytes: row.size_bytes,
    isPublic: row.is_public,
    facts: row.facts,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}

function shown(row: ObjectRow, files: readonly FileRow[]): Shown {
  return {
    ...listed(row),
    files: files.map(({ path, sha256, size_bytes }) => ({ path, sha256, sizeBytes: size_bytes })),
  };
}
