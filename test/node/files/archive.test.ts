import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { deflateRawSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { isHomegroundError } from "../../../src/core/errors.js";
import {
  type ArchiveLimits,
  DEFAULT_ARCHIVE_LIMITS,
} from "../../../src/formats/archives/archive-limits.js";
import { createPlaceProblems } from "../../../src/formats/place-problems.js";
import {
  type ArchiveKind,
  archiveKindOf,
  type OpenedArchive,
  openArchive,
} from "../../../src/node/files/archive-access.js";
import type { ArchiveWriter } from "../../../src/node/files/archive-writer.js";
import { unpackZip } from "../../../src/node/files/archive-zip.js";
import { fileAccessContract } from "../../contract/file-access.js";
import { tarOf } from "../../support/tar-writer.js";
import { throwsCode } from "../../support/throws-code.js";
import { type ZipPart, zipOf } from "../../support/zip-writer.js";

let base: string;
let made = 0;
const temporary = process.env["TMPDIR"];
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "homeground-"));
  await mkdir(join(base, "tmp"));
  process.env["TMPDIR"] = join(base, "tmp");
});
afterAll(async () => {
  if (temporary === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = temporary;
  await rm(base, { recursive: true });
});

async function fileOf(bytes: Uint8Array, name: string): Promise<string> {
  const path = join(base, String(made++), name);
  await mkdir(dirname(path));
  await writeFile(path, bytes);
  return path;
}

/** Every archive is closed after its test. */
const opened: OpenedArchive[] = [];
afterEach(async () => {
  for (const archive of opened.splice(0)) await archive.close();
});

async function openBytes(
  bytes: Uint8Array,
  kind: ArchiveKind,
  limits: Partial<ArchiveLimits> = {},
): Promise<OpenedArchive> {
  const path = await fileOf(bytes, `data.${kind}`);
  const archive = await openArchive(path, kind, { ...DEFAULT_ARCHIVE_LIMITS, ...limits });
  opened.push(archive);
  return archive;
}

async function listed(archive: OpenedArchive): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of archive.list("")) paths.push(path);
  return paths;
}

const codes = ({ problems }: OpenedArchive) => problems.map(({ file, code }) => [file, code]);
const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const GOOD: ZipPart = { name: "images/good.jpg", data: text("good") };

const packers: readonly [ArchiveKind, (files: ReadonlyMap<string, Uint8Array>) => Buffer][] = [
  ["zip", (files) => zipOf([...files].map(([name, data]) => ({ name, data })))],
  ["tar", (files) => tarOf([...files].map(([name, data]) => ({ name, data })))],
  ["tar.gz", (files) => gzipSync(tarOf([...files].map(([name, data]) => ({ name, data }))))],
];
for (const [kind, pack] of packers) {
  fileAccessContract(`a ${kind} archive`, async (files) => {
    const archive = await openArchive(await fileOf(pack(files), `data.${kind}`), kind);
    return { access: archive, close: () => archive.close() };
  });
}

describe("archives that Python made", async () => {
  const oracle = JSON.parse(
    await readFile(join(import.meta.dirname, "../../oracle/archives.json"), "utf8"),
  ) as {
    files: Record<string, { bytes: number; sha256: string }>;
    archives: Record<string, string>;
  };

  it.each(Object.entries(oracle.archives))("hold what they held: %s", async (name, packed) => {
    const path = await fileOf(Buffer.from(packed, "base64"), name);
    const kind = await archiveKindOf(path);
    expect(kind).toBe(name.slice(name.indexOf(".") + 1));
    const archive = await openArchive(path, kind!);
    opened.push(archive);
    expect(archive.problems).toEqual([]);
    expect(await listed(archive)).toEqual(Object.keys(oracle.files).sort());
    for (const [file, { bytes, sha256 }] of Object.entries(oracle.files)) {
      const read = await archive.read(file);
      expect(read.length).toBe(bytes);
      expect(createHash("sha256").update(read).digest("hex")).toBe(sha256);
    }
  });
});

