import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NEVER_CANCELLED } from "../../../src/core/cancellation.js";
import type { FileBytes } from "../../../src/formats/file-bytes.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import { createNodeDigest } from "../../../src/node/digest.js";
import { openFolder } from "../../../src/node/files/folder-access.js";
import { createNodeSignatures } from "../../../src/node/signatures.js";
import { hashedAccess } from "../../../src/records/evidence/hashed-access.js";
import { createProblemList } from "../../../src/records/evidence/problem-list.js";
import {
  type PublishedVerification,
  verifyPublished,
} from "../../../src/records/evidence/verify-published.js";
import { toBase64url } from "../../../src/records/record/base64url.js";
import { recordText } from "../../../src/records/record/identity.js";
import { parseRecord } from "../../../src/records/record/read-record.js";
import { signRecord } from "../../../src/records/record/signature.js";
import { createWebDigest } from "../../../src/web/digest.js";
import { sha256 } from "../../evaluation/made-record.js";
import { type RecordCase, writeRecordCase } from "../../support/record-case.js";
import { runHere } from "../../support/run-here.js";
import { writeTaskCases } from "../../support/task-records.js";

let folder: string;
let one: RecordCase;
let number = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-published-"));
  one = await writeRecordCase(folder, 40);
});
afterAll(() => rm(folder, { recursive: true }));

async function create(words: readonly string[], openness: string): Promise<string> {
  const out = join(folder, `record-${number++}`);
  const all = ["record", "create", ...words, "--openness", openness, "--out", out, "--quiet"];
  expect((await runHere(all)).status).toBe(0);
  return out;
}

async function verify(
  out: string,
  replaced: Partial<FileBytes> = {},
  expected?: string,
  signer: string | null = null,
) {
  const folder = await openFolder(out);
  const asked: string[] = [];
  const access: FileBytes = {
    read: (path, range) => {
      asked.push(path);
      return folder.read(path, range);
    },
    stream: (path) => {
      asked.push(path);
      return folder.stream(path);
    },
    ...replaced,
  };
  const { id } = JSON.parse(await readFile(join(out, "record.json"), "utf8"));
  const found = await verifyPublished({
    access,
    path: "record.json",
    expect: expected ?? id,
    signal: NEVER_CANCELLED,
    signer,
    createDigest: createWebDigest,
    signatures: createNodeSignatures(),
    onProgress: () => {},
  });
  return { ...found, asked };
}

const codes = ({ problems }: PublishedVerification) => problems.map(({ code }) => code);

