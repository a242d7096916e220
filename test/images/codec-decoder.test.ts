import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import type { DecodedImage, DecodeLimits, PixelDecoder } from "../../src/images/pixel-decoder.js";
import { CODEC_VERSIONS, createWasmCodecs } from "../../src/images/wasm-codecs.js";
import { codecFile, createNodePixelDecoder } from "../../src/node/images/pixel-decoder.js";
import { createWebPixelDecoder } from "../../src/web/images/pixel-decoder.js";
import { IMAGE_ORACLE, oracleFile } from "../support/image-oracle.js";
import { pngChunk, pngFile } from "../support/png.js";
import { throwsCode } from "../support/throws-code.js";

const LIMITS = { maxPixels: 1_000_000 };

function createPageDecoder(): PixelDecoder {
  return createWebPixelDecoder((file) => {
    const program = readFileSync(codecFile(file)).toString("base64");
    return `data:application/wasm;base64,${program}`;
  });
}

// In the page ImageData is there; here the page's loaders define it and leave it.
afterAll(() => Reflect.deleteProperty(globalThis, "ImageData"));

describe.each([
  ["Node", createNodePixelDecoder()],
  ["page", createPageDecoder()],
] as const)("the decoder of %s", (_name, decoder) => {
  it.each(IMAGE_ORACLE.files.map((file) => [file.name, file] as const))(
    "decodes %s to the pixels of Pillow",
    async (_file, expected) => {
      const bytes = new Uint8Array(Buffer.from(expected.file, "base64"));
      const decoded = await decoder.decode(bytes, LIMITS);
      expect(described(decoded)).toEqual({
        widthPx: expected.widthPx,
        heightPx: expected.heightPx,
        channels: expected.channels,
        bitDepth: expected.bitDepth,
        sha256: expected.sha256,
        orientation: expected.orientation,
        notes: expected.notes,
      });
    },
  );

  it("refuses a file whose pixels are cut off, in every format", async () => {
    for (const { name, file } of IMAGE_ORACLE.files) {
      const bytes = Buffer.from(file, "base64");
      // The bytes behind a picture, and the frames after the first, may go.
      if (/behind|animated|pages/.test(name)) continue;
      const cut = bytes.subarray(0, Math.floor(bytes.length * 0.6));
      await expect(decoder.decode(cut, LIMITS), name).rejects.toThrow(
        throwsCode("image/truncated"),
      );
    }
  });

  it("refuses a progressive JPEG of which any scan is missing", async () => {
    for (const name of ["jpeg 420 progressive", "jpeg cmyk 420 progressive"]) {
      const bytes = Buffer.from(oracleFile(name));
      const scans = placesOf(bytes, Buffer.from([0xff, 0xda]));
      expect(scans.length).toBeGreaterThan(5);
      for (const start of scans.slice(1)) {
        const cut = decoder.decode(bytes.subarray(0, start), LIMITS);
        await expect(cut, `${name}, ${start}`).rejects.toThrow(throwsCode("image/truncated"));
      }
    }
  });
});

function placesOf(bytes: Buffer, what: Buffer): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(what); at >= 0; at = bytes.indexOf(what, at + 1)) places.push(at);
  return places;
}

const END = pngChunk("IEND");

function headerChunk(width: number, height: number): Uint8Array {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, 2], 8);
  return pngChunk("IHDR", data);
}

function described({ pixels, orientation, notes }: DecodedImage) {
  const { data, ...size } = pixels;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { ...size, sha256, orientation, notes };
}

