import { describe, expect, it } from "vitest";
import { printImages } from "../../../src/analyses/leakage/image-prints.js";
import { NEVER_CANCELLED } from "../../../src/core/cancellation.js";
import { demoImages } from "../../../src/demo/demo-set.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import { encodePng } from "../../../src/images/encode-png.js";
import { createPictureLooker } from "../../../src/images/picture-look.js";
import { createNodeDigest } from "../../../src/node/digest.js";
import { createNodePixelDecoder } from "../../../src/node/images/pixel-decoder.js";

/** Prints of files, and how many were decoded. */
async function printed(files: ReadonlyMap<string, Uint8Array>) {
  let decoded = 0;
  let shown = 0;
  const createDecoder = () => {
    const decoder = createNodePixelDecoder();
    return {
      ...decoder,
      decode: (...given: Parameters<typeof decoder.decode>) => {
        decoded++;
        return decoder.decode(...given);
      },
    };
  };
  const prints = await printImages([...files.keys(), "gone.png"], {
    access: createMemoryFileAccess(files),
    looker: createPictureLooker(createDecoder, createNodeDigest),
    signal: NEVER_CANCELLED,
    inParts: true,
    onPrinted: () => shown++,
  });
  return { prints, decoded, shown };
}

describe("prints of images", () => {
  const pictures = demoImages("training")
    .slice(0, 2)
    .map((image) => {
      const { widthPx, heightPx, rgb } = image.pixels();
      return encodePng(widthPx, heightPx, rgb);
    });
  const [first, second] = pictures as [Uint8Array, Uint8Array];
  const grey = encodePng(8, 8, new Uint8Array(8 * 8 * 3).fill(90));
  const broken = first.subarray(0, 40);
  const files = new Map<string, Uint8Array>();
  for (let k = 0; k < 6; k++) {
    files.set(`${k}-first.png`, first);
    files.set(`${k}-second.png`, second);
    files.set(`${k}-grey.png`, grey);
    files.set(`${k}-broken.png`, broken);
  }

  it("decode one of files with the same bytes", async () => {
    const { decoded, shown } = await printed(files);
    expect(decoded).toBe(4);
    expect(shown).toBe(files.size + 1);
  });

  it("say of each file what it has by itself", async () => {
    const { prints } = await printed(files);
    expect(prints.plain).toBe(6);
    expect(prints.undecoded).toBe(7);
    const width = prints.turned.length / prints.count;
    for (const [i, [name, bytes]] of [...files].entries()) {
      const { prints: alone } = await printed(new Map([[name, bytes]]));
      expect(prints.bytes.hex(i)).toBe(alone.bytes.hex(0));
      expect(prints.pixels.hex(i)).toBe(alone.pixels.hex(0));
      expect(prints.looks.known[i]).toBe(alone.looks.known[0]);
      const words = alone.looks.words.length / alone.count;
      expect(prints.looks.words.subarray(i * words, (i + 1) * words)).toEqual(
        alone.looks.words.subarray(0, words),
      );
      expect(prints.turned.subarray(i * width, (i + 1) * width)).toEqual(
        alone.turned.subarray(0, width),
      );
      expect(prints.local[i]).toEqual(alone.local[0]);
    }
  });
});
