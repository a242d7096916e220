import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { createNodeDigest } from "../../src/node/digest.js";
import { recordText, sealRecord } from "../../src/records/record/identity.js";
import type { TransparencyRecord } from "../../src/records/record/record-types.js";
import { createWords, type RecordCase, writeRecordCase } from "./record-case.js";
import { runHere } from "./run-here.js";

/** A published record. */
export interface Published {
  /** What a host serves. */
  readonly site: string;
  /** Name of the record's folder in it. */
  readonly short: string;
  /** The record that was published. */
  readonly made: string;
  readonly record: TransparencyRecord;
}

/** Makes a record of 30 images, 20 of them right, and publishes it. */
export async function publishCase(folder: string, ...more: readonly string[]): Promise<Published> {
  const one = await writeRecordCase(folder);
  return publishMade(await makeRecord(one, join(folder, "made"), ...more), join(folder, "site"));
}

/** @returns folder of the record */
export async function makeRecord(
  one: RecordCase,
  out: string,
  ...more: readonly string[]
): Promise<string> {
  const ran = await runHere(createWords(one, out, "--publish", ...more));
  expect(ran.status, ran.err).toBe(0);
  return out;
}

/** `homeground publish` as JSON, without a look in a browser; `told` is null where nothing was printed. */
export async function publishTold(made: string, out: string, ...more: readonly string[]) {
  const words = ["publish", made, "--out", out, "--quiet", "--no-check", "--json", "-", ...more];
  const ran = await runHere(words);
  return { ...ran, told: ran.out === "" ? null : JSON.parse(ran.out) };
}

export async function publishMade(
  made: string,
  site: string,
  ...more: readonly string[]
): Promise<Published> {
  const ran = await runHere(["publish", made, "--out", site, "--quiet", "--no-check", ...more]);
  expect(ran.status, ran.err).toBe(0);
  const record = JSON.parse(await readFile(join(made, "record.json"), "utf8"));
  return { site, made, record, short: record.id.slice(0, 12) };
}

/** The record with something else in it, sealed anew: what a forger would write. */
export async function resealed(
  path: string,
  change: (record: TransparencyRecord) => TransparencyRecord,
): Promise<TransparencyRecord> {
  const record = JSON.parse(await readFile(path, "utf8")) as TransparencyRecord;
  const sealed = sealRecord(change(record), createNodeDigest);
  await writeFile(path, recordText(sealed));
  return sealed;
}

/** A copy of a published folder in which one file of the record is changed. */
export async function tampered(
  { site, short }: Published,
  to: string,
  file: string,
  change: (text: string) => string,
): Promise<void> {
  await cp(site, to, { recursive: true });
  const path = join(to, short, "record", file);
  const text = await readFile(path, "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  await writeFile(path, changed);
}

/** Every file below a folder, with its bytes as text of one letter a byte. */
export async function bytesBelow(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map(
          async (path) => [path.slice(folder.length + 1), await readFile(path, "latin1")] as const,
        ),
    ),
  );
}
