import { once } from "node:events";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../src/node/server/state.js";
import { type BuiltServer, startBuiltServer } from "../support/built-server.js";
import { addObject, clientOf, startTestServer } from "../support/server-case.js";
import { smallDisk } from "../support/small-disk.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hg-faults-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (data: string): Promise<BuiltServer> => startBuiltServer(["--data", data]);

async function killed(one: BuiltServer): Promise<void> {
  one.process.kill("SIGKILL");
  await once(one.process, "exit");
}

describe("a server that is killed", () => {
  it("has all that it answered, tells its token once, and needs no hand", async () => {
    const data = join(folder, "killed");
    let server = await start(data);
    const { token } = server;
    expect(token).toBeDefined();
    expect(server.lines[0]).toBe(`Making a database in ${data}, which takes some seconds.`);
    expect(server.lines[3]).toContain(`serve invite --role admin --data ${data}`);
    let client = clientOf(server.url, token!);
    const workspace = (await client.call("whoAmI")).workspaces[0]!.id;
    const answered = new Set<string>();
    for (let round = 0; round < 3; round++) {
      // Killed while it answers: what was answered before is there, the rest is whole or not at all.
      const writing = Array.from({ length: 6 }, (_, i) =>
        addObject(client, workspace, "evaluation-set", `${round} ${i}`, {
          "l.csv": `file,label\n${round}.jpg,c${i}\n`,
        }).then(({ id }) => answered.add(id)),
      );
      await Promise.race(writing);
      await killed(server);
      await Promise.allSettled(writing);
      server = await start(data);
      expect(server.lines).toHaveLength(1);
      client = clientOf(server.url, token!);
      const { objects } = await client.call("listObjects", { params: { workspace } });
      expect(objects.map(({ id }) => id)).toEqual(expect.arrayContaining([...answered]));
      for (const { id } of objects) {
        const params = { workspace, object: id, path: "l.csv" };
        const file = await client.call("readFile", { params });
        expect(await file.text()).toMatch(/^file,label\n\d\.jpg,c\d\n$/);
      }
    }
    server.process.kill("SIGTERM");
    const [status] = await once(server.process, "exit");
    expect(status).toBe(0);
  });
});

describe("a disk that is full", () => {
  it("ends a write with a code, and loses nothing that was answered", async (context) => {
    const disk = smallDisk(join(folder, "full"), 42);
    if (disk === null) return context.skip("no disk of its own can be mounted here");
    try {
      const places = {
        data: join(disk.path, "data"),
        blobs: join(folder, "blobs"),
        settings: { ...DEFAULT_SETTINGS, requestsPerMinute: 1e6 },
      };
      let server = await startTestServer(places);
      const { token } = server;
      // Filled but for a little: how long thousands of writes take says nothing here.
      const { bavail, bsize } = statfsSync(disk.path);
      writeFileSync(
        join(disk.path, "filler"),
        new Uint8Array(Math.max(0, bavail * bsize - 65_536)),
      );
      const write = (n: number) =>
        server.client(token).call("createWorkspace", { body: { name: `${n} ${"x".repeat(150)}` } });
      let written = 0;
      let error: unknown = null;
      while (error === null) {
        error = await write(written).then(
          () => null,
          (cause: unknown) => cause,
        );
        if (error === null) written++;
      }
      expect(error).toHaveProperty("code", expect.stringMatching(/^database\/(full|unreachable)$/));
      await server.close().catch(() => {});
      disk.grow(200);
      server = await startTestServer(places);
      const text = await server.client(token).call("metrics");
      expect(text).toContain(`homeground_workspaces ${written + 1}\n`);
      await write(written);
      await server.close();
    } finally {
      disk.remove();
    }
    return undefined;
  });
});
