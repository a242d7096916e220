import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ManifestLine } from "../../src/records/record/manifest.js";
import type { TransparencyRecord } from "../../src/records/record/record-types.js";
import { createWords, type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";

let folder: string;
let one: RecordCase;
let record: TransparencyRecord;
let lines: ManifestLine[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  one = await writeRecordCase(folder);
  const { status, err } = await runHere(createWords(one, join(folder, "record")));
  expect({ status, err }).toEqual({ status: 0, err: "" });
  record = JSON.parse(await readFile(join(folder, "record/record.json"), "utf8"));
  const manifest = await readFile(join(folder, "record/manifest.ndjson"), "utf8");
  lines = manifest
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
});
afterAll(() => rm(folder, { recursive: true }));

/** A copy of the record in another place. */
async function copied(): Promise<string> {
  const to = await mkdtemp(join(folder, "copy-"));
  await cp(join(folder, "record"), to, { recursive: true });
  return to;
}

async function verified(path: string, ...more: string[]) {
  const { status, out, err } = await runHere(["record", "verify", path, "--json", "-", ...more]);
  const found = JSON.parse(out);
  const codes: string[] = found.problems.map(({ code }: { code: string }) => code);
  return { status, err, codes, ...found };
}

describe("record create", () => {
  it("states the figures of evaluate, and a hash of every image", async () => {
    expect(record).toMatchObject({ state: "draft", openness: "open", version: 1, previous: null });
    expect(record.counts).toEqual({ images: 30, scored: 30, listed: 0, reasons: {} });
    expect(record.claims[0]).toMatchObject({ metric: "accuracy", value: 20 / 30, n: 30 });
    expect(lines.map(({ image }) => image)).toEqual(one.names);
    for (const { image, bytes } of lines) {
      const file = await readFile(join(one.images, image!));
      expect(bytes).toBe(createHash("sha256").update(file).digest("hex"));
    }
  });

  it("leaves coordinates and names of people out, and says so", () => {
    expect(Object.keys(lines[0]!.attributes)).toContain("site");
    expect(JSON.stringify(lines)).not.toMatch(/observer|latitude|Ann/);
    expect(record.settings["stripped"]).toBe('["observer","latitude"]');
  });

  it("comes to the same id from the same inputs", async () => {
    const again = join(folder, "again");
    expect((await runHere(createWords(one, again))).status).toBe(0);
    const text = await readFile(join(again, "record.json"), "utf8");
    expect(JSON.parse(text).id).toBe(record.id);
  });
});

describe("record verify", () => {
  it("finds an untouched copy elsewhere equal", async () => {
    const found = await verified(await copied(), "--expect", record.id);
    expect(found).toMatchObject({ status: 0, equal: true, problems: [] });
    expect(found.steps.map(({ outcome }: { outcome: string }) => outcome).slice(0, 5)).toEqual(
      new Array(5).fill("equal"),
    );
  });

  it("names a record that is another one than expected", async () => {
    const found = await verified(join(folder, "record"), "--expect", "0".repeat(64));
    expect(found).toMatchObject({ status: 1, codes: ["record/expected-id"] });
  });

  it("names a changed byte of an image, a missing one and one too many", async () => {
    const to = await copied();
    const path = join(to, "images", one.names[1]!);
    const bytes = await readFile(path);
    bytes[bytes.length - 20]! ^= 1;
    await writeFile(path, bytes);
    await rm(join(to, "images", one.names[2]!));
    await writeFile(join(to, "images/extra.jpg"), "x");
    const found = await verified(to);
    expect(found.status).toBe(1);
    expect(found.codes).toEqual([
      "record/hash-mismatch",
      "record/image-missing",
      "record/image-unlisted",
    ]);
    expect(found.problems[0].what).toContain(one.names[1]);
  });

  it("names a changed label of the manifest and the figures that it changes", async () => {
    const to = await copied();
    const path = join(to, "manifest.ndjson");
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace('["fox"]', '["deer"]'));
    const found = await verified(to);
    expect(found.status).toBe(1);
    expect(found.codes[0]).toBe("record/hash-mismatch");
    expect(found.codes).toContain("record/claim-differs");
  });
});
