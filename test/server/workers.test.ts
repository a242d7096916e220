import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageScorer } from "../../src/models/image-scorer.js";
import { lazyScorer } from "../../src/node/cli/evaluate-model.js";
import type { ShardRunPorts } from "../../src/node/cli/shards-run.js";
import { runWorker, type WorkerJson } from "../../src/node/cli/worker.js";
import { openDatabase } from "../../src/node/database/open-database.js";
import { writePieces } from "../../src/node/files/write-file.js";
import { databasePlace, MOST_TRIES, openShardJobs } from "../../src/node/jobs/shard-jobs.js";
import { describeWithPostgres, type Postgres, startPostgres } from "../support/postgres.js";
import { runHere, SILENT_IO } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";
import { asTyped, filesBelow, writeShardCase } from "../support/shard-case.js";
import { smallDisk } from "../support/small-disk.js";

const IMAGES = 24;
const SHARDS = 4;
const WORDS = ["photos", "--labels", "labels.csv", "--model", "model.onnx"].concat(
  ...["--claim", "accuracy=0.8", "--engine", "wasm", "--no-sanity"],
);
const PORTS: ShardRunPorts = { openScorer: lazyScorer, write: writePieces };

let folder: string;
let whole: Readonly<Record<string, string>>;
const before = process.cwd();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hg-workers-"));
  await writeShardCase(folder, IMAGES);
  process.chdir(folder);
  await succeeds("evaluate", ...WORDS, "--out", "out");
  whole = await filesBelow("out");
  await rename("out", "whole");
});
afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true });
});

async function succeeds(...line: readonly string[]): Promise<string> {
  const ran = await asTyped(line, () => runHere(line));
  expect(ran.status, ran.err).toBe(0);
  return ran.out;
}

/** A scorer that does something before it is asked about an image. */
function before_(look: (path: string) => Promise<void>): ShardRunPorts {
  return {
    ...PORTS,
    openScorer(ready, options) {
      const own = lazyScorer(ready, options);
      const scorer: ImageScorer = {
        ...own,
        async *score(images, how) {
          async function* looked() {
            for await (const image of images) {
              await look(image.path);
              yield image;
            }
          }
          yield* own.score(looked(), how);
        },
      };
      return scorer;
    },
  };
}

/**
 * @param open a database that is new and empty, as `--database` has it
 * @param isQuick whether it is opened in no time, so that all is tried
 */
