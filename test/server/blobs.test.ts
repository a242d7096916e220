import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BlobStore } from "../../src/node/blobs/blob-store.js";
import { openBlobStore } from "../../src/node/blobs/open-blob-store.js";
import { openS3Store } from "../../src/node/blobs/s3-store.js";
import { clearSpool, spoolFile } from "../../src/node/blobs/spool.js";
import { describeWithS3, type S3Server, startS3Server } from "../support/s3-server.js";
import { filesBelow } from "../support/shard-case.js";
import { throwsCode } from "../support/throws-code.js";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const text = (words: string) => new TextEncoder().encode(words);
const HELLO = text("hello");
/** By sha256sum. */
const HELLO_HASH = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function whole(bytes: AsyncIterable<Uint8Array> | null): Promise<string | null> {
  if (bytes === null) return null;
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hg-blobs-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function storesBlobs(open: () => Promise<BlobStore>): void {
  let store: BlobStore;
  const put = async (bytes: Uint8Array): Promise<string> => {
    const file = await spoolFile(join(folder, "spool"), inPieces(bytes, 70_001), {
      mostBytes: 1e8,
    });
    await store.put(file);
    await file.remove();
    return file.sha256;
  };
  const all = async () => {
    const found: string[] = [];
    for await (const { sha256, sizeBytes } of store.list()) found.push(`${sha256} ${sizeBytes}`);
    return found.sort();
  };
  beforeAll(async () => {
    store = await open();
  });

  it("gives back what was put in, once however often it is", async () => {
    expect(await put(HELLO)).toBe(HELLO_HASH);
    expect(await put(HELLO)).toBe(HELLO_HASH);
    expect(await whole(await store.read(HELLO_HASH))).toBe("hello");
    expect(await store.size(HELLO_HASH)).toBe(5);
    expect(await all()).toEqual([`${HELLO_HASH} 5`]);
  });

  it("gives a part, of which what is beyond the end is empty", async () => {
    await put(HELLO);
    expect(await whole(await store.read(HELLO_HASH, { start: 1, end: 3 }))).toBe("el");
    expect(await whole(await store.read(HELLO_HASH, { start: 2, end: 2 }))).toBe("");
  });

  it("has empty files and those of many pieces", async () => {
    const bytes = new Uint8Array(3_000_000).map((_, i) => (i * 31) % 251);
    for (const one of [new Uint8Array(), bytes]) {
      const name = await put(one);
      expect(name).toBe(sha256(one));
      expect(sha256(Buffer.from((await whole(await store.read(name)))!))).toBeDefined();
      expect(await store.size(name)).toBe(one.length);
    }
  });

  it("places a blob whole or says that it is gone, while another removes it", async () => {
    for (let turn = 0; turn < 20; turn++) {
      await put(HELLO);
      const path = join(folder, `placed-${turn}`);
      const placed = store.placeAt(HELLO_HASH, path).then(
        () => readFile(path, "utf8"),
        (error: unknown) => error,
      );
      const [got] = await Promise.all([placed, store.remove(HELLO_HASH)]);
      if (got !== "hello") expect(got).toMatchObject({ code: "blobs/not-found" });
      await rm(path, { force: true });
    }
  });

  it("reads to its end what was there when it was asked for", async () => {
    await put(HELLO);
    const bytes = await store.read(HELLO_HASH);
    await store.remove(HELLO_HASH);
    expect(await whole(bytes)).toBe("hello");
  });

  it("knows nothing of what is not there, nor of what is removed, also twice", async () => {
    const absent = "0".repeat(64);
    expect(await store.read(absent)).toBeNull();
    expect(await store.size(absent)).toBeNull();
    await put(HELLO);
    await store.remove(HELLO_HASH);
    await store.remove(HELLO_HASH);
    expect(await store.read(HELLO_HASH)).toBeNull();
  });

  it.each(["../../etc/passwd", "", `${"a".repeat(63)}/`, "A".repeat(64)])(
    "takes %j for no name",
    async (name) => {
      await expect(store.read(name)).rejects.toThrow(throwsCode("blobs/not-found"));
    },
  );

  it("takes many at once, of the same bytes too", async () => {
    const names = await Promise.all([1, 2, 3, 1, 2, 3].map((n) => put(text(`at once ${n}`))));
    expect(new Set(names).size).toBe(3);
    expect(await whole(await store.read(names[0]!))).toBe("at once 1");
  });
}

describe("blobs in a folder", () => {
  storesBlobs(() => openBlobStore(join(folder, "files"), {}));

  it("never gives bytes that are not what their name says", async () => {
    const place = join(folder, "rotten");
    const store = await openBlobStore(place, {});
    const file = await spoolFile(join(folder, "spool"), inPieces(HELLO, 2), { mostBytes: 9 });
    await store.put(file);
    const [path] = Object.keys(await filesBelow(place));
    await rm(join(place, path!));
    await writeFile(join(place, path!), "hellO");
    const given: string[] = [];
    const reading = async () => {
      for await (const piece of (await store.read(HELLO_HASH))!) given.push(`${piece}`);
    };
    await expect(reading()).rejects.toThrow(throwsCode("blobs/changed"));
    expect(given).toEqual([]);
  });
});

describeWithS3("blobs at an S3 service", () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3Server();
    await server.createBucket("blobs");
  });
  afterAll(() => server?.stop());
  storesBlobs(() => openBlobStore("s3://blobs/of/a lab", server.env));

  it("says that there is no such bucket", async () => {
    const store = await openBlobStore("s3://nowhere", server.env);
    const listing = async () => {
      for await (const one of store.list()) expect(one).toBeNull();
    };
    await expect(listing()).rejects.toThrow(throwsCode("blobs/unreachable"));
    await expect(listing()).rejects.toHaveProperty("what", expect.stringContaining("404"));
  });
});

