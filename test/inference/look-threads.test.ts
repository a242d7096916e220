import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type ComparedWith, findLikenesses } from "../../src/analyses/leakage/find-pairs.js";
import type { ImagePrints } from "../../src/analyses/leakage/image-prints.js";
import { NEVER_CANCELLED } from "../../src/core/cancellation.js";
import { createDigestColumn } from "../../src/dataset/digest-column.js";
import { demoImages } from "../../src/demo/demo-set.js";
import { encodePng } from "../../src/images/encode-png.js";
import { createPictureLooker, type PictureFile } from "../../src/images/picture-look.js";
import { createNodeDigest } from "../../src/node/digest.js";
import { readDiskFile, streamDiskFile } from "../../src/node/files/disk-file.js";
import { createLookThreads } from "../../src/node/images/look-threads.js";
import { createNodePixelDecoder } from "../../src/node/images/pixel-decoder.js";
import { ownProgram } from "../../src/node/own-program.js";

const pictures = demoImages("training")
  .slice(0, 40)
  .map((image) => {
    const { widthPx, heightPx, rgb } = image.pixels();
    return encodePng(widthPx, heightPx, rgb);
  });

const folder = mkdtempSync(join(tmpdir(), "looks-"));
afterAll(() => rmSync(folder, { recursive: true }));
const FILES = [...pictures, new Uint8Array(100), pictures[0]!.subarray(0, 40)].map((bytes, i) => {
  const path = join(folder, `${i}.png`);
  writeFileSync(path, bytes);
  return fileAt(path);
});

function fileAt(path: string): Required<PictureFile> {
  return {
    read: (maxBytes) => readDiskFile(path, path, { maxBytes }),
    stream: () => streamDiskFile(path, path),
    disk: async () => path,
  };
}

const here = createPictureLooker(createNodePixelDecoder, createNodeDigest);
let threads: ReturnType<typeof createLookThreads>;
afterEach(() => threads?.close());

describe("threads that look at pictures", () => {
  it.each([1, 2, 3])("see what one sees without, %i of them", async (count) => {
    threads = createLookThreads(count);
    const all = [...FILES, ...FILES].map((file, i) => ({ file, inParts: i % 3 === 0 }));
    const seen = await Promise.all(all.map(({ file, inParts }) => threads.look(file, inParts)));
    for (const [i, { file, inParts }] of all.entries()) {
      expect(seen[i]).toEqual(await here.look(file, inParts));
    }
    expect(seen.filter(({ look }) => look === null)).toHaveLength(4);
  });

  it("run the program of this installation", async () => {
    const { file, execArgv } = ownProgram("images/look-thread");
    const worker = new Worker(file, { execArgv: [...execArgv] });
    worker.postMessage({ path: await FILES[0]!.disk(), inParts: true });
    expect((await once(worker, "message"))[0]).toEqual(await here.look(FILES[0]!, true));
    await worker.terminate();
  });

  it("leave files that are on no disk to whoever knows them", async () => {
    threads = createLookThreads(2);
    const elsewhere = FILES.map(({ read, stream }) => ({ read, stream }));
    const seen = await Promise.all(elsewhere.map((file) => threads.look(file, false)));
    expect(seen).toEqual(await Promise.all(FILES.map((file) => here.look(file, false))));
  });

  it("say of a file that is gone what is said without them", async () => {
    threads = createLookThreads(2);
    await Promise.all(FILES.map((file) => threads.look(file, false)));
    const gone = fileAt(join(folder, "gone.png"));
    const told = await here.look(gone, false).catch((error: unknown) => error);
    expect(told).toMatchObject({ code: "input/not-found" });
    expect(await threads.look(gone, false).catch((error: unknown) => error)).toEqual(told);
  });

  it("give back what they had when they end", async () => {
    threads = createLookThreads(2);
    const looks = [...FILES, ...FILES].map((file) => threads.look(file, true));
    await looks[0];
    await threads.close();
    expect((await Promise.all(looks)).slice(-FILES.length)).toEqual(
      await Promise.all(FILES.map((file) => here.look(file, true))),
    );
    expect(await threads.look(FILES[0]!, false)).toEqual(await here.look(FILES[0]!, false));
  });
});

/** Of every three images one is a copy of the one before or nearly so. */
function drawnPrints(count: number, seed: number): ImagePrints {
  const [bytes, pixels] = [createDigestColumn(count), createDigestColumn(count)];
  const looks = { words: new Uint32Array(count * 8), known: new Uint8Array(count).fill(1) };
  const turned = new Uint32Array(count * 56);
  const drawn = (at: number): number => Math.imul(at ^ (at >>> 15), 0x2c1b3c6d) >>> 0;
  for (let i = 0; i < count; i++) {
    const copied = i % 3 === 2 ? i - 1 : i;
    bytes.set(i, (seed + (i % 6 === 5 ? copied : i)).toString(16).padStart(64, "0"));
    pixels.set(i, (seed + copied).toString(16).padStart(64, "0"));
    for (let w = 0; w < 8; w++) looks.words[8 * i + w] = drawn(97 * (copied + (seed % 50)) + w);
    looks.words[8 * i]! ^= i % 31;
    turned.fill(drawn(i + 7), 56 * i, 56 * (i + 1));
  }
  return { count, bytes, pixels, looks, turned, local: [], undecoded: 0, plain: 0 };
}

describe("threads that compare looks", () => {
  const images = drawnPrints(300, 0);
  const cluster = Int32Array.from({ length: 300 }, (_, i) => (i % 7) - 1);
  const compared: [string, ComparedWith][] = [
    ["a training list", { training: drawnPrints(200, 150) }],
    ["each other across clusters", { training: null, cluster }],
  ];

  it.each(compared)("find what is found without, of %s", async (_, others) => {
    threads = createLookThreads(3, 0);
    const found = findLikenesses(images, others, NEVER_CANCELLED);
    expect(found.length).toBeGreaterThan(50);
    expect(await threads.compare(images, others, NEVER_CANCELLED)).toEqual(found);
  });

  it("do so where one of them is gone", async () => {
    threads = createLookThreads(2, 0);
    const [, others] = compared[0]!;
    const looks = FILES.map((file) => threads.look(file, false));
    const found = threads.compare(images, others, NEVER_CANCELLED);
    await looks[0];
    await threads.close();
    expect(await found).toEqual(findLikenesses(images, others, NEVER_CANCELLED));
  });

  it("stop with the reason that they are stopped for", async () => {
    threads = createLookThreads(2, 0);
    const stopped = new AbortController();
    const found = threads.compare(images, compared[0]![1], stopped.signal);
    stopped.abort(new Error("enough"));
    await expect(found).rejects.toThrow("enough");
  });
});
