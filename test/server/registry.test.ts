import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lineText } from "../../src/ledger/ledger.js";
import type { BlobStore } from "../../src/node/blobs/blob-store.js";
import { openBlobStore } from "../../src/node/blobs/open-blob-store.js";
import type { ServerClient } from "../../src/node/server/client.js";
import type { ServerOptions } from "../../src/node/server/start.js";
import { ROUTES } from "../../src/registry/routes.js";
import { meanColourClassifier } from "../support/onnx-writer.js";
import { plainPng } from "../support/png-writer.js";
import { describeWithPostgres, type Postgres, startPostgres } from "../support/postgres.js";
import { createWords, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { describeWithS3, type S3Server, startS3Server } from "../support/s3-server.js";
import {
  addObject,
  contentsOf,
  sha256,
  startTestServer,
  type TestServer,
} from "../support/server-case.js";
import { ledgerLines, resultOf } from "../support/shared-results.js";
import { throwsCode } from "../support/throws-code.js";

const EXAMPLE = join(import.meta.dirname, "../../docs/examples/blood-cells/result.json");
const LEDGER = ledgerLines([resultOf(8, 10), resultOf(7, 9)])
  .map(lineText)
  .join("");

/** @param places of an empty database */
function isRegistry(places: () => Promise<Partial<ServerOptions>>): void {
  let folder: string;
  let server: TestServer;
  let admin: ServerClient;
  let workspace: string;
  let blobs: BlobStore;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hg-serve-"));
    const options = { data: join(folder, "data"), ...(await places()) };
    server = await startTestServer(options);
    blobs = await openBlobStore(options.blobs ?? join(folder, "data/blobs"), options.env ?? {});
    admin = server.client(server.token);
    workspace = (await admin.call("whoAmI")).workspaces[0]!.id;
  });
  afterAll(async () => {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const tokenOf = async (
    role: "reader" | "contributor" | "admin",
    days = 30,
    where = workspace,
  ) => {
    const body = { name: `a ${role}`, role, days };
    return await admin.call("createToken", { params: { workspace: where }, body });
  };
  const storedFiles = async () => {
    let files = 0;
    for await (const _ of blobs.list()) files++;
    return files;
  };

  it("gives the first token to an administrator, and its description to anybody", async () => {
    expect(server.token).toMatch(/^hg_[0-9a-z]{10}_[\w-]{43}$/);
    expect(await admin.call("whoAmI")).toEqual({
      name: "token:administrator",
      operator: true,
      workspaces: [{ id: workspace, name: "main", role: "admin" }],
    });
    const described = await server.client(null).call("openapi");
    const operations = Object.values(described["paths"] as object).flatMap((one) =>
      Object.values(one),
    );
    expect(operations.map((one) => (one as { operationId: string }).operationId).sort()).toEqual(
      Object.keys(ROUTES).sort(),
    );
  });

  it("answers nothing else without a token", async () => {
    for (const { path, method, needs } of Object.values(ROUTES)) {
      if (needs === "nobody") continue;
      const url = new URL(path.replace(/\{\w+\}/g, workspace).slice(1), server.url);
      for (const authorization of [null, "Bearer x", `Bearer ${server.token}x`, "Basic eDp5"]) {
        const headers: Record<string, string> = authorization === null ? {} : { authorization };
        const { status } = await fetch(url, { method, headers });
        expect(status, `${method} ${path}`).toBeGreaterThanOrEqual(401);
        expect([401, 429]).toContain(status);
      }
    }
  });

  it("keeps models, results and ledgers, and gives them back to the byte", async () => {
    const model = meanColourClassifier();
    const made = await addObject(admin, workspace, "model", "A classifier", {
      "model.onnx": model,
    });
    expect(made).toMatchObject({
      kind: "model",
      facts: { file: "model.onnx" },
      sizeBytes: model.length,
    });
    const file = await admin.call("readFile", {
      params: { workspace, object: made.id, path: "model.onnx" },
    });
    expect(sha256(new Uint8Array(await file.arrayBuffer()))).toBe(sha256(model));

    const text = await readFile(EXAMPLE, "utf8");
    const result = await addObject(admin, workspace, "result", "Blood", { "result.json": text });
    expect(result.facts).toMatchObject({ task: JSON.parse(text).task });
    const ledger = await addObject(admin, workspace, "ledger", "Places", {
      "ledger.ndjson": LEDGER,
    });
    expect(ledger.facts).toMatchObject({ entries: 2 });
    const set = await addObject(admin, workspace, "evaluation-set", "Labels", {
      "labels.csv": "file,label\na.jpg,deer\nb.jpg,fox\n",
    });
    expect(set.facts).toEqual({ format: "csv", images: 2, labels: 2 });
  });

  it("keeps a record, and holds it against its files in a job that tells how far it is", async () => {
    const one = await writeRecordCase(join(folder, "case"));
    const out = join(folder, "record");
    const ran = await runHere(createWords(one, out, "--images", "include"));
    expect(ran.status, ran.err).toBe(0);
    const files = await contentsOf(out);
    const made = await addObject(admin, workspace, "record", "Deer or fox", files);
    const { id } = JSON.parse(Buffer.from(files["record.json"]!).toString());
    expect(made.facts).toMatchObject({ record: id, openness: "open" });

    const job = await admin.call("createJob", {
      params: { workspace },
      body: { kind: "verify-record", object: made.id },
    });
    const response = await admin.call("watchJob", { params: { workspace, job: job.id } });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const events = (await response.text())
      .split("\n\n")
      .filter((text) => text.startsWith("event: job\ndata: "))
      .map((text) => JSON.parse(text.slice("event: job\ndata: ".length)));
    expect(events.at(-1)).toMatchObject({ state: "done", result: { equal: true } });
    expect(events[0].state).toMatch(/waiting|running/);
    expect(await admin.call("readJob", { params: { workspace, job: job.id } })).toEqual(
      events.at(-1),
    );

    // Its images are found by what they are, in it and in whatever else holds one of them.
    const names = Object.keys(files).filter((path) => path.startsWith("images/"));
    const hashes = names.map((path) => sha256(files[path]!));
    const [first] = names as [string];
    const set = await addObject(admin, workspace, "evaluation-set", "One of its images", {
      "deer/a.png": files[first]!,
      "fox/b.png": plainPng(7, 5, [1, 2, 3]),
    });
    const search = async (where: string, asked: readonly string[]) => {
      const request = { params: { workspace: where }, body: { sha256: [...asked] } };
      return (await admin.call("findImages", request)).images;
    };
    const ofRecord = { id: made.id, kind: "record", name: "Deer or fox" };
    const ofSet = { id: set.id, kind: "evaluation-set", name: "One of its images" };
    expect(await search(workspace, ["0".repeat(64), ...hashes, hashes[0]!])).toEqual(
      hashes.map((hash, i) => ({
        sha256: hash,
        objects: i === 0 ? [ofSet, ofRecord] : [ofRecord],
        more: false,
      })),
    );
    const other = (await admin.call("createWorkspace", { body: { name: "without images" } })).id;
    expect(await search(other, hashes)).toEqual([]);
    await admin.call("deleteObject", { params: { workspace, object: set.id } });
    expect((await search(workspace, [hashes[0]!]))[0]!.objects).toEqual([ofRecord]);

    // A record of which one byte of a file is another is none.
    const changed = { ...files };
    const path = Object.keys(files).find((name) => name.startsWith("images/"))!;
    changed["manifest.ndjson"] = Buffer.from(`${Buffer.from(files["manifest.ndjson"]!)} `);
    expect(path).toBeDefined();
    await expect(addObject(admin, workspace, "record", "Changed", changed)).rejects.toThrow(
      throwsCode("record/hash-mismatch"),
    );
  });

  it.each([
    ["model", "model.onnx", "no model", "model/not-onnx"],
    ["result", "result.json", '{"schema":"homeground.result/1"}', "server/refused-object"],
    ["result", "result.json", `${"[".repeat(500)}${"]".repeat(500)}`, "input/too-deep"],
    ["result", "other.json", "{}", "server/refused-object"],
    ["ledger", "ledger.ndjson", LEDGER.replace('"k":8', '"k":9'), "ledger/changed"],
    ["ledger", "ledger.ndjson", LEDGER.slice(0, -20), "ledger/changed"],
    ["record", "record.json", "{}", "record/bad-shape"],
    ["evaluation-set", "labels.csv", "a,b\n1,2\n", "table/missing-column"],
  ] as const)("refuses a %s that is none: %s %#", async (kind, path, text, code) => {
    await expect(addObject(admin, workspace, kind, "bad", { [path]: text })).rejects.toHaveProperty(
      "code",
      code,
    );
  });

  it("makes one object of the same, however often it is sent at once", async () => {
    const body = Buffer.from(LEDGER);
    await admin.call("upload", { params: { workspace, sha256: sha256(body) }, body });
    const files = [{ path: "ledger.ndjson", sha256: sha256(body) }];
    const made = await Promise.all(
      Array.from({ length: 8 }, () =>
        admin.call("createObject", {
          params: { workspace },
          body: { kind: "ledger", name: "Once", files },
        }),
      ),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });

  it("lists by pages that hold each object once, while others are added and deleted", async () => {
    const place = (await admin.call("createWorkspace", { body: { name: `pages` } })).id;
    const add = (n: number) =>
      addObject(admin, place, "evaluation-set", `set ${n}`, {
        "l.csv": `file,label\na.jpg,c${n}\n`,
      });
    const made: string[] = [];
    for (let n = 0; n < 7; n++) made.push((await add(n)).id);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list(after);
      seen.push(...page.objects.map(({ id }) => id));
      if (after === null) {
        await add(99);
        await admin.call("deleteObject", { params: { workspace: place, object: seen[0]! } });
      }
      after = page.next;
    } while (after !== null);
    expect(seen).toEqual(made.reverse());
    async function list(from: string | null) {
      const query = { limit: "3", kind: "evaluation-set" as const };
      return await admin.call("listObjects", {
        params: { workspace: place },
        query: from === null ? query : { ...query, after: from },
      });
    }
    await admin.call("deleteWorkspace", { params: { workspace: place } });
    await expect(admin.call("readWorkspace", { params: { workspace: place } })).rejects.toThrow(
      throwsCode("server/not-found"),
    );
  });

  it("deletes files with the last object that has them, and counts the room", async () => {
    const place = (await admin.call("createWorkspace", { body: { name: "room" } })).id;
    const used = async () =>
      (await admin.call("readWorkspace", { params: { workspace: place } })).usedBytes;
    const before = await storedFiles();
    const text = "file,label\nshared.jpg,deer\n";
    const a = await addObject(admin, place, "evaluation-set", "a", { "l.csv": text });
    const b = await addObject(admin, place, "evaluation-set", "b", { "l.csv": text });
    expect(await used()).toBe(text.length);
    expect(await storedFiles()).toBe(before + 1);
    await admin.call("deleteObject", { params: { workspace: place, object: a.id } });
    expect(await used()).toBe(text.length);
    const file = await admin.call("readFile", {
      params: { workspace: place, object: b.id, path: "l.csv" },
    });
    expect(await file.text()).toBe(text);
    await admin.call("deleteObject", { params: { workspace: place, object: b.id } });
    expect(await used()).toBe(0);
    expect(await storedFiles()).toBe(before);
    await expect(
      admin.call("deleteObject", { params: { workspace: place, object: b.id } }),
    ).rejects.toThrow(throwsCode("server/not-found"));
  });

  it("keeps workspaces apart: nothing of another is there, by its id or by its hash", async () => {
    const other = (await admin.call("createWorkspace", { body: { name: "other" } })).id;
    const stranger = server.client((await tokenOf("admin", 1, other)).token);
    const { objects } = await admin.call("listObjects", { params: { workspace } });
    const object = objects[0]!.id;
    for (const asking of [
      () => stranger.call("readWorkspace", { params: { workspace } }),
      () => stranger.call("listObjects", { params: { workspace } }),
      () => stranger.call("readObject", { params: { workspace, object } }),
      () => stranger.call("readObject", { params: { workspace: other, object } }),
      () => stranger.call("deleteObject", { params: { workspace: other, object } }),
      () => stranger.call("listAudit", { params: { workspace } }),
    ]) {
      await expect(asking()).rejects.toThrow(throwsCode("server/not-found"));
    }
    const files = [{ path: "ledger.ndjson", sha256: sha256(LEDGER) }];
    await expect(
      stranger.call("createObject", {
        params: { workspace: other },
        body: { kind: "ledger", name: "By its hash", files },
      }),
    ).rejects.toThrow(throwsCode("server/conflict"));
  });

  it.each([
    ["reader", ["listObjects"]],
    ["contributor", ["listObjects", "upload"]],
    ["admin", ["listObjects", "upload", "listAudit"]],
  ] as const)("lets a %s do what it may", async (role, may) => {
    const client = server.client((await tokenOf(role)).token);
    const params = { workspace };
    const body = Buffer.from(role);
    const all = {
      listObjects: () => client.call("listObjects", { params }),
      upload: () => client.call("upload", { params: { workspace, sha256: sha256(body) }, body }),
      listAudit: () => client.call("listAudit", { params }),
      createWorkspace: () => client.call("createWorkspace", { body: { name: "mine" } }),
      metrics: () => client.call("metrics"),
    };
    for (const [name, asking] of Object.entries(all)) {
      if ((may as readonly string[]).includes(name)) await asking();
      else await expect(asking(), name).rejects.toThrow(throwsCode("server/forbidden"));
    }
  });

  it("ends tokens by time and by hand, also in the middle of an upload", async () => {
    const [early, late, kept] = [
      await tokenOf("contributor", 1),
      await tokenOf("contributor", 1),
      await tokenOf("reader", 9),
    ];
    const body = Buffer.from("while a token ends");
    const before = await storedFiles();
    for (const [token, end] of [
      [early, () => server.time.now.setTime(server.time.now.getTime() + 2 * 86_400_000)],
      [late, () => admin.call("revokeToken", { params: { workspace, token: late.id } })],
    ] as const) {
      server.time.now = new Date("2026-11-25T10:42:07Z");
      let more: ReadableStreamDefaultController<Uint8Array>;
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          more = controller;
          controller.enqueue(body.subarray(0, 5));
        },
      });
      const asked = fetch(`${server.url}v1/workspaces/${workspace}/uploads/${sha256(body)}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${token.token}` },
        body: stream,
        duplex: "half",
      } as RequestInit);
      await expect.poll(() => readdir(join(folder, "data/incoming"))).toHaveLength(1);
      await end();
      more!.enqueue(body.subarray(5));
      more!.close();
      const response = await asked;
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { code: "server/unauthenticated" } });
      await expect.poll(() => readdir(join(folder, "data/incoming"))).toEqual([]);
      expect(await storedFiles()).toBe(before);
    }
    server.time.now = new Date("2026-11-25T10:42:07Z");
    await server.client(kept.token).call("whoAmI");
    await expect(server.client(late.token).call("whoAmI")).rejects.toThrow(
      throwsCode("server/unauthenticated"),
    );
    const listed = await admin.call("listTokens", { params: { workspace } });
    expect(JSON.stringify(listed)).not.toContain(kept.token.slice(14));
    expect(listed.tokens.map(({ id }) => id)).not.toContain(late.id);
  });

  it("says who changed what", async () => {
    const { entries } = await admin.call("listAudit", {
      params: { workspace },
      query: { limit: "500" },
    });
    const actions = entries.map(({ actor, action }) => `${actor} ${action}`);
    expect(actions).toContain("token:administrator create model");
    expect(actions).toContain("token:administrator revoke token");
    expect(actions).toContain("token:administrator start verify-record");
  });

  it("keeps no secret in its database and no person in its log", async () => {
    const log = JSON.stringify(server.log);
    expect(log).not.toContain("hg_");
    expect(log).not.toContain("127.0.0.1");
    expect(log).toContain('"route":"/v1/workspaces/:workspace/objects"');
    expect(await admin.call("metrics")).toMatch(
      /homeground_requests_total\{route="\/v1\/me",method="GET",status="2xx"\} \d+/,
    );
  });
}

describe("a registry in a folder", () => {
  isRegistry(async () => ({}));
});

describeWithPostgres("a registry on a PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());
  isRegistry(async () => ({ database: await postgres.create() }));
});

describeWithPostgres("a registry on a PostgreSQL, whose files are in a bucket", () => {
  describeWithS3("that a server speaking S3 has", () => {
    let postgres: Postgres;
    let s3: S3Server;
    beforeAll(async () => {
      [postgres, s3] = await Promise.all([startPostgres(), startS3Server()]);
      await s3.createBucket("lab");
    });
    afterAll(() => Promise.all([postgres?.stop(), s3?.stop()]));
    isRegistry(async () => ({
      database: await postgres.create(),
      blobs: "s3://lab/registry",
      env: s3.env,
    }));
  });
});