describe("the codecs", () => {
  it("are the versions that package.json pins, without a range", () => {
    expect(packageJson.devDependencies).toMatchObject(CODEC_VERSIONS);
  });

  it("leave no global behind in Node", async () => {
    Reflect.deleteProperty(globalThis, "ImageData");
    const decoder = createNodePixelDecoder();
    for (const name of ["jpeg grey", "webp lossless", "png rgb", "jpeg cmyk 420 progressive"]) {
      await decoder.decode(oracleFile(name), LIMITS);
      expect("ImageData" in globalThis, name).toBe(false);
    }
  });

  it("give each picture of many at once its own pixels, in memory that they share or in a room", async () => {
    const decoder = createNodePixelDecoder();
    const sums = async (limits: DecodeLimits): Promise<readonly string[]> => {
      const found: string[] = [];
      for (const { file } of IMAGE_ORACLE.files) {
        const { pixels } = await decoder.decode(Buffer.from(file, "base64"), limits);
        found.push(described({ pixels, format: "", orientation: 1, notes: [] }).sha256);
      }
      return found;
    };
    const expected = IMAGE_ORACLE.files.map(({ sha256 }) => sha256);
    expect(await sums(LIMITS)).toEqual(expected);
    expect(await sums({ ...LIMITS, room: { bytes: new Uint8Array(0) } })).toEqual(expected);
    const atOnce = await Promise.all(
      IMAGE_ORACLE.files.map(({ file }) => decoder.decode(Buffer.from(file, "base64"), LIMITS)),
    );
    expect(atOnce.map((decoded) => described(decoded).sha256)).toEqual(expected);
    expect(new Uint8ClampedArray([300, -1])).toEqual(Uint8ClampedArray.of(255, 0));
  });

  it.each(["jpeg", "png", "webp"] as const)(
    "start afresh after a damaged %s file, so that no memory is lost to it",
    async (format) => {
      let instances = 0;
      const codecs = createWasmCodecs({
        async loadProgram(file) {
          const module = await WebAssembly.compile(new Uint8Array(readFileSync(codecFile(file))));
          return {
            instantiate(imports) {
              instances++;
              return new WebAssembly.Instance(module, imports);
            },
          };
        },
        jpegLoader: async () => (await import("@jsquash/jpeg/codec/dec/mozjpeg_dec.js")).default,
        webpLoader: async () => (await import("@jsquash/webp/codec/dec/webp_dec.js")).default,
      });
      const decode = {
        jpeg: codecs.decodeJpeg,
        png: (bytes: Uint8Array) => codecs.decodePng(bytes, 8),
        webp: codecs.decodeWebp,
      }[format];
      const name = { jpeg: "jpeg grey", png: "png rgb", webp: "webp lossless" }[format];
      for (let round = 1; round <= 3; round++) {
        await decode(oracleFile(name));
        await decode(oracleFile(name));
        expect(instances).toBe(round);
        await expect(decode(oracleFile(name).subarray(0, 40))).rejects.toThrow(/\w/);
      }
    },
  );

  it("end at a marker that is cut in a CMYK file, which has no end marker then", async () => {
    const bytes = oracleFile("jpeg cmyk 444 baseline");
    bytes[bytes.length - 1] = 0x80;
    const decoded = await createNodePixelDecoder().decode(bytes, LIMITS);
    expect(decoded.notes).toEqual(["image/truncated", "image/colour-converted"]);
    expect(described(decoded).sha256).toBe(
      IMAGE_ORACLE.files.find(({ name }) => name === "jpeg cmyk 444 baseline")?.sha256,
    );
  });

  it("tell a wrong checksum from missing rows in a PNG file", async () => {
    const decoder = createNodePixelDecoder();
    const bytes = oracleFile("png rgb");
    const spoilt = bytes.slice();
    spoilt[spoilt.length - 14]! ^= 1; // the last byte of the pixel data's checksum
    await expect(decoder.decode(spoilt, LIMITS)).rejects.toThrow(throwsCode("image/invalid"));

    const header = headerChunk(21, 1300);
    const chunks = [header, Buffer.from(bytes.subarray(33, bytes.length - 12)), END];
    const short = decoder.decode(pngFile(chunks), LIMITS);
    await expect(short).rejects.toThrow(throwsCode("image/truncated"));
  });

  it("never inflate a text that a PNG file carries", async () => {
    const bytes = oracleFile("png rgb");
    const text = pngChunk("zTXt", Buffer.from("Comment\0\0not a zlib stream", "latin1"));
    const head = Buffer.from(bytes.subarray(8, 33));
    const rest = Buffer.from(bytes.subarray(33));
    const decoded = await createNodePixelDecoder().decode(pngFile([head, text, rest]), LIMITS);
    expect(described(decoded).sha256).toBe(
      IMAGE_ORACLE.files.find(({ name }) => name === "png rgb")?.sha256,
    );
  });
});
