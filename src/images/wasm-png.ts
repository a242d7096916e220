import type { ImageCodecs, RgbaPicture } from "./image-codecs.js";
import { LARGE_PICTURE, type WasmProgram } from "./wasm-program.js";

/** What the program of @jsquash/png gives, as its own loader (`squoosh_png.js`) uses it. */
interface PngExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly __wbindgen_malloc: (bytes: number, alignment: number) => number;
  readonly __wbindgen_free: (pointer: number, bytes: number, alignment: number) => void;
  readonly decode: (pointer: number, bytes: number) => number;
  readonly decode_rgba16: (pointer: number, bytes: number) => number;
  readonly imagedatargba16_width: (pointer: number) => number;
  readonly imagedatargba16_height: (pointer: number) => number;
  readonly imagedatargba16_data: (pointer: number) => number;
  readonly __wbg_imagedatargba16_free: (pointer: number) => void;
}

const FUNCTIONS = [
  "__wbindgen_malloc",
  "__wbindgen_free",
  "decode",
  "decode_rgba16",
  "imagedatargba16_width",
  "imagedatargba16_height",
  "imagedatargba16_data",
  "__wbg_imagedatargba16_free",
] as const;

/**
 * The PNG codec of @jsquash/png 3.1.1 without the package's own loader. That one keeps its only
 * instance for ever, with the memory that each damaged file leaves allocated, and needs a global
 * `ImageData`. The names of the imports belong to this version of the program.
 */
export function createPngCodec(load: () => Promise<WasmProgram>): ImageCodecs["decodePng"] {
  let program: Promise<WasmProgram> | null = null;
  let decoder: PngDecoder | null = null;
  return async (bytes, bitDepth) => {
    program ??= load();
    const loaded = await program;
    decoder ??= createPngDecoder(loaded);
    try {
      const picture = decoder(bytes, bitDepth);
      if (picture.data.length > LARGE_PICTURE) decoder = null;
      return picture;
    } catch (cause) {
      decoder = null;
      throw cause;
    }
  };
}

type PngDecoder = (bytes: Uint8Array, bitDepth: 8 | 16) => RgbaPicture;

function createPngDecoder(program: WasmProgram): PngDecoder {
  // The program refers to our objects by number.
  const objects = new Map<number, unknown>();
  let last = 0;
  function keep(object: unknown): number {
    objects.set(++last, object);
    return last;
  }
  function take(number: number): unknown {
    const object = objects.get(number);
    objects.delete(number);
    return object;
  }

  const instance = program.instantiate({
    wbg: {
      __wbindgen_memory: () => keep(exports.memory),
      __wbg_buffer_a448f833075b71ba: () => keep(exports.memory.buffer),
      __wbg_newwithbyteoffsetandlength_099217381c451830: (
        _buffer: number,
        offset: number,
        length: number,
      ) => keep(new Uint16Array(exports.memory.buffer, offset >>> 0, length >>> 0).slice()),
      __wbindgen_object_drop_ref: (number: number) => {
        objects.delete(number);
      },
      __wbg_newwithownedu8clampedarrayandsh_91db5987993a08fb: (
        pointer: number,
        length: number,
        widthPx: number,
        heightPx: number,
      ) => {
        const data = new Uint8Array(exports.memory.buffer, pointer >>> 0, length >>> 0).slice();
        exports.__wbindgen_free(pointer, length, 1);
        return keep({ widthPx: widthPx >>> 0, heightPx: heightPx >>> 0, data, warnings: [] });
      },
      __wbindgen_throw: (pointer: number, length: number) => {
        const text = new Uint8Array(exports.memory.buffer, pointer >>> 0, length >>> 0);
        throw new Error(new TextDecoder().decode(text));
      },
    },
  });
  const exports: PngExports = checked(instance.exports);

  return (bytes, bitDepth) => {
    const input = exports.__wbindgen_malloc(bytes.length, 1) >>> 0;
    new Uint8Array(exports.memory.buffer).set(bytes, input);
    // The program frees its input.
    if (bitDepth === 8) return asPicture(take(exports.decode(input, bytes.length)));
    const image = exports.decode_rgba16(input, bytes.length);
    const widthPx = exports.imagedatargba16_width(image) >>> 0;
    const heightPx = exports.imagedatargba16_height(image) >>> 0;
    const data = take(exports.imagedatargba16_data(image));
    exports.__wbg_imagedatargba16_free(image);
    return asPicture({ widthPx, heightPx, data });
  };
}

function checked(exports: object): PngExports {
  if (arePngExports(exports)) return exports;
  throw new Error("this is not the program of @jsquash/png 3.1.1");
}

function arePngExports(exports: object): exports is PngExports {
  const all = new Map(Object.entries(exports));
  const memory: unknown = all.get("memory");
  return (
    typeof memory === "object" &&
    memory !== null &&
    "buffer" in memory &&
    FUNCTIONS.every((name) => typeof all.get(name) === "function")
  );
}

function asPicture(result: unknown): RgbaPicture {
  if (
    typeof result === "object" &&
    result !== null &&
    "widthPx" in result &&
    "heightPx" in result &&
    "data" in result &&
    typeof result.widthPx === "number" &&
    typeof result.heightPx === "number" &&
    (result.data instanceof Uint8Array || result.data instanceof Uint16Array)
  ) {
    const { widthPx, heightPx, data } = result;
    return { widthPx, heightPx, data, warnings: [] };
  }
  throw new Error("the codec gave no picture");
}
