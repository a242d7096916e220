import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createPixelDecoder } from "../../images/decode.js";
import type { PixelDecoder } from "../../images/pixel-decoder.js";
import {
  type CodecFile,
  createWasmCodecs,
  type EmscriptenLoader,
  JPEG_OPTIONS,
} from "../../images/wasm-codecs.js";
import { LARGE_PICTURE, type WasmProgram } from "../../images/wasm-program.js";
import { developmentFile, installation } from "../installation.js";

/** Where each program lies below node_modules; in `dist/` all lie in `dist/codecs/`. */
const PACKAGE_FILES: Readonly<Record<CodecFile, string>> = {
  "mozjpeg_dec.wasm": "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm",
  "mozjpeg_enc.wasm": "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm",
  "squoosh_png_bg.wasm": "@jsquash/png/codec/pkg/squoosh_png_bg.wasm",
  "webp_dec.wasm": "@jsquash/webp/codec/dec/webp_dec.wasm",
};

/**
 * The decoder of this machine: the same WebAssembly codecs as in the page, so that pixels are equal
 * in both. A codec is compiled when the first file of its format comes. One decoder decodes one file
 * at a time; for more at once make one in each worker.
 */
export function createNodePixelDecoder(): PixelDecoder {
  const memory = keptMemory();
  return createPixelDecoder(
    createWasmCodecs({
      loadProgram,
      giveBack: memory.giveBack,
      async jpegLoader() {
        const loader = await import("@jsquash/jpeg/codec/dec/mozjpeg_dec.js");
        return bound(loader.default, ONE_PIXEL_JPEG, JPEG_OPTIONS, memory);
      },
      async webpLoader() {
        const loader = await import("@jsquash/webp/codec/dec/webp_dec.js");
        return bound(loader.default, ONE_PIXEL_WEBP, [], memory);
      },
    }),
  );
}

/** File of a codec's program, in the built package or in node_modules. */
export function codecFile(file: CodecFile): string {
  const { root, isSource } = installation();
  return isSource ? developmentFile(PACKAGE_FILES[file]) : join(root, "dist/codecs", file);
}

/** A codec's program, compiled. */
export async function loadProgram(file: CodecFile): Promise<WasmProgram> {
  const module = await WebAssembly.compile(await readFile(codecFile(file)));
  return { instantiate: (imports) => new WebAssembly.Instance(module, imports) };
}

/**
 * The codecs hand their result over in the page's `ImageData`. In Node their loaders define a
 * global of that name; the program looks it up once, at its first picture. A first picture of one
 * pixel makes it do so at once, and the global is taken away again. What it copies its pictures into,
 * `Uint8ClampedArray`, is looked up with it.
 */
function bound(
  load: EmscriptenLoader,
  onePixel: string,
  decodeOptions: readonly boolean[],
  { copy }: KeptMemory,
): EmscriptenLoader {
  return async (options) => {
    const codec = await load(options);
    const own = Object.getOwnPropertyDescriptor(globalThis, "Uint8ClampedArray")!;
    Object.defineProperty(globalThis, "Uint8ClampedArray", { ...own, value: copy });
    try {
      codec.decode(Buffer.from(onePixel, "base64"), ...decodeOptions);
    } finally {
      Object.defineProperty(globalThis, "Uint8ClampedArray", own);
    }
    if (!HAD_IMAGE_DATA) Reflect.deleteProperty(globalThis, "ImageData");
    return codec;
  };
}

interface KeptMemory {
  /** Copies a picture out of a codec's memory, in place of `Uint8ClampedArray`. */
  readonly copy: (picture: Uint8Array) => Uint8ClampedArray;
  readonly giveBack: (memory: ArrayBufferLike) => void;
}

/** A picture's memory serves the next one: new memory is cleared page by page, and makes V8 collect all too often. */
function keptMemory(): KeptMemory {
  const Pixels = Uint8ClampedArray; // of which `copy` takes the place for a moment
  let spare: ArrayBufferLike | null = null;
  // Called by `new`, as no arrow can be.
  function copy(picture: Uint8Array): Uint8ClampedArray {
    const { length } = picture;
    const memory = spare !== null && spare.byteLength >= length ? spare : new ArrayBuffer(length);
    spare = null;
    const pixels = new Pixels(memory, 0, length);
    pixels.set(picture);
    return pixels;
  }
  return {
    copy,
    giveBack(memory) {
      if (memory.byteLength <= LARGE_PICTURE) spare = memory;
    },
  };
}

/** Asked once: two loaders at the same time must not take each other's global for an old one. */
const HAD_IMAGE_DATA = Object.hasOwn(globalThis, "ImageData");

const ONE_PIXEL_WEBP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";
const ONE_PIXEL_JPEG =
  "/9j/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z";
