import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readKeyFile, writeKeyFile } from "../../../src/node/key-file.js";
import { createNodeSignatures } from "../../../src/node/signatures.js";
import { fromBase64url, toBase64url } from "../../../src/records/record/base64url.js";
import { signRecord, verifySignatures } from "../../../src/records/record/signature.js";
import { createWebSignatures } from "../../../src/web/signatures.js";
import { signaturesContract } from "../../contract/signatures.js";
import { SAMPLE } from "../../support/sample-record.js";
import { throwsCode } from "../../support/throws-code.js";

signaturesContract("node", createNodeSignatures);
signaturesContract("web", createWebSignatures);

const signatures = createNodeSignatures();

describe("base64url", () => {
  it("is Node's, and reads back what it wrote", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        const text = toBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64url"));
        expect(fromBase64url(text)).toEqual(bytes);
      }),
    );
  });

  it("has one form: no other digits, no padding, no loose bits", () => {
    for (const text of ["A", "AA==", "AB", "a+b/", "äöü"]) expect(fromBase64url(text)).toBeNull();
  });
});

describe("signatures of a record", () => {
  it("are of its id, one a key, and leave the id as it is", async () => {
    const [one, other] = [await signatures.generate(), await signatures.generate()];
    const first = await signRecord(SAMPLE, one, signatures);
    const both = await signRecord(first, other, signatures);
    const again = await signRecord(both, one, signatures);
    expect(again.id).toBe(SAMPLE.id);
    expect(again.signatures).toHaveLength(2);
    const { keys, problems } = await verifySignatures(again, "r", signatures);
    expect(problems).toEqual([]);
    expect(new Set(keys)).toEqual(new Set([one, other].map((key) => toBase64url(key.publicKey))));
  });

  it("are named where they are not of this record", async () => {
    const key = await signatures.generate();
    const signed = await signRecord(SAMPLE, key, signatures);
    const moved = { ...signed, id: "0".repeat(64) };
    const { keys, problems } = await verifySignatures(moved, "r", signatures);
    expect(keys).toEqual([]);
    expect(problems).toMatchObject([{ code: "record/signature", where: "r, signatures[0]" }]);
  });
});

describe("a key file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "homeground-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("opens with its passphrase alone, and only its owner can read it", async () => {
    const path = join(folder, "a.key");
    const key = await signatures.generate();
    await writeKeyFile(path, key, "correct horse");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readKeyFile(path, "correct horse")).toEqual(key);
    const text = await readFile(path, "utf8");
    expect(text).not.toContain(toBase64url(key.privateKey));
    await expect(readKeyFile(path, "correct horsf")).rejects.toThrow(
      throwsCode("record/signature"),
    );
    await expect(writeKeyFile(path, key, "correct horse")).rejects.toThrow(
      throwsCode("output/not-written"),
    );
  });

  it("is refused where anything in it was changed, its public key too", async () => {
    const path = join(folder, "b.key");
    await writeKeyFile(path, await signatures.generate(), "correct horse");
    const file = JSON.parse(await readFile(path, "utf8"));
    const other = toBase64url((await signatures.generate()).publicKey);
    for (const change of [{ publicKey: other }, { iterations: 599_999 }, { iv: "A".repeat(16) }]) {
      await writeFile(path, JSON.stringify({ ...file, ...change }));
      await expect(readKeyFile(path, "correct horse")).rejects.toThrow(
        throwsCode("record/signature"),
      );
    }
    for (const change of [{ iterations: 1e9 }, { cipher: "none" }, { data: "*" }, { schema: 1 }]) {
      await writeFile(path, JSON.stringify({ ...file, ...change }));
      await expect(readKeyFile(path, "correct horse")).rejects.toThrow(
        throwsCode("input/bad-shape"),
      );
    }
  });

  it("wants a passphrase that is not found by trying", async () => {
    const key = await signatures.generate();
    await expect(writeKeyFile(join(folder, "c.key"), key, "short")).rejects.toThrow(
      throwsCode("usage/bad-option"),
    );
  });
});
