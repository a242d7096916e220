import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alone } from "../../src/node/files/place-lock.js";
import { createWords, type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";

let folder: string;
let one: RecordCase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  one = await writeRecordCase(folder, 30);
});
afterAll(() => rm(folder, { recursive: true }));

const evaluateWords = (out: string, ...more: string[]): string[] => [
  "evaluate",
  one.images,
  "--labels",
  one.labels,
  "--predictions",
  one.predictions,
  "--out",
  out,
  "--quiet",
  "--no-pictures",
  "--claim",
  "accuracy=0.6",
  ...more,
];

const names = async (path: string): Promise<string[]> => (await readdir(path)).sort();

/** A process that lives as long as the tests do, and one that cannot live. */
const ALIVE = process.ppid;
const DEAD = 2 ** 22 + 1;

describe("an evaluation's files", () => {
  it("end with result.json, and an earlier one goes before any of them is replaced", async () => {
    const out = join(folder, "evaluated");
    expect((await runHere(evaluateWords(out))).status).toBe(0);
    // A folder in the place of a file: it cannot be written.
    await rm(join(out, "import.csv"));
    await mkdir(join(out, "import.csv", "in-the-way"), { recursive: true });
    const failed = await runHere(evaluateWords(out, "--seed", "2"));
    expect(failed.status).toBe(1);
    expect(failed.err).toContain("output/not-written");
    expect(await names(out)).not.toContain("result.json");

    await rm(join(out, "import.csv"), { recursive: true });
    const labels = join(folder, "fewer.csv");
    const rows = (await readFile(one.labels, "utf8")).split("\n");
    await writeFile(labels, rows.slice(0, 20).join("\n"));
    const words = evaluateWords(out).map((word) => (word === one.labels ? labels : word));
    expect((await runHere(words)).status).toBe(0);
    const result = JSON.parse(await readFile(join(out, "result.json"), "utf8"));
    // That the claim was judged before is known from the result that was set aside.
    expect(result.verdicts[0].warnings).toContain("interval/looked-before");
    expect((await names(out)).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it.each([
    ["evaluate", () => join(folder, "busy-evaluate", ".homeground.lock"), "busy-evaluate"],
    ["record create", () => join(folder, ".busy-record.lock"), "busy-record"],
  ])("are of one run at a time: %s", async (command, lockOf, name) => {
    const out = join(folder, name);
    const words = command === "evaluate" ? evaluateWords(out) : createWords(one, out);
    const lock = lockOf();
    await mkdir(join(lock, ".."), { recursive: true });
    await writeFile(lock, JSON.stringify({ pid: ALIVE, host: hostname() }));
    const refused = await runHere(words);
    expect(refused.status).toBe(1);
    expect(refused.err).toContain(`output/in-use: another run (process ${ALIVE})`);
    expect(await readFile(lock, "utf8")).toContain(String(ALIVE));

    // The lock of a run that was killed is taken over, and gone afterwards.
    await writeFile(lock, JSON.stringify({ pid: DEAD, host: hostname() }));
    expect((await runHere(words)).status).toBe(0);
    expect(await readFile(lock, "utf8").catch(() => null)).toBeNull();
  });
});

describe("a place that is kept for one run", () => {
  it("refuses a second one, whoever it is, and is free after an error", async () => {
    const lock = join(folder, "kept", "lock");
    await alone(lock, "there", async () => {
      await expect(alone(lock, "there", async () => {})).rejects.toMatchObject({
        code: "output/in-use",
      });
    });
    const error = new Error("mine");
    await expect(alone(lock, "there", () => Promise.reject(error))).rejects.toBe(error);
    expect(await alone(lock, "there", async () => 1)).toBe(1);
    // Of another machine nobody can say whether it still runs.
    await writeFile(lock, JSON.stringify({ pid: DEAD, host: `not-${hostname()}` }));
    await expect(alone(lock, "there", async () => {})).rejects.toMatchObject({
      code: "output/in-use",
      fix: expect.stringContaining(lock),
    });
  });

  it("is had by exactly one of many at once", async () => {
    const lock = join(folder, "many", "lock");
    let inside = 0;
    let most = 0;
    const tries = Array.from({ length: 20 }, () =>
      alone(lock, "there", async () => {
        most = Math.max(most, ++inside);
        await new Promise((done) => setImmediate(done));
        inside--;
      }).catch(({ code }) => code),
    );
    const ends = await Promise.all(tries);
    expect(most).toBe(1);
    expect(ends.filter((end) => end === undefined).length).toBeGreaterThanOrEqual(1);
    expect(new Set(ends.filter((end) => end !== undefined))).toEqual(new Set(["output/in-use"]));
  });
});

describe("an archive", () => {
  it("that is stopped leaves nothing, and takes away what a killed one left", async () => {
    const out = join(folder, "recorded");
    expect((await runHere(createWords(one, out))).status).toBe(0);
    const place = join(folder, "archives");
    await mkdir(place);
    const zip = join(place, "a.zip");
    const left = join(place, `.a.zip.${DEAD}-0.part`);
    await writeFile(left, "half");
    const stop = new AbortController();
    // Pieces are read after everything was hashed: the run is stopped while it writes.
    let reads = 0;
    const signal = Object.assign(Object.create(stop.signal) as AbortSignal, {
      throwIfAborted: () => {
        if (++reads > 50) throw new Error("stopped");
      },
    });
    Object.defineProperty(signal, "aborted", { get: () => reads > 50 });
    const stopped = await runHere(["record", "archive", out, "--out", zip, "--quiet"], { signal });
    expect(stopped.status).toBe(130);
    expect(await names(place)).toEqual([]);
    expect((await runHere(["record", "archive", out, "--out", zip, "--quiet"])).status).toBe(0);
    expect(await names(place)).toEqual(["a.zip"]);
  });
});

describe("a published page", () => {
  it("is not there before the app that it leads to", async () => {
    const out = join(folder, "for-page");
    expect((await runHere(createWords(one, out, "--publish"))).status).toBe(0);
    const site = join(folder, "site");
    const words = ["publish", out, "--out", site, "--no-check", "--quiet"];
    // A link to nowhere in the place of the app: no folder can be put there.
    await mkdir(site);
    await symlink(join(folder, "nowhere"), join(site, "app"));
    const failed = await runHere(words);
    expect(failed.status).toBe(1);
    expect(failed.err).toContain("output/not-written");
    expect(await names(site)).toEqual(["app"]);
    await rm(join(site, "app"));
    const fine = await runHere(words);
    expect(fine.status, fine.err).toBe(0);
    expect((await names(site)).filter((name) => !/^[0-9a-f]{12}$/.test(name))).toEqual([
      "app",
      "index.html",
    ]);
  });
});
