import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backUp, restore } from "../../src/node/server/backup.js";
import type { ServerClient } from "../../src/node/server/client.js";
import { openPlaces, type Places } from "../../src/node/server/start.js";
import { describeWithPostgres, type Postgres, startPostgres } from "../support/postgres.js";
import { runHere } from "../support/run-here.js";
import { addObject, startTestServer, type TestServer } from "../support/server-case.js";
import { throwsCode } from "../support/throws-code.js";

let folder: string;
let server: TestServer;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hg-backup-"));
  server = await startTestServer({ data: join(folder, "data") });
  const admin = server.client(server.token);
  const workspace = await firstOf(admin);
  await addObject(admin, workspace, "evaluation-set", "Ünïcode “set”", {
    "l.csv": "file,label\na.jpg,b\n",
  });
  const gone = await addObject(admin, workspace, "evaluation-set", "gone", {
    "l.csv": "file,label\na.jpg,c\n",
  });
  await admin.call("deleteObject", { params: { workspace, object: gone.id } });
  await admin.call("createToken", { params: { workspace }, body: { name: "ci", role: "reader" } });
  await admin.call("createWorkspace", { body: { name: "empty", quotaBytes: 2 ** 40 } });
  // Of the running server, as the command asks it.
  file = join(folder, "lab.tar");
  const ran = await runHere(["backup", file, "--data", join(folder, "data")]);
  expect(ran.err).toBe("");
  expect(ran.out).toContain("1 object and 1 file");
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function firstOf(client: ServerClient): Promise<string> {
  return (await client.call("whoAmI")).workspaces.find(({ name }) => name === "main")!.id;
}

/** What a server answers to whoever has the first token. */
async function answersOf(at: TestServer): Promise<unknown> {
  const client = at.client(server.token);
  const who = await client.call("whoAmI");
  const params = { workspace: await firstOf(client) };
  const { objects } = await client.call("listObjects", { params });
  const files = [];
  for (const { id } of objects) {
    const object = await client.call("readObject", { params: { ...params, object: id } });
    for (const { path } of object.files) {
      const found = await client.call("readFile", { params: { ...params, object: id, path } });
      files.push(await found.text());
    }
    files.push(object);
  }
  return {
    who,
    objects,
    files,
    workspace: await client.call("readWorkspace", { params }),
    tokens: (await client.call("listTokens", { params })).tokens,
    audit: await client.call("listAudit", { params }),
  };
}

/** @param places of an empty database */
function isRestored(places: (name: string) => Promise<Pick<Places, "data" | "database">>): void {
  it("gives the same answers, and goes on from there", async () => {
    const place = await places("again");
    const opened = await openPlaces({ ...place, blobs: null, env: {} });
    await restore(file, opened, join(place.data, "incoming"));
    await expect(restore(file, opened, join(place.data, "incoming"))).rejects.toThrow(
      throwsCode("backup/not-empty"),
    );
    await opened.database.close();
    const again = await startTestServer(place);
    expect(again.token).toBeNull();
    expect(await answersOf(again)).toEqual(await answersOf(server));
    // Numbers that count up go on, so that lists stay in order.
    const client = again.client(server.token);
    const workspace = await firstOf(client);
    const added = await addObject(client, workspace, "evaluation-set", "later", {
      "l.csv": "file,label\nz.jpg,z\n",
    });
    const { objects } = await client.call("listObjects", { params: { workspace } });
    expect(objects[0]!.id).toBe(added.id);
    await again.close();

    // And back into a folder.
    const second = await openPlaces({ ...place, blobs: null, env: {} });
    const copy = join(folder, `${again.url.replace(/\D/g, "")}.tar`);
    await backUp(copy, second, "1.2.3", new Date());
    await second.database.close();
    const ran = await runHere(["restore", copy, "--data", `${copy}.data`]);
    expect(ran.err).toBe("");
    expect(ran.out).toContain("2 objects and 2 files");
  });
}