describe("a record verified as its files stream", () => {
  it("is equal for every task and openness, and no file is read twice", async () => {
    const classes = [one.images, "--labels", one.labels, "--predictions", one.predictions];
    const tasks = await writeTaskCases(folder, one);
    for (const [task, words] of Object.entries({ classification: classes, ...tasks })) {
      for (const openness of ["open", "on-request", "closed"]) {
        const out = await create(words, openness);
        const record = JSON.parse(await readFile(join(out, "record.json"), "utf8"));
        const found = await verify(out);
        const name = `${task} ${openness}`;
        expect(
          found.problems.filter(({ severity }) => severity === "error"),
          name,
        ).toEqual([]);
        expect(found.isEqual, name).toBe(true);
        expect(found.equalFigures, name).toBe(found.recomputable);
        expect(new Set(found.asked).size, name).toBe(found.asked.length);
        if (found.recomputable === 0) continue;
        expect(found.headline?.value, name).toBe(record.claims[0].value);
      }
    }
  });

  it("marks each image right or wrong as labels and answers say", async () => {
    const words = [one.images, "--labels", one.labels, "--predictions", one.predictions];
    const { marks, units } = await verify(await create(words, "open"));
    // Every third answer of the case is wrong.
    expect([...(marks ?? [])]).toEqual(Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 0 : 1)));
    expect(units).toBe(40);
    const { detection } = await writeTaskCases(folder, one);
    expect((await verify(await create(detection, "open"))).marks).toBeNull();
  });

  it("says that another record is there", async () => {
    const words = [one.images, "--labels", one.labels, "--predictions", one.predictions];
    const out = await create(words, "open");
    const found = await verify(out, {}, "0".repeat(64));
    expect(codes(found)).toEqual(["record/expected-id"]);
  });

  it("is other where the page's address asks for a key that did not sign it", async () => {
    const out = await create(
      [one.images, "--labels", one.labels, "--predictions", one.predictions],
      "open",
    );
    const record = parseRecord(
      await readFile(join(out, "record.json"), "utf8"),
      "r",
      createNodeDigest,
    );
    const signatures = createNodeSignatures();
    const [key, other] = [await signatures.generate(), await signatures.generate()];
    const text = recordText(await signRecord(record, key, signatures));
    await writeFile(join(out, "record.json"), text);
    const own = await verify(out, {}, undefined, toBase64url(key.publicKey));
    expect(own).toMatchObject({ isEqual: true, signedBy: [toBase64url(key.publicKey)] });
    const found = await verify(out, {}, undefined, toBase64url(other.publicKey));
    expect(found.isEqual).toBe(false);
    expect(codes(found)).toEqual(["record/other-signer"]);
  });

  it("names any changed byte of a bound file, wherever it is", async () => {
    const words = [one.images, "--labels", one.labels, "--predictions", one.predictions];
    const out = await create(words, "open");
    const texts = new Map<string, Uint8Array>();
    for (const name of ["record.json", "manifest.ndjson", "predictions.csv"]) {
      texts.set(name, new Uint8Array(await readFile(join(out, name))));
    }
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("manifest.ndjson", "predictions.csv"),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 1, max: 255 }),
        async (name, where, by) => {
          const bytes = Uint8Array.from(texts.get(name)!);
          const at = Math.floor(where * bytes.length);
          bytes[at] = bytes[at]! ^ by;
          const access = createMemoryFileAccess(new Map([...texts, [name, bytes]]), 300);
          const found = await verify(out, access);
          expect(found.isEqual).toBe(false);
          const [first] = found.problems;
          expect(first).toMatchObject({ code: "record/hash-mismatch", where: name });
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("files that are hashed as they are read", () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
  const file = { path: "a.bin", sha256: sha256(bytes), sizeBytes: bytes.length };
  const open = (content: Uint8Array, onBytes = (_: number) => {}) =>
    hashedAccess(
      createMemoryFileAccess(new Map([["a.bin", content]]), 64),
      [file],
      createNodeDigest,
      onBytes,
    );

  it("are read once, however they are read", async () => {
    let read = 0;
    const access = open(bytes, (n) => {
      read += n;
    });
    expect(await access.read("a.bin")).toEqual(bytes);
    const problems = createProblemList();
    expect(await access.settle(problems)).toEqual([
      { path: "a.bin", sha256: file.sha256, isSound: true },
    ]);
    expect(read).toBe(1000);
    expect(problems.problems).toEqual([]);
  });

  it("are read to their end where reading stopped before", async () => {
    const access = open(bytes);
    for await (const _ of access.stream("a.bin")) break;
    expect(await access.settle(createProblemList())).toMatchObject([{ isSound: true }]);
  });

  it("are named where they are shorter, longer, endless or not there", async () => {
    for (const content of [bytes.slice(0, 999), Uint8Array.of(...bytes, 1), new Uint8Array(0)]) {
      const problems = createProblemList();
      expect(await open(content).settle(problems)).toMatchObject([{ isSound: false }]);
      expect(problems.problems).toMatchObject([{ code: "record/hash-mismatch", where: "a.bin" }]);
    }
    let given = 0;
    const endless: FileBytes = {
      read: () => Promise.reject(new Error("not asked")),
      async *stream() {
        for (;;) yield new Uint8Array(100_000).fill(given++ % 7);
      },
    };
    const problems = createProblemList();
    await hashedAccess(endless, [file], createNodeDigest, () => {}).settle(problems);
    expect(problems.problems[0]?.what).toContain("far more than the 1000 bytes");
    expect(given).toBeLessThan(15);
    const gone = createProblemList();
    const none = createMemoryFileAccess(new Map());
    await hashedAccess(none, [file], createNodeDigest, () => {}).settle(gone);
    expect(gone.problems).toMatchObject([{ code: "record/file-missing" }]);
  });
});
