import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { openPlaces, type Places } from "../../src/node/server/start.js";
import { DEFAULT_SETTINGS } from "../../src/node/server/state.js";
import { sweep } from "../../src/node/server/uploads.js";
import { describeWithPostgres, type Postgres, startPostgres } from "../support/postgres.js";
import { addObject, startTestServer, type TestServer } from "../support/server-case.js";

/** Changes of one run; more are asked for by hand. */
const CHANGES = Number(process.env["HOMEGROUND_CHANGES"] ?? 30);
/** Clients that change things at once. */
const CLIENTS = 6;
/** What files hold: few, so that one is deleted while another brings it. */
const TEXTS = Array.from({ length: 5 }, (_, i) => `file,label\n${i}.jpg,deer\n`);
const DAY = 86_400_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hg-chaos-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Numbers that look random and are the same in every run. */
function numbersOf(seed: number): (below: number) => number {
  let at = 0;
  return (below) => createHash("sha256").update(`${seed} ${at++}`).digest().readUInt32BE() % below;
}

/** What any client does that meets a server which is away: it asks again. */
async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const isAway =
        isHomegroundError(error) &&
        /^(database\/unreachable|server\/(closing|conflict)|network\/)/.test(error.code);
      if (!isAway || tries === 40) throw error;
    }
  }
}

/**
 * Several clients bring and delete the same few files under several names, while something goes wrong; then every object
 * that was answered and not deleted is there once, with its file, and nothing else is.
 *
 * @param hurt what goes wrong, before a change
 */
async function survives(
  servers: readonly TestServer[],
  places: Places,
  hurt: (number: (below: number) => number) => Promise<void> | void,
): Promise<void> {
  const token = servers.find((one) => one.token !== null)!.token;
  const admin = servers[0]!.client(token);
  const workspace = (await admin.call("whoAmI")).workspaces[0]!.id;
  /** Names whose objects were answered, and what their file holds. */
  const there = new Map<string, { readonly id: string; readonly text: string }>();
  let left = CHANGES;
  async function goOn(who: number): Promise<void> {
    const number = numbersOf(who);
    for (let change = 0; left-- > 0; change++) {
      await hurt(number);
      const client = servers[number(servers.length)]!.client(token);
      const own = [...there].filter(([name]) => name.startsWith(`${who} `));
      const [name, one] = own[number(own.length + 1)] ?? [null, null];
      if (name !== null && one !== null && number(3) > 0) {
        const params = { workspace, object: one.id };
        await persistently(() => client.call("deleteObject", { params })).catch(
          (error: unknown) => {
            // It was deleted, and the answer was lost.
            if (!isHomegroundError(error) || error.code !== "server/not-found") throw error;
          },
        );
        there.delete(name);
      } else {
        const [text, called] = [TEXTS[number(TEXTS.length)]!, `${who} ${change}`];
        const files = { "l.csv": text };
        const { id } = await persistently(() =>
          addObject(client, workspace, "evaluation-set", called, files),
        );
        there.set(called, { id, text });
      }
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, who) => goOn(who)));
  const listed = await persistently(() =>
    admin.call("listObjects", { params: { workspace }, query: { limit: "500" } }),
  );
  const names = listed.objects.map(({ name }) => name);
  expect(names.toSorted()).toEqual([...there.keys()].sort());
  const kept = new Set<string>();
  for (const { id, text } of there.values()) {
    const params = { workspace, object: id, path: "l.csv" };
    expect(await (await admin.call("readFile", { params })).text()).toBe(text);
    kept.add(createHash("sha256").update(text).digest("hex"));
  }
  for (const one of servers) await one.close();
  // What a cut connection left behind goes with the next look.
  const { database, blobs } = await openPlaces(places);
  await database.query("DELETE FROM homeground.arriving_blob");
  await database.query("UPDATE homeground.doomed_blob SET removing_since = NULL");
  await sweep({ database, blobs });
  const unused = await database.query<{ sha256: string }>(
    "SELECT sha256 FROM homeground.workspace_blob WHERE refs = 0",
  );
  const stored: string[] = [];
  for await (const { sha256 } of blobs.list()) stored.push(sha256);
  expect(stored.toSorted()).toEqual(
    [...new Set([...kept, ...unused.map(({ sha256 }) => sha256)])].sort(),
  );
  const [used] = await database.query<{ used: number; summed: number }>(
    `SELECT (SELECT used_bytes FROM homeground.workspace WHERE id = $1) AS used,
       (SELECT coalesce(sum(size_bytes), 0)::bigint FROM homeground.workspace_blob
        WHERE workspace_id = $1) AS summed`,
    [workspace],
  );
  expect(used!.used).toBe(used!.summed);
  await database.close();
}

const SETTINGS = { ...DEFAULT_SETTINGS, requestsPerMinute: 1e6 };

describe("clocks that are moved", () => {
  it("cost nothing, by days and to and fro", async () => {
    const places = { data: join(folder, "clocks"), database: null, blobs: null, env: {} };
    const server = await startTestServer({ ...places, settings: SETTINGS });
    const now = server.time.now.getTime();
    await survives([server], places, (number) => {
      server.time.now = new Date(now + (number(21) - 10) * DAY);
    });
  });
});

describeWithPostgres("two servers on one PostgreSQL, whose clocks are ten days apart", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());

  it("lose nothing and have nothing twice while connections are cut", async () => {
    const places = {
      data: join(folder, "one"),
      database: await postgres.create(),
      blobs: join(folder, "blobs"),
      env: {},
    };
    const one = await startTestServer({ ...places, settings: SETTINGS });
    const other = { ...places, data: join(folder, "other"), settings: SETTINGS };
    const two = await startTestServer(other);
    two.time.now = new Date(one.time.now.getTime() + 10 * DAY);
    let cuts = 0;
    await survives([one, two], places, async (number) => {
      if (number(4) > 0) return;
      cuts++;
      await postgres.cut();
    });
    expect(cuts).toBeGreaterThan(0);
  });
});