const KEY = "ab".repeat(32);

describe("an S3 service that is not at its best", () => {
  let server: Server;
  let answers: number[];
  let asked: number;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      asked++;
      response.writeHead(answers.shift() ?? 200, { "content-length": 2 }).end("ok");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => server.close());
  const store = () =>
    openS3Store("s3://bucket", {
      pausesMs: [1, 1, 1],
      env: {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: "key",
        AWS_SECRET_ACCESS_KEY: "secret",
      },
    });
  const range = { start: 0, end: 2 };

  it("is asked again where it is only busy", async () => {
    [answers, asked] = [[503, 429, 500], 0];
    expect(await whole(await store().read(KEY, range))).toBe("ok");
    expect(asked).toBe(4);
  });

  it("is not asked again where it refuses", async () => {
    [answers, asked] = [[403], 0];
    await expect(store().read(KEY, range)).rejects.toThrow(throwsCode("blobs/unreachable"));
    expect(asked).toBe(1);
  });

  it.each(["s3://A", "s3://ab", "s3:///x", "s3://a_b/c"])(
    "takes %s for no place",
    async (place) => {
      const env = { AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret" };
      await expect(openBlobStore(place, env)).rejects.toThrow(throwsCode("blobs/bad-place"));
    },
  );

  it("wants credentials", async () => {
    await expect(openBlobStore("s3://bucket", {})).rejects.toThrow(throwsCode("blobs/bad-place"));
  });
});

describe("files that come in", () => {
  const spool = () => join(folder, "incoming");

  it("leaves nothing of an upload that is cut off at any byte", async () => {
    for (let at = 0; at <= HELLO.length; at++) {
      const cut = async function* () {
        yield* inPieces(HELLO.subarray(0, at), 1);
        if (at < HELLO.length) throw new Error("connection reset");
      };
      const arriving = () => spoolFile(spool(), cut(), { mostBytes: 5 });
      if (at < HELLO.length) {
        await expect(arriving()).rejects.toThrow(throwsCode("blobs/cut"));
        expect(await readdir(spool())).toEqual([]);
      } else {
        const file = await arriving();
        expect(await readFile(file.path, "utf8")).toBe("hello");
        await file.remove();
      }
    }
  });

  it.each([
    ["more than is allowed", { mostBytes: 4 }, "blobs/too-large"],
    ["more than is allowed by its own word", { mostBytes: 4, sizeBytes: 5 }, "blobs/too-large"],
    ["fewer than announced", { mostBytes: 9, sizeBytes: 6 }, "blobs/cut"],
    ["others than announced", { mostBytes: 9, sha256: "0".repeat(64) }, "blobs/cut"],
  ] as const)("refuses bytes: %s", async (_name, limits, code) => {
    const arriving = () => spoolFile(spool(), inPieces(HELLO, 2), limits);
    await expect(arriving()).rejects.toThrow(throwsCode(code));
    expect(await readdir(spool())).toEqual([]);
  });

  it("clears away what a killed process left, and not what another is writing", async () => {
    const file = await spoolFile(spool(), inPieces(HELLO, 2), { mostBytes: 9 });
    await clearSpool(spool(), Date.now());
    expect(await readdir(spool())).toHaveLength(1);
    await clearSpool(spool(), Date.now() + 2 * 86_400_000);
    expect(await readdir(spool())).toEqual([]);
    await file.remove();
  });
});
