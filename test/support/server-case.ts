import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createServerClient, type ServerClient } from "../../src/node/server/client.js";
import {
  type RunningServer,
  type ServerOptions,
  startServer,
} from "../../src/node/server/start.js";
import { DEFAULT_SETTINGS } from "../../src/node/server/state.js";
import type { ObjectKind } from "../../src/registry/routes.js";
import { runHere } from "./run-here.js";

/** A server of a test, and its clock, which stands still unless it is set. */
export interface TestServer extends RunningServer {
  readonly log: Readonly<Record<string, unknown>>[];
  readonly time: { now: Date };
  /** A client with a token, or with none. */
  client(token: string | null): ServerClient;
}

export async function startTestServer(
  options: Pick<ServerOptions, "data"> & Partial<ServerOptions>,
): Promise<TestServer> {
  const time = { now: new Date("2026-11-25T10:42:07Z") };
  const log: Readonly<Record<string, unknown>>[] = [];
  const server = await startServer({
    database: null,
    blobs: null,
    env: {},
    version: "1.2.3",
    host: "127.0.0.1",
    port: 0,
    settings: DEFAULT_SETTINGS,
    clock: () => time.now,
    log: (entry) => log.push(entry),
    ...options,
  });
  return { ...server, log, time, client: (token) => clientOf(server.url, token) };
}

/** A server of a backup of the one that has its data in `folder/data`. */
export async function restoredServer(
  folder: string,
  options: Partial<ServerOptions> = {},
): Promise<TestServer> {
  const name = randomUUID();
  const file = join(folder, `${name}.tar`);
  const data = join(folder, name);
  for (const words of [
    ["backup", file, "--data", join(folder, "data")],
    ["restore", file, "--data", data],
  ]) {
    const ran = await runHere(words);
    if (ran.status !== 0) throw new Error(ran.err);
  }
  return await startTestServer({ data, ...options });
}

export function clientOf(url: string, token: string | null): ServerClient {
  return createServerClient(url, token === null ? {} : { authorization: `Bearer ${token}` });
}

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");

/** Uploads files and makes an object of them. */
export async function addObject(
  client: ServerClient,
  workspace: string,
  kind: ObjectKind,
  name: string,
  files: Readonly<Record<string, Uint8Array | string>>,
) {
  const listed: { path: string; sha256: string }[] = [];
  for (const [path, content] of Object.entries(files)) {
    const body = typeof content === "string" ? Buffer.from(content) : content;
    await client.call("upload", { params: { workspace, sha256: sha256(body) }, body });
    listed.push({ path, sha256: sha256(body) });
  }
  return await client.call("createObject", {
    params: { workspace },
    body: { kind, name, files: listed },
  });
}

/** Every file below a folder, by its path there. */
export async function contentsOf(folder: string): Promise<Record<string, Uint8Array>> {
  const found: Record<string, Uint8Array> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found[path.slice(folder.length + 1)] = await readFile(path);
  }
  return found;
}
