import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFileScoreLog } from "../../../src/node/storage/file-score-log.js";
import { createMemoryScoreLog } from "../../../src/scoring/score-log.js";
import { pairScoreLogs } from "../../../src/scoring/score-log-pair.js";
import { FAILED, KEY_A, KEY_B, SCORED, scoreLogContract } from "../../contract/score-log.js";
import { throwsCode } from "../../support/throws-code.js";

let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
});
afterAll(() => rm(folder, { recursive: true }));

const newPath = (): string => join(folder, `${made++}/scores.log`);

scoreLogContract("memory", async () => createMemoryScoreLog());
scoreLogContract("a pair, before the change", async () => {
  return pairScoreLogs(createMemoryScoreLog(), async () => createMemoryScoreLog());
});
scoreLogContract("a pair, after it", async () => {
  const pair = pairScoreLogs(createMemoryScoreLog(), async () => createMemoryScoreLog());
  await pair.change();
  return pair;
});
scoreLogContract("a file", () => openFileScoreLog(newPath()));

describe("the logs of two engines in one run", () => {
  it("never take each other's scores, and are read together", async () => {
    const [first, second] = [createMemoryScoreLog(), createMemoryScoreLog()];
    const KEY_C = "c".repeat(64);
    await second.append(KEY_C, FAILED); // from a run of before
    const pair = pairScoreLogs(first, async () => second);
    await pair.append(KEY_A, SCORED);
    expect(pair.has(KEY_C)).toBe(false);
    await pair.change();
    await pair.append(KEY_B, FAILED);
    expect([first.has(KEY_A), first.has(KEY_B)]).toEqual([true, false]);
    expect([second.has(KEY_A), second.has(KEY_B)]).toEqual([false, true]);
    expect([KEY_A, KEY_B, KEY_C].map((key) => pair.has(key))).toEqual([true, true, true]);
    expect(await pair.read(KEY_A)).toEqual(SCORED);
    expect(await pair.read(KEY_B)).toEqual(FAILED);
  });
});

describe("a score log in a file", () => {
  async function written(path: string): Promise<void> {
    const log = await openFileScoreLog(path);
    await log.append(KEY_A, SCORED);
    await log.append(KEY_B, FAILED);
    await log.close();
  }

  it("gives each record back in whatever order, also while others are written", async () => {
    const COUNT = 80;
    const keyOf = (i: number): string => i.toString(16).padStart(64, "0");
    // From records of a few bytes to one that is larger than what is read ahead.
    const scoresOf = (i: number): Float64Array =>
      Float64Array.from({ length: i === 40 ? 40_000 : (i * 7) % 900 }, (_, k) => i + k / 8);
    const path = newPath();
    const log = await openFileScoreLog(path);
    const gives = async (i: number): Promise<boolean> => {
      const record = await log.read(keyOf(i));
      if (!record?.ok) return false;
      return Buffer.from(record.scores.buffer).equals(Buffer.from(scoresOf(i).buffer));
    };
    for (let i = 0; i < COUNT; i++) {
      const written = log.append(keyOf(i), { ...SCORED, scores: scoresOf(i) });
      for (const back of [0, 1, 17, 3, 2]) expect(await gives(Math.max(0, i - back))).toBe(true);
      await written;
    }
    const order = Array.from({ length: COUNT }, (_, i) => i);
    for (const read of [order, order.toReversed(), order.map((i) => (i * 37) % COUNT)]) {
      for (const i of read) expect(await gives(i)).toBe(true);
      expect(await Promise.all(read.map(gives))).not.toContain(false);
    }
    await log.close();
  });

  it("is there after it was closed", async () => {
    const path = newPath();
    await written(path);
    const log = await openFileScoreLog(path);
    expect(await log.read(KEY_A)).toEqual(SCORED);
    expect(await log.read(KEY_B)).toEqual(FAILED);
    await log.close();
  });

  it("keeps what was whole when its end is cut off at any byte", async () => {
    const path = newPath();
    await written(path);
    const { length } = await readFile(path);
    const single = newPath();
    const log = await openFileScoreLog(single);
    await log.append(KEY_A, SCORED);
    await log.close();
    const firstEnds = (await readFile(single)).length;
    for (let cut = length - 1; cut >= firstEnds; cut -= 7) {
      await truncate(path, cut);
      const again = await openFileScoreLog(path);
      expect(again.has(KEY_A)).toBe(true);
      expect(again.has(KEY_B)).toBe(false);
      await again.append(KEY_B, FAILED);
      expect(await again.read(KEY_B)).toEqual(FAILED);
      await again.close();
    }
  });

  it("drops a damaged record and what follows it", async () => {
    const path = newPath();
    await written(path);
    const bytes = await readFile(path);
    bytes[60] = bytes[60]! ^ 1;
    await writeFile(path, bytes);
    const log = await openFileScoreLog(path);
    expect([log.has(KEY_A), log.has(KEY_B)]).toEqual([false, false]);
    await log.close();
  });

  it("ignores noise behind its last record", async () => {
    const path = newPath();
    await written(path);
    await appendFile(path, "noise that is no record of ours, but long enough to look like one");
    const log = await openFileScoreLog(path);
    expect(log.has(KEY_B)).toBe(true);
    await log.close();
  });

  it("drops scores of an earlier version, which are of bytes that nobody vouches for, and says so", async () => {
    const path = newPath();
    await written(path);
    const bytes = await readFile(path);
    bytes.write("homeground scores 1\n", 0, "ascii");
    await writeFile(path, bytes);
    const log = await openFileScoreLog(path);
    expect([log.isRenewed, log.has(KEY_A)]).toEqual([true, false]);
    await log.append(KEY_A, SCORED);
    await log.close();
    const again = await openFileScoreLog(path);
    expect([again.isRenewed, again.has(KEY_A)]).toEqual([false, true]);
    await again.close();
  });

  it("refuses a file that is something else", async () => {
    const path = join(folder, "other.log");
    await writeFile(path, "a text of somebody, not to be overwritten");
    await expect(openFileScoreLog(path)).rejects.toThrow(throwsCode("input/unreadable"));
  });
});