describe("a backup, restored into a folder", () => {
  isRestored(async (name) => ({ data: join(folder, name), database: null }));

  it("is none where it is cut off or changed at any block, and leaves its place empty", async () => {
    const whole = await readFile(file);
    const place = join(folder, "damaged");
    const opened = await openPlaces({ data: place, database: null, blobs: null, env: {} });
    const damaged = join(folder, "damaged.tar");
    const tried: Buffer[] = [];
    for (let at = 0; at < whole.length - 1536; at += 4 * 512) tried.push(whole.subarray(0, at + 7));
    for (let at = 100; at < whole.length - 1536; at += 7 * 512) {
      if (whole[at] === 0) continue; // between entries nothing is said
      const changed = Buffer.from(whole);
      changed[at] = changed[at]! ^ 1;
      tried.push(changed);
    }
    expect(tried.length).toBeGreaterThan(5);
    for (const bytes of tried) {
      await writeFile(damaged, bytes);
      await expect(restore(damaged, opened, join(place, "incoming"))).rejects.toThrow(
        throwsCode("backup/bad"),
      );
    }
    expect(await readdir(join(place, "incoming")).catch(() => [])).toEqual([]);
    await restore(file, opened, join(place, "incoming"));
    await opened.database.close();
  });

  it("is refused where it is of a later version", async () => {
    const text = (await readFile(file)).toString("latin1");
    const later = text.replace(/"version":\d/, '"version":9');
    expect(later).not.toBe(text);
    await writeFile(join(folder, "later.tar"), Buffer.from(later, "latin1"));
    const ran = await runHere(["restore", join(folder, "later.tar"), "--data", join(folder, "l")]);
    expect(ran.err).toContain("error backup/version");
  });

  it("is not written over another file, nor of data that are not there", async () => {
    const data = join(folder, "data");
    expect((await runHere(["backup", file, "--data", data])).err).toContain("output/not-written");
    const none = await runHere(["backup", join(folder, "x.tar"), "--data", join(folder, "none")]);
    expect(none.err).toContain("error input/not-found");
    await expect(readdir(join(folder, "none"))).rejects.toThrow();
  });
});

describeWithPostgres("a backup, restored into a PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());
  isRestored(async (name) => ({
    data: join(folder, `${name}-postgres`),
    database: await postgres.create(),
  }));
});

describe("tokens, from the command line beside a running server", () => {
  it("are made, listed and ended", async () => {
    const data = join(folder, "data");
    const words = ["serve", "token", "create", "desk", "--role", "contributor", "--data", data];
    const made = await runHere(words);
    const token = /^token desk (hg_\S+)\n$/.exec(made.out)?.[1];
    expect(token, made.err).toBeDefined();
    expect((await server.client(token!).call("whoAmI")).workspaces[0]!.role).toBe("contributor");
    const listed = await runHere(["serve", "token", "list", "--data", data]);
    const line = listed.out.split("\n").find((one) => one.endsWith(" desk"))!;
    expect(line).toContain("contributor of main");
    expect(listed.out).not.toContain(token!.slice(14));
    const id = line.split(" ")[0]!;
    expect((await runHere(["serve", "token", "revoke", id, "--data", data])).out).toContain(id);
    await expect(server.client(token!).call("whoAmI")).rejects.toThrow(
      throwsCode("server/unauthenticated"),
    );
    const again = await runHere(["serve", "token", "revoke", id, "--data", data]);
    expect(again.err).toContain("error server/not-found");
  });

  it("are beside invitations, whose link is where that server listens", async () => {
    const invited = await runHere(["serve", "invite", "--data", join(folder, "data")]);
    const link = new URL(invited.out.split("\n")[0] ?? "");
    expect(link.port, invited.err).toBe(new URL(server.url).port);
    expect(link.hash).toMatch(/^#\/join\/[\w-]{43}$/);
  });
});
