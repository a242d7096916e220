import { describe, expect, it } from "vitest";
import type { ArchiveLimits } from "../../src/formats/archives/archive-limits.js";
import { DEFAULT_ARCHIVE_LIMITS } from "../../src/formats/archives/archive-limits.js";
import { createPageFileAccess, type PageFile } from "../../src/web/files/blob-access.js";
import { openZip } from "../../src/web/files/zip-access.js";
import { fileAccessContract } from "../contract/file-access.js";
import { throwsCode } from "../support/throws-code.js";
import { type ZipPart, zipOf } from "../support/zip-writer.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function blobOf(data: Uint8Array): Blob {
  return new Blob([Uint8Array.from(data)]);
}

fileAccessContract("files of a page", async (files) => {
  const held = [...files].map(([path, data]): [string, PageFile] => [
    path,
    { sizeBytes: data.length, blob: blobOf(data) },
  ]);
  return { access: createPageFileAccess(new Map(held)), close: async () => {} };
});

fileAccessContract("a ZIP archive in a page", async (files) => {
  const archive = zipOf([...files].map(([name, data]) => ({ name, data })));
  const { files: held } = await openZip(blobOf(archive), "data.zip");
  return { access: createPageFileAccess(held), close: async () => {} };
});

describe("files of a page", () => {
  it("refuses names that leave what was dropped", () => {
    const escaping = new Map([["../x.png", { sizeBytes: 0, blob: new Blob([]) }]]);
    expect(() => createPageFileAccess(escaping)).toThrow(throwsCode("input/outside-folder"));
  });

  it("says that a file changed after it was picked", async () => {
    const gone = new Blob([]);
    gone.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
    gone.slice = () => gone;
    const access = createPageFileAccess(new Map([["a.png", { sizeBytes: 3, blob: gone }]]));
    await expect(access.read("a.png")).rejects.toThrow(throwsCode("input/unreadable"));
  });
});

describe("a ZIP archive in a page", () => {
  const open = (parts: readonly ZipPart[], limits: Partial<ArchiveLimits> = {}) =>
    openZip(blobOf(zipOf(parts)), "data.zip", { ...DEFAULT_ARCHIVE_LIMITS, ...limits });
  const data = bytes("some bytes");
  const good: ZipPart = { name: "good.png", data };

  it.each<[string, ZipPart]>([
    ["archive/path", { name: "../up.png", data }],
    ["archive/path", { name: "/etc/passwd", data }],
    ["archive/link", { name: "link.png", data, mode: 0o120777 }],
    ["archive/not-a-file", { name: "pipe.png", data, mode: 0o010644 }],
    ["archive/encrypted", { name: "secret.png", data, flags: 1 }],
    ["archive/unsupported", { name: "odd.png", data, method: 99 }],
    ["archive/nested", { name: "inner.zip", data }],
    ["archive/too-large", { name: "bomb.png", data, size: 2 ** 31 }],
  ])("leaves out what is %s, and says so", async (code, part) => {
    const { files, problems } = await open([good, part]);
    expect([...files.keys()]).toEqual(["good.png"]);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
  });

  it("leaves out two entries of one name with different bytes", async () => {
    const { files, problems } = await open([
      good,
      { name: "twice.png", data },
      { name: "twice.png", data: bytes("others") },
    ]);
    expect([...files.keys()]).toEqual(["good.png"]);
    expect(problems).toMatchObject([{ code: "archive/duplicate", file: "twice.png" }]);
  });

  it("keeps names of other alphabets and of folders", async () => {
    const { files } = await open([
      { name: "Füchse/рысь.png", data },
      { name: "a\\b.png", data },
    ]);
    expect([...files.keys()].sort()).toEqual(["Füchse/рысь.png", "a/b.png"].sort());
  });

  it.each<[string, ZipPart]>([
    ["other bytes", { name: "bad.png", data, crc: 7 }],
    ["damaged bytes", { name: "bad.png", data, raw: Uint8Array.of(255, 255, 1, 2, 3) }],
    ["more bytes than it says", { name: "bad.png", data: new Uint8Array(5000), size: 100 }],
    ["fewer bytes than it says", { name: "bad.png", data, size: 500 }],
    ["another name at its place", { name: "bad.png", data, localName: "bed.png" }],
  ])("refuses an entry with %s when it is read, and goes on", async (_what, part) => {
    const { files } = await open([good, part]);
    const access = createPageFileAccess(files);
    await expect(access.read("bad.png")).rejects.toThrow(throwsCode("archive/invalid"));
    expect(await access.read("good.png")).toEqual(data);
  });

  it("refuses entries over one another, too many, and what is cut or is none", async () => {
    await expect(open([good, { name: "b.png", data, dataOf: 0 }])).rejects.toThrow(
      throwsCode("archive/too-large"),
    );
    await expect(open([good, { name: "b.png", data }], { maxEntries: 1 })).rejects.toThrow(
      throwsCode("archive/too-many"),
    );
    const whole = zipOf([good]);
    await expect(openZip(blobOf(whole.subarray(0, -30)), "cut.zip")).rejects.toThrow(
      throwsCode("archive/truncated"),
    );
    await expect(openZip(blobOf(new Uint8Array(0)), "none.zip")).rejects.toThrow(
      throwsCode("archive/invalid"),
    );
  });
});
