import { describe, expect, it } from "vitest";
import { printImages } from "../../../src/analyses/leakage/image-prints.js";
import { createKeptPrints, type KeptPrints } from "../../../src/analyses/leakage/kept-prints.js";
import { NEVER_CANCELLED } from "../../../src/core/cancellation.js";
import { demoImages } from "../../../src/demo/demo-set.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import { encodePng } from "../../../src/images/encode-png.js";
import { createPictureLooker } from "../../../src/images/picture-look.js";
import { createNodeDigest } from "../../../src/node/digest.js";
import { createNodePixelDecoder } from "../../../src/node/images/pixel-decoder.js";

const STARTED_MS = 1_000_000;
const options = { version: "1.2.3", startedMs: STARTED_MS, createDigest: createNodeDigest };
const LONG_AGO = STARTED_MS - 60_000;

const [first, second, third] = demoImages("training")
  .slice(0, 3)
  .map((image) => {
    const { widthPx, heightPx, rgb } = image.pixels();
    return encodePng(widthPx, heightPx, rgb);
  }) as [Uint8Array, Uint8Array, Uint8Array];
const grey = encodePng(8, 8, new Uint8Array(8 * 8 * 3).fill(90));
const FILES = new Map([
  ["a.png", first],
  ["b.png", second],
  ["copy of a.png", first],
  ["grey.png", grey],
  ["broken.png", first.subarray(0, 40)],
]);

/** Prints of files, and which were read. @param changed when a file changed, where that is not long ago */
async function printed(
  files: ReadonlyMap<string, Uint8Array>,
  kept: KeptPrints,
  { inParts = true, changed = new Map<string, number>() } = {},
) {
  const read: string[] = [];
  const memory = createMemoryFileAccess(files);
  const prints = await printImages([...files.keys()], {
    access: {
      ...memory,
      read(path, range) {
        read.push(path);
        return memory.read(path, range);
      },
      async stampOf(path) {
        const changedMs = changed.get(path) ?? LONG_AGO;
        return { text: `${path} ${changedMs}`, changedMs };
      },
    },
    looker: createPictureLooker(createNodePixelDecoder, createNodeDigest),
    signal: NEVER_CANCELLED,
    inParts,
    kept,
  });
  const { bytes, pixels, ...rest } = prints;
  return { prints: { ...rest, bytes: bytes.data, pixels: pixels.data }, read };
}

function joined(pieces: readonly Uint8Array[] | null): Uint8Array {
  return Buffer.concat(pieces ?? []);
}

async function keptOf(files: ReadonlyMap<string, Uint8Array>, how = {}) {
  const kept = createKeptPrints(null, options);
  const { prints } = await printed(files, kept, how);
  return { prints, bytes: joined(kept.pieces()) };
}

describe("prints that are kept", () => {
  it.each([true, false])(
    "are those of the run before, and no picture is read (in parts: %s)",
    async (inParts) => {
      const before = await keptOf(FILES, { inParts });
      const kept = createKeptPrints(before.bytes, options);
      const again = await printed(FILES, kept, { inParts });
      expect(again.read).toEqual(["broken.png"]); // which may be decoded another time
      expect(again.prints).toEqual(before.prints);
      expect(again.prints).toMatchObject({ count: FILES.size, undecoded: 1, plain: 1 });
      expect(kept.pieces()).toBeNull();
    },
  );

  it("are taken anew of a file that changed, and of that alone", async () => {
    const { bytes } = await keptOf(FILES);
    const files = new Map(FILES).set("b.png", third);
    const changed = new Map([["b.png", LONG_AGO + 1]]);
    const kept = createKeptPrints(bytes, options);
    const again = await printed(files, kept, { changed });
    expect(again.read).toEqual(["b.png", "broken.png"]);
    expect(again.prints).toEqual((await keptOf(files)).prints);
    const next = createKeptPrints(joined(kept.pieces()), options);
    expect((await printed(files, next, { changed })).read).toEqual(["broken.png"]);
  });

  it("are taken anew where looks part by part are wanted and none were kept", async () => {
    const { bytes } = await keptOf(FILES, { inParts: false });
    const kept = createKeptPrints(bytes, options);
    const again = await printed(FILES, kept);
    expect(again.read.sort()).toEqual([...FILES.keys()].sort());
    expect(again.prints).toEqual((await keptOf(FILES)).prints);
    const next = createKeptPrints(joined(kept.pieces()), options);
    expect((await printed(FILES, next)).read).toEqual(["broken.png"]);
  });

  it("are not kept of a file that changed a moment ago", async () => {
    const changed = new Map([["a.png", STARTED_MS - 1000]]);
    const { bytes } = await keptOf(FILES, { changed });
    const again = await printed(FILES, createKeptPrints(bytes, options), { changed });
    expect(again.read).toEqual(["a.png", "broken.png"]);
  });

  it("count as nothing where any byte differs or is missing, or another version wrote them", async () => {
    const files = new Map([...FILES].slice(0, 2));
    const { bytes } = await keptOf(files);
    const stamp = { text: `a.png ${LONG_AGO}`, changedMs: LONG_AGO };
    const isFound = (from: Uint8Array, version = options.version): boolean =>
      createKeptPrints(from, { ...options, version }).find(stamp, true) !== null;
    expect(isFound(bytes)).toBe(true);
    for (let at = 0; at < bytes.length; at += 97) {
      const damaged = Uint8Array.from(bytes);
      damaged[at]! ^= 1;
      expect(isFound(damaged)).toBe(false);
      expect(isFound(bytes.subarray(0, at))).toBe(false);
    }
    expect(isFound(bytes, "1.2.4")).toBe(false);
  });

  it("take no more room than they may, those of this run first", async () => {
    const { bytes: old } = await keptOf(new Map([["old.png", third]]));
    const { bytes: all } = await keptOf(FILES);
    const kept = async (mostBytes: number): Promise<boolean[]> => {
      const prints = createKeptPrints(old, { ...options, mostBytes });
      await printed(FILES, prints);
      const pieces = joined(prints.pieces());
      expect(pieces.length).toBeLessThan(mostBytes + 200); // beside the records
      const next = createKeptPrints(pieces, options);
      const stamp = (path: string) => ({ text: `${path} ${LONG_AGO}`, changedMs: LONG_AGO });
      const names = ["a.png", "b.png", "copy of a.png", "grey.png", "old.png"];
      return names.map((path) => next.find(stamp(path), true) !== null);
    };
    expect(await kept(all.length)).toEqual([true, true, true, true, false]);
    expect(await kept(all.length + old.length)).toEqual([true, true, true, true, true]);
  });
});