describe("an archive", () => {
  it("is on disk under numbers, in a folder that goes when it is closed", async () => {
    const archive = await openBytes(zipOf([GOOD]), "zip");
    const disk = await archive.diskPath("images/good.jpg");
    expect(disk).toMatch(/homeground-files-[\w-]+\/0\.jpg$/);
    expect(await readFile(disk, "utf8")).toBe("good");
    await archive.close();
    expect(existsSync(dirname(disk))).toBe(false);
  });

  it("leaves nothing behind when it cannot be opened", async () => {
    await expect(openBytes(text("PK is all that it is"), "zip")).rejects.toThrow();
    await expect(openBytes(text("no tar"), "tar")).rejects.toThrow();
    expect(readdirSync(join(base, "tmp"))).toEqual([]);
  });

  it("does not list what a system put there", async () => {
    const litter = ["__MACOSX/._good.jpg", ".DS_Store", "images/.hidden/x.jpg", "images/"];
    const archive = await openBytes(zipOf([GOOD, ...litter.map((name) => ({ name }))]), "zip");
    expect(await listed(archive)).toEqual(["images/good.jpg"]);
    expect(archive.problems).toEqual([]);
  });

  it("is known by its bytes, and by its name only where they do not tell", async () => {
    expect(await archiveKindOf(await fileOf(zipOf([]), "a.dat"))).toBe("zip");
    expect(await archiveKindOf(await fileOf(tarOf([{ name: "a" }]), "a.dat"))).toBe("tar");
    expect(await archiveKindOf(await fileOf(gzipSync(""), "a.dat"))).toBe("tar.gz");
    expect(await archiveKindOf(await fileOf(text("words"), "a.zip"))).toBe("zip");
    expect(await archiveKindOf(await fileOf(text("words"), "a.txt"))).toBeNull();
    const seven = await fileOf(Uint8Array.of(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c), "a.7z");
    await expect(archiveKindOf(seven)).rejects.toThrow(throwsCode("archive/unsupported"));
  });

  it.each([
    "../evil.jpg",
    "images/../../evil.jpg",
    "/etc/evil.jpg",
    "C:/evil.jpg",
    "//server/share/evil.jpg",
    "..\\..\\evil.jpg",
    "a\0b.jpg",
  ])("keeps the rest beside an entry named %j", async (name) => {
    const archive = await openBytes(zipOf([GOOD, { name, data: text("evil") }]), "zip");
    expect(await listed(archive)).toEqual(["images/good.jpg"]);
    expect(codes(archive)).toEqual([[name, "archive/path"]]);
    await expect(archive.read("../evil.jpg")).rejects.toThrow(throwsCode("input/outside-folder"));
  });

  it.each([
    ["the file first", ["a", "a/b.jpg"]],
    ["the file last", ["a/b.jpg", "a"]],
    ["far above", ["a/b/c/d.jpg", "a/b", "a"]],
  ])("leaves out a file that stands where others have a folder: %s", async (_, names) => {
    const parts = [...names, "c.jpg"].map((name) => ({ name, data: text(name) }));
    for (const [kind, packed] of [["zip", zipOf(parts)] as const, ["tar", tarOf(parts)] as const]) {
      const archive = await openBytes(packed, kind);
      const inside = names.filter((name) => name.endsWith(".jpg"));
      expect(await listed(archive)).toEqual([...inside, "c.jpg"]);
      const wrong = names
        .filter((name) => !name.endsWith(".jpg"))
        .map((name) => [name, "archive/path"]);
      expect(codes(archive)).toEqual(expect.arrayContaining(wrong));
      expect(codes(archive)).toHaveLength(wrong.length);
    }
  });

  it("leaves out a folder that holds bytes, and says so", async () => {
    const good = { name: "images/good.jpg", data: text("good") };
    const parts = [good, { name: "images/x/", data: text("bytes"), method: 0 }];
    for (const [kind, packed] of [["zip", zipOf(parts)] as const, ["tar", tarOf(parts)] as const]) {
      const archive = await openBytes(packed, kind);
      expect(await listed(archive)).toEqual(["images/good.jpg"]);
      expect(codes(archive)).toEqual([["images/x/", "archive/path"]]);
    }
  });

  it.each<[string, string, Partial<ZipPart>]>([
    ["a link", "archive/link", { mode: 0o120777, data: text("../../etc/passwd") }],
    ["a device", "archive/not-a-file", { mode: 0o020644 }],
    ["a password", "archive/encrypted", { flags: 1 }],
    ["another method", "archive/unsupported", { method: 99 }],
    ["an archive inside", "archive/nested", { name: "inner.zip", data: zipOf([]) }],
    ["a wrong checksum", "archive/checksum", { crc: 1 }],
    ["packed bytes that are none", "archive/checksum", { method: 8, raw: text("not deflate") }],
    ["more bytes than it says", "archive/size-mismatch", { size: 2 }],
    ["fewer bytes than it says", "archive/size-mismatch", { size: 200 }],
    ["bytes where it says none", "archive/size-mismatch", { data: new Uint8Array(99), size: 0 }],
    ["another name at its place", "archive/inconsistent", { localName: "images/other.jpg" }],
  ])("leaves out an entry with %s and says so", async (_, code, part) => {
    const bad: ZipPart = { name: "images/bad.jpg", data: text("four"), method: 0, ...part };
    const archive = await openBytes(zipOf([GOOD, bad]), "zip");
    expect(await listed(archive)).toEqual(["images/good.jpg"]);
    expect(codes(archive)).toEqual([[bad.name, code]]);
  });

  it("takes neither of two entries of one name, and one of two that are the same", async () => {
    const other = { ...GOOD, data: text("other") };
    const differing = await openBytes(zipOf([GOOD, other, { name: "a", data: text("a") }]), "zip");
    expect(await listed(differing)).toEqual(["a"]);
    expect(codes(differing)).toEqual([["images/good.jpg", "archive/duplicate"]]);
    const same = await openBytes(zipOf([GOOD, GOOD]), "zip");
    expect(await listed(same)).toEqual(["images/good.jpg"]);
    expect(codes(same)).toEqual([["images/good.jpg", "archive/duplicate"]]);
    const tar = await openBytes(
      tarOf([
        { name: "a", data: text("1") },
        { name: "a", data: text("2") },
      ]),
      "tar",
    );
    expect(await listed(tar)).toEqual([]);
  });

  it("refuses entries that lie over one another", async () => {
    const zeros = { name: "z0", data: new Uint8Array(1000) };
    const packed = zipOf([zeros, { ...zeros, name: "z1", dataOf: 0 }]);
    await expect(openBytes(packed, "zip")).rejects.toThrow(throwsCode("archive/too-large"));
  });

  const zeros = new Uint8Array(100_000);
  it("leaves out what grows beyond the ratio, and takes what is small", async () => {
    const packed = zipOf([GOOD, { name: "z.bmp", data: zeros }]);
    const limits = { maxRatio: 100, ratioFromBytes: 50_000 };
    expect(codes(await openBytes(packed, "zip", limits))).toEqual([["z.bmp", "archive/too-large"]]);
    expect(codes(await openBytes(packed, "zip", { ...limits, ratioFromBytes: 1e6 }))).toEqual([]);
    expect(codes(await openBytes(packed, "zip", { maxEntryBytes: 99_999 }))).toEqual([
      ["z.bmp", "archive/too-large"],
    ]);
  });

  it("stops at a tar archive that gzip made of next to nothing", async () => {
    const tar = gzipSync(tarOf([{ name: "z.bmp", data: new Uint8Array(1 << 20) }]));
    const limits = { maxRatio: 100, ratioFromBytes: 50_000 };
    await expect(openBytes(tar, "tar.gz", limits)).rejects.toThrow(throwsCode("archive/too-large"));
  });

  it("refuses more than there is room for, and more entries than can be", async () => {
    const some = ["a", "b", "c"].map((name) => ({ name, data: zeros }));
    for (const [kind, packed] of [["zip", zipOf(some)] as const, ["tar", tarOf(some)] as const]) {
      await expect(openBytes(packed, kind, { maxTotalBytes: 250_000 })).rejects.toThrow(
        throwsCode("archive/too-large"),
      );
      await expect(openBytes(packed, kind, { maxEntries: 1 })).rejects.toThrow(
        throwsCode("archive/too-many"),
      );
    }
  });

  it("tells an archive that was cut from one that is none", async () => {
    const zip = zipOf([GOOD, { name: "b", data: zeros, method: 0 }]);
    const tar = tarOf([{ name: "a", data: zeros }]);
    const cut = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1);
    for (const [kind, packed] of [
      ["zip", cut(zip)],
      ["tar", cut(tar)],
      ["tar.gz", cut(gzipSync(tar))],
      ["tar", tarOf([{ name: "a", data: text("x"), size: 8 ** 11 - 1 }])],
    ] as const) {
      await expect(openBytes(packed, kind)).rejects.toThrow(throwsCode("archive/truncated"));
    }
    for (const [kind, packed] of [
      ["zip", text("not an archive")],
      ["tar", text("not an archive")],
      ["tar", tarOf([{ name: "a" }, { name: "b", wrongBy: 1 }])],
    ] as const) {
      await expect(openBytes(packed, kind)).rejects.toThrow(throwsCode("archive/invalid"));
    }
    await expect(openBytes(gzipSync("a table"), "tar.gz")).rejects.toThrow(
      throwsCode("archive/unsupported"),
    );
  });

  it("leaves out a tar's links, devices and climbing names", async () => {
    const archive = await openBytes(
      tarOf([
        { name: "images/good.jpg", data: text("good") },
        { name: "../evil.txt", data: text("x") },
        { name: "hard.jpg", type: "1", link: "/etc/passwd" },
        { name: "sym", type: "2", link: "/" },
        { name: "dev", type: "3" },
        { name: "folder/", type: "5" },
      ]),
      "tar",
    );
    expect(await listed(archive)).toEqual(["images/good.jpg"]);
    expect(codes(archive)).toEqual([
      ["../evil.txt", "archive/path"],
      ["hard.jpg", "archive/link"],
      ["sym", "archive/link"],
      ["dev", "archive/not-a-file"],
    ]);
  });

  it.each([
    // a stored block of two lengths
    ["invalid stored block lengths", Uint8Array.of(0x00, 0x04, 0x00, 0x00, 0x00)],
    // Found by the very last step of unpacking, when all bytes are in.
    ["unexpected end of file", deflateRawSync(text("four")).subarray(0, 3)],
    ["unexpected end of file", new Uint8Array()],
  ])("keeps the error “%s” for a reader that is not there yet", async (error, raw) => {
    const damaged = { name: "a.jpg", data: text("four"), raw };
    const path = await fileOf(zipOf([{ ...damaged, name: "unread.jpg" }, damaged]), "data.zip");
    const seen: string[] = [];
    const writer: ArchiveWriter = {
      files: new Map(),
      discard: () => undefined,
      reserve: () => undefined,
      async write(inside, pieces) {
        await setTimeout(50); // as a slow disk opens a file
        if (inside === "unread.jpg") return;
        for await (const _ of pieces) seen.push("bytes");
      },
    };
    const problems = createPlaceProblems();
    const unpacked = unpackZip(path, path, writer, DEFAULT_ARCHIVE_LIMITS, problems);
    await expect(unpacked).rejects.toThrow(error);
    expect(seen).toEqual([]);
  });

  it.each(packers)(
    "of %s throws nothing but coded errors, whatever is changed in it",
    async (kind, pack) => {
      const whole = pack(
        new Map([
          ["images/a.jpg", text("aaaa")],
          ["labels.csv", zeros.slice(0, 900)],
        ]),
      );
      const spoilt = fc.tuple(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), {
          maxLength: 8,
        }),
        fc.nat(whole.length),
      );
      await fc.assert(
        fc.asyncProperty(spoilt, async ([changes, length]) => {
          const bytes = Buffer.from(whole);
          for (const [at, byte] of changes) bytes[at] = byte;
          try {
            const archive = await openBytes(
              length % 3 === 0 ? bytes.subarray(0, length) : bytes,
              kind,
              {
                maxEntryBytes: 1 << 20,
                maxTotalBytes: 1 << 22,
              },
            );
            for (const path of await listed(archive)) {
              expect(path).not.toMatch(/(^|\/)\.\.(\/|$)|^\/|\0/);
            }
            await opened.pop()?.close();
          } catch (error) {
            if (!isHomegroundError(error)) throw error;
          }
        }),
        { numRuns: 150, seed: 20 },
      );
    },
  );
});
