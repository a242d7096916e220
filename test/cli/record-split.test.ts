import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TransparencyRecord } from "../../src/records/record/record-types.js";
import { createWords, type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";

let folder: string;
let one: RecordCase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  one = await writeRecordCase(folder, 40);
  // The labels say of every image which part it is of; the last ten are of training.
  const rows = (await readFile(one.labels, "utf8")).trimEnd().split("\n");
  const parts = rows.map((_, i) => (i === 0 ? "split" : i > 30 ? "train" : "test"));
  await writeFile(one.labels, `${rows.map((row, i) => `${row},${parts[i]}`).join("\n")}\n`);
  // A test image that is also in training, under another name.
  const [test = "", training = ""] = [one.names[3], one.names[33]];
  await writeFile(join(one.images, training), await readFile(join(one.images, test)));
});
afterAll(() => rm(folder, { recursive: true }));

async function create(out: string, ...more: string[]): Promise<TransparencyRecord> {
  const to = join(folder, out);
  const ran = await runHere(createWords(one, to, "--where", "split=test", ...more));
  expect(ran).toMatchObject({ status: 0 });
  expect((await runHere(["record", "verify", to, "--quiet"])).status).toBe(0);
  return JSON.parse(await readFile(join(to, "record.json"), "utf8"));
}

it("is made of the part that is asked for, and says what is also in the other", async () => {
  const record = await create("open");
  expect(record.counts).toMatchObject({ images: 30, scored: 30 });
  expect(record.overlap).toMatchObject({ trainingImages: 10 });
  expect(record.overlap?.pairs).toContainEqual({
    test: "003.png",
    other: "033.png",
    kind: "same-bytes",
    across: "training",
  });
  expect(record.overlap?.without[0]).toMatchObject({ metric: "accuracy", n: 29 });
  const closed = await create("closed", "--openness", "closed");
  expect(closed.overlap?.pairs).toContainEqual({
    test: null,
    other: null,
    kind: "same-bytes",
    across: "training",
  });
});

it("is made of all images of labels with parts", async () => {
  const out = join(folder, "whole");
  expect((await runHere(createWords(one, out))).status).toBe(0);
  const record: TransparencyRecord = JSON.parse(await readFile(join(out, "record.json"), "utf8"));
  expect(record.counts.scored).toBe(40);
  expect((await runHere(["record", "verify", out, "--quiet"])).status).toBe(0);
});
