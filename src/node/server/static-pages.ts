/**
 * The pages of a server and the app, as files: fixed names, each with the headers of what it is. What they ask for goes
 * through the routes of `routes.ts` like any program's request.
 */
import { createReadStream, existsSync, readdirSync } from "node:fs";
import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import type { FastifyInstance, FastifyReply } from "fastify";
import { REGISTRY_HEADER } from "../../models/fetched-model.js";
import { APP_POLICY } from "../../reports/app-policy.js";
import { LAB_POLICY } from "../../reports/lab-policy.js";
import { appFiles, FILE_LIST } from "../app/app-files.js";
import { installation } from "../installation.js";
import { notFound } from "./failures.js";
import { RETURN_PATH } from "./provider.js";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/** Headers of a page of ours, whose program may run. */
function pageHeaders(policy: readonly string[]): Readonly<Record<string, string>> {
  return {
    "content-security-policy": [...policy, "frame-ancestors 'none'"].join("; "),
    "cross-origin-embedder-policy": "require-corp",
    "cache-control": "no-cache",
  };
}

/** Serves the pages at `/`, and the app at `/app/`. */
export function servePages(app: FastifyInstance): void {
  // Looked up when somebody asks: a server that is only asked by programs never does.
  let lab: ReadonlyMap<string, string> | null = null;
  let its: ReadonlyMap<string, string> | null = null;
  const labHeaders = pageHeaders(LAB_POLICY);
  const appHeaders = pageHeaders(APP_POLICY);
  const labFile = (name: string, reply: FastifyReply) => {
    lab ??= labFiles();
    return sendFile(reply, lab.get(name), labHeaders);
  };
  for (const path of ["/", RETURN_PATH]) {
    app.get(path, (_request, reply) => labFile("index.html", reply));
  }
  app.get<{ Params: { readonly "*": string } }>("/lab/*", ({ params }, reply) =>
    labFile(params["*"], reply),
  );
  app.get("/app", (_request, reply) => reply.redirect("/app/"));
  app.get<{ Params: { readonly "*": string } }>("/app/*", ({ params }, reply) => {
    its ??= appFiles(true);
    const name = params["*"] === "" ? "index.html" : params["*"];
    if (name === FILE_LIST) reply.header(REGISTRY_HEADER, "../");
    return sendFile(reply, its.get(name), appHeaders);
  });
}

function labFiles(): ReadonlyMap<string, string> {
  const folder = join(installation().root, "dist/lab");
  if (!existsSync(folder)) return new Map();
  return new Map(readdirSync(folder).map((name) => [name, join(folder, name)] as const));
}

/** @throws HomegroundError `server/not-found` */
async function sendFile(
  reply: FastifyReply,
  disk: string | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  if (disk === undefined) throw notFound("the address");
  const { size } = await stat(disk);
  reply.headers({ ...headers, "content-length": size });
  reply.type(TYPES[extname(disk)] ?? "application/octet-stream");
  return reply.send(createReadStream(disk));
}