function workersOn(open: () => Promise<string>, isQuick: boolean): void {
  let database: string;
  beforeAll(async () => {
    database = await open();
  });

  const plan = async (): Promise<void> => {
    for (const name of ["shards", "out"]) await rm(name, { recursive: true, force: true });
    const words = ["--shards", `${SHARDS}`, "--out", "shards", "--database", database];
    await succeeds("shards", "plan", ...WORDS, ...words);
  };
  const work = async (
    options: object = {},
    ports: ShardRunPorts = PORTS,
    signal: AbortSignal = SILENT_IO.signal,
  ): Promise<WorkerJson> => {
    const given = { database, concurrency: 1, lease: 60, drain: true as const, ...options };
    const ran = await runWorker("shards", given, { ...SILENT_IO, signal }, ports);
    expect(violationsOf("worker", ran.json)).toEqual([]);
    return ran.json as unknown as WorkerJson;
  };
  const status = async () => {
    const text = await succeeds(
      "shards",
      "status",
      "shards",
      "--database",
      database,
      "--json",
      "-",
    );
    const json = JSON.parse(text);
    expect(violationsOf("shards-status", json)).toEqual([]);
    return json;
  };
  const joins = async (): Promise<void> => {
    const line = ["shards", "join", "shards", "--out", "out"];
    await asTyped(["evaluate", ...WORDS, "--out", "out"], () => runHere(line));
    expect(await filesBelow("out")).toEqual(whole);
  };
  const queue = async (): Promise<string> =>
    JSON.parse(await readFile("shards/plan.json", "utf8")).queue;

  it("are done once each, and come to every byte of the undivided command", async () => {
    await plan();
    const first = await status();
    expect(first.jobs.map((one: { state: string }) => one.state)).toEqual(
      new Array(SHARDS).fill("waiting"),
    );
    const one = await work({ once: true });
    expect(one.done).toEqual([1]);
    const rest = await work({ concurrency: 2 });
    expect(rest).toEqual({
      ...{ schema: "homeground.worker/1", done: [2, 3, 4], failed: [], givenBack: [] },
      setAside: [],
    });
    expect(await work()).toMatchObject({ done: [] });
    await joins();
  });

  it("are entered once, however often the same is planned", async () => {
    await plan();
    await plan();
    const jobs = await openShardJobs(databasePlace(database), await queue());
    expect((await jobs.list()).map(({ shard }) => shard)).toEqual([1, 2, 3, 4]);
    await jobs.close();
  });

  it.runIf(isQuick)("are run by `shards run` too, and then not by a worker", async () => {
    await plan();
    await succeeds("shards", "run", "shards", "2");
    let asked = 0;
    const counting = before_(async () => {
      asked++;
    });
    expect((await work({}, counting)).done).toEqual([1, 2, 3, 4]);
    const lists = await Promise.all(
      [1, 3, 4].map((shard) => readFile(`shards/images/${shard}.ndjson`, "utf8")),
    );
    const hashes = new Set(lists.flatMap((text) => text.match(/"sha256":"\w+"/g)));
    expect(asked).toBeLessThanOrEqual(hashes.size);
    await joins();
  });

  it("that are stopped are given back, and go on where they were", async () => {
    await plan();
    const stop = new AbortController();
    let seen = 0;
    const stopping = before_(async () => {
      if (++seen === 4) stop.abort();
    });
    expect(await work({}, stopping, stop.signal)).toMatchObject({ done: [], givenBack: [1] });
    const [first] = (await status()).jobs;
    expect(first).toMatchObject({ shard: 1, state: "waiting", reason: null });
    expect((await work()).done).toEqual([1, 2, 3, 4]);
    await joins();
  });

  it("are cancelled, taken from whoever runs them, and entered again", async () => {
    await plan();
    let isAsked = false;
    const cancelling = before_(async () => {
      if (isAsked) return;
      isAsked = true;
      const jobs = await openShardJobs(databasePlace(database), await queue());
      expect(await jobs.cancel()).toBe(SHARDS);
      await jobs.close();
    });
    if (database.startsWith("postgres")) {
      expect(await work({ lease: 4 }, cancelling)).toMatchObject({ setAside: [] });
    } else await succeeds("shards", "cancel", "shards", "--database", database);
    const cancelled = (await status()).jobs.map((one: { state: string }) => one.state);
    expect(cancelled).toEqual(expect.arrayContaining(["cancelled"]));
    await succeeds("shards", "retry", "shards", "--database", database);
    await work();
    await joins();
  });

  it("that fail are set aside with their reason, and tried again when they are told to be", async () => {
    await plan();
    const image = JSON.parse((await readFile("shards/images/2.ndjson", "utf8")).split("\n")[0]!);
    await rename(`photos/${image.file}`, "away.png");
    const jobs = await openDatabase(databasePlace(database));
    await jobs.query("UPDATE pgboss.job SET retry_delay = 0, retry_backoff = false");
    await jobs.close();
    const failed = await work({ lease: 4 });
    expect(failed.done).toEqual([1, 3, 4]);
    expect(failed.setAside).toEqual([2]);
    expect(failed.failed).toHaveLength(MOST_TRIES);
    const [second] = (await status()).jobs;
    expect(second).toMatchObject({ shard: 2, state: "set-aside" });
    expect(second.reason).toContain("shards/changed-source");
    expect(second.reason).toContain(image.file);
    await rename("away.png", `photos/${image.file}`);
    const again = await succeeds("shards", "retry", "shards", "--database", database);
    expect(again).toContain("1 shard: 2");
    expect((await work()).done).toEqual([2]);
    await joins();
  });

  it.runIf(isQuick)(
    "that find the disk full say so, and go on once there is room",
    async (test) => {
      await plan();
      const disk = smallDisk("shards/results", 1);
      if (disk === null) return test.skip("no disk of its own can be mounted here");
      try {
        const filler = join(disk.path, "filler");
        await expect(writeFile(filler, Buffer.alloc(2 ** 21))).rejects.toThrow(/ENOSPC/);
        const jobs = await openDatabase(databasePlace(database));
        await jobs.query("UPDATE pgboss.job SET retry_delay = 0, retry_backoff = false");
        await jobs.close();
        const { done, failed } = await work({ once: true });
        expect(done).toEqual([]);
        expect(failed).toMatchObject([{ shard: 1 }]);
        expect(failed[0]!.reason).toContain("output/not-written");
        expect((await status()).jobs[0]).toMatchObject({ shard: 1, state: "waiting" });
        await rm(filler);
        disk.grow(50);
        expect((await work()).done).toEqual([1, 2, 3, 4]);
        await joins();
      } finally {
        disk.remove();
      }
      return undefined;
    },
  );

  it.runIf(isQuick)("whose results are gone are entered again", async () => {
    await plan();
    await work();
    await rm("shards/results", { recursive: true });
    const lost = await status();
    expect(lost.missing).toEqual([1, 2, 3, 4]);
    await succeeds("shards", "retry", "shards", "--database", database);
    expect((await work()).done).toEqual([1, 2, 3, 4]);
    await joins();
  });

  it.runIf(isQuick)(
    "want a plan that was made for a database, and one that this program knows",
    async () => {
      for (const name of ["shards"]) await rm(name, { recursive: true, force: true });
      await succeeds("shards", "plan", ...WORDS, "--shards", "2", "--out", "shards");
      const ran = await runHere(["worker", "shards", "--database", database]);
      expect(ran.err).toContain("error shards/not-entered");
      await plan();
      const opened = await openDatabase(databasePlace(database));
      await opened.query("UPDATE pgboss.version SET version = version + 1");
      await opened.close();
      const newer = await runHere(["worker", "shards", "--database", database]);
      expect(newer.err).toContain("error database/newer");
      const back = await openDatabase(databasePlace(database));
      await back.query("UPDATE pgboss.version SET version = version - 1");
      await back.close();
    },
  );

  it.runIf(isQuick)("end before they take one where the model is another one", async () => {
    await plan();
    const model = await readFile("model.json");
    await writeFile("model.json", (await readFile("model.json", "utf8")).replace("red", "blue"));
    const ran = await runHere(["worker", "shards", "--database", database, "--drain"]);
    await writeFile("model.json", model);
    expect(ran.err).toMatch(/error (shards\/changed-source|labels|model)/);
    expect((await status()).jobs.map((one: { state: string }) => one.state)).toEqual(
      new Array(SHARDS).fill("waiting"),
    );
  });
}

describe("workers on a database in a folder", () => {
  workersOn(async () => join(folder, "database"), false);
});

describeWithPostgres("workers on PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());
  workersOn(() => postgres.create(), true);

  it("wait for a database that went away, and nothing is lost", async () => {
    const database = await postgres.create();
    for (const name of ["shards", "out"]) await rm(name, { recursive: true, force: true });
    const words = ["--shards", "4", "--out", "shards", "--database", database];
    await succeeds("shards", "plan", ...WORDS, ...words);
    const cutting = before_(() => postgres.cut());
    const given = { database, concurrency: 2, lease: 8, drain: true as const };
    const ran = await runWorker("shards", given, SILENT_IO, cutting);
    expect(ran.json).toMatchObject({ failed: [], setAside: [] });
    const line = ["shards", "join", "shards", "--out", "out"];
    await asTyped(["evaluate", ...WORDS, "--out", "out"], () => runHere(line));
    expect(await filesBelow("out")).toEqual(whole);
  });

  it("say at once that no database is there", async () => {
    const away = await runHere(["worker", "shards", "--database", "postgres://x@127.0.0.1:9/y"]);
    expect(away.err).toContain("error database/unreachable");
  });
});
