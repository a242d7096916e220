import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, describe, expect, it } from "vitest";
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
