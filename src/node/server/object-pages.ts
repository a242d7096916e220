/**
 * Records and previews as pages, for everybody once somebody shows them. The page is drawn by this program
 * (`object-drawing.ts`), once; of what was uploaded only the record's own files are given, as files.
 */
import { extname } from "node:path";
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import { createTurns } from "../../core/turns.js";
import type { ObjectKind } from "../../registry/routes.js";
import { type DrawnPage, drawnPages } from "./drawn-pages.js";
import { notFound } from "./failures.js";
import { workOnObject } from "./object-work.js";
import { hasPage, readObject } from "./objects.js";
import { createRateLimit } from "./rate-limit.js";
import type { ServerState } from "./state.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST_DRAWING_MS = 300_000;
/** Pages kept in memory: each has a megabyte or two. */
const MOST_KEPT = 32;
const RECORD = "record/";

/** What stands in the page itself says which of its own scripts run; this says the rest. */
const PAGE_POLICY = [
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const TYPES: Readonly<Record<string, string>> = {
  ".bib": "text/plain; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

const NOTHING = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Nothing here · Homeground</title></head>
<body><main><h1>There is nothing here that you can see</h1><p>It may be for members alone: <a href="../../">sign in</a>, and look in the registry.</p></main></body></html>
`;

/** One after the other: each may take the memory of a large record. */
const inTurn = createTurns();

export function serveObjectPages(app: FastifyInstance, state: ServerState): void {
  const rate = createRateLimit(state.settings.requestsPerMinute, () => state.clock().getTime());
  app.get<{ Params: { readonly object: string } }>("/pages/:object", ({ params }, reply) => {
    if (!UUID.test(params.object)) throw notFound("the address");
    return reply.redirect(`/pages/${params.object}/`);
  });
  app.get<{ Params: { readonly object: string; readonly "*": string } }>(
    "/pages/:object/*",
    async (request, reply) => {
      const { object, "*": path } = request.params;
      if (!rate.take(request.ip)) return reply.code(429).header("retry-after", "10").send();
      const found = UUID.test(object) ? await shownObject(state, object) : null;
      if (found === null) {
        drawnPages(state).delete(object);
        return reply.code(404).type(TYPES[".html"]!).send(NOTHING);
      }
      if (path.startsWith(RECORD)) return sendRecordFile(state, found, path, reply);
      const name = path === "" ? "index.html" : path;
      const bytes = (await pageOf(state, found)).get(name);
      if (bytes === undefined) throw notFound("the file");
      if (name === "index.html") reply.header("content-security-policy", PAGE_POLICY);
      return reply.type(TYPES[extname(name)] ?? "application/octet-stream").send(bytes);
    },
  );
}

interface Found {
  readonly id: string;
  readonly kind: ObjectKind;
  readonly files: Awaited<ReturnType<typeof readObject>>["files"];
}

async function shownObject({ database }: ServerState, id: string): Promise<Found | null> {
  const [row] = await database.query<{ workspace_id: string; kind: ObjectKind }>(
    "SELECT workspace_id, kind FROM homeground.object WHERE id = $1 AND is_public",
    [id],
  );
  if (row === undefined || !hasPage(row.kind)) return null;
  const { files } = await readObject(database, row.workspace_id, id);
  return { id, kind: row.kind, files };
}

function pageOf(state: ServerState, { id, kind, files }: Found): Promise<DrawnPage> {
  const pages = drawnPages(state);
  const known = pages.get(id);
  if (known !== undefined) return known;
  const page = inTurn(async (): Promise<DrawnPage> => {
    const drawn = await workOnObject({
      task: "page",
      kind,
      files,
      blobs: state.blobs,
      signal: state.signal,
      mostMs: MOST_DRAWING_MS,
    });
    return new Map(Object.entries(drawn));
  });
  page.catch(() => pages.delete(id));
  pages.set(id, page);
  for (const [oldest] of pages) if (pages.size > MOST_KEPT) pages.delete(oldest);
  return page;
}

/** As the file that it is, whatever it holds: none is a page or a script of this server. */
async function sendRecordFile(
  state: ServerState,
  { files }: Found,
  path: string,
  reply: FastifyReply,
): Promise<unknown> {
  const isPublished = files.some((file) => file.path === `${RECORD}record.json`);
  const wanted = isPublished ? path : path.slice(RECORD.length);
  const file = files.find((one) => one.path === wanted);
  const bytes = file === undefined ? null : await state.blobs.read(file.sha256);
  if (file === undefined || bytes === null) throw notFound("the file");
  reply.headers({
    "content-type": "application/octet-stream",
    "content-disposition": "attachment",
    "content-length": file.sizeBytes,
  });
  return reply.send(Readable.from(bytes, { objectMode: false }));
}
