import type { ImageCodecs, RgbaPicture } from "./image-codecs.js";
import { createPngCodec } from "./wasm-png.js";
import {
  type EmscriptenStart,
  emscriptenStart,
  LARGE_PICTURE,
  type WasmProgram,
} from "./wasm-program.js";

/** Files of the programs, as @jsquash names them; an adapter knows where they lie. */
export const CODEC_FILES = [
  ...(["mozjpeg_dec.wasm", "mozjpeg_enc.wasm", "squoosh_png_bg.wasm", "webp_dec.wasm"] as const),
] as const;
export type CodecFile = (typeof CODEC_FILES)[number];

/** The loader that emscripten made for a codec; its default export. */
export type EmscriptenLoader = (options: EmscriptenOptions) => Promise<EmscriptenCodec>;
export interface EmscriptenCodec {
  decode(bytes: Uint8Array, ...options: readonly boolean[]): unknown;
}
export interface EmscriptenOptions extends EmscriptenStart {
  readonly print: (line: string) => void;
  readonly printErr: (line: string) => void;
}

/** What an environment has to give for the codecs to run in it. */
export interface CodecEnvironment {
  readonly loadProgram: (file: CodecFile) => Promise<WasmProgram>;
  readonly jpegLoader: () => Promise<EmscriptenLoader>;
  readonly webpLoader: () => Promise<EmscriptenLoader>;
  /** Takes back the memory of a picture that was copied, where the environment uses it again. */
  readonly giveBack?: (memory: ArrayBufferLike) => void;
}

/** Versions of the packages; a test holds them to package.json. */
export const CODEC_VERSIONS = {
  "@jsquash/jpeg": "1.6.0",
  "@jsquash/png": "3.1.1",
  "@jsquash/webp": "1.5.0",
} as const;

/**
 * The codecs of @jsquash (MozJPEG, libwebp, and png of Rust, compiled to WebAssembly). Each is
 * loaded at its first use. Its memory is given back after a picture that made it large and after a
 * failure, so that one bad file neither spoils nor slows those after it.
 */
export function createWasmCodecs(environment: CodecEnvironment): ImageCodecs {
  const { loadProgram, jpegLoader, webpLoader, giveBack } = environment;
  return {
    name: Object.entries(CODEC_VERSIONS)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
    decodeJpeg: emscriptenDecoder(
      jpegLoader,
      () => loadProgram("mozjpeg_dec.wasm"),
      JPEG_OPTIONS,
      giveBack,
    ),
    decodePng: createPngCodec(() => loadProgram("squoosh_png_bg.wasm")),
    decodeWebp: emscriptenDecoder(webpLoader, () => loadProgram("webp_dec.wasm"), [], giveBack),
  };
}

/** Whether orientation is applied: never, the caller wants the pixels as they are stored. */
export const JPEG_OPTIONS = [false] as const;

function emscriptenDecoder(
  loader: () => Promise<EmscriptenLoader>,
  load: () => Promise<WasmProgram>,
  options: readonly boolean[],
  giveBack: CodecEnvironment["giveBack"],
): (bytes: Uint8Array) => Promise<RgbaPicture> {
  let lines: string[] = [];
  let codec: Promise<EmscriptenCodec> | null = null;

  async function start(): Promise<EmscriptenCodec> {
    const [create, program] = await Promise.all([loader(), load()]);
    return create({
      ...emscriptenStart(program),
      print: (line) => lines.push(line),
      printErr: (line) => lines.push(line),
    });
  }

  return async (bytes) => {
    codec ??= start();
    const current = codec;
    try {
      const { decode } = await current;
      // From here to the end nothing waits, so calls at the same time do not meet in the memory.
      lines = [];
      const picture = asPicture(decode(bytes, ...options), lines);
      if (picture.data.length > LARGE_PICTURE) codec = null;
      const { buffer } = picture.data;
      return giveBack === undefined ? picture : { ...picture, giveBack: () => giveBack(buffer) };
    } catch (cause) {
      if (codec === current) codec = null;
      throw new Error(lines.join("; ") || "the codec gave no picture", { cause });
    }
  };
}

/** The result of `decode`: an object in the form of the page's ImageData, or null. */
function asPicture(result: unknown, warnings: readonly string[]): RgbaPicture {
  if (
    typeof result !== "object" ||
    result === null ||
    !("width" in result && "height" in result && "data" in result) ||
    typeof result.width !== "number" ||
    typeof result.height !== "number" ||
    !(result.data instanceof Uint8ClampedArray)
  ) {
    throw new Error("the codec gave no picture");
  }
  const { buffer, byteOffset, length } = result.data;
  const data = new Uint8Array(buffer, byteOffset, length);
  return { widthPx: result.width, heightPx: result.height, data, warnings };
}
