import type { Pixels } from "./pixel-decoder.js";
import { type EmscriptenStart, emscriptenStart, type WasmProgram } from "./wasm-program.js";

/**
 * Port: pixels to the bytes of a JPEG file. The file holds the pixels and nothing else: no EXIF, no
 * profile, no comment. The same pixels and quality give the same bytes.
 */
export interface JpegEncoder {
  /**
   * @param rgb 8-bit RGB
   * @param quality 1 to 100
   */
  encode(rgb: Pixels, quality: number): Promise<Uint8Array>;
}

/** What an environment has to give for the encoder to run in it. */
export interface JpegEncoderEnvironment {
  readonly loadProgram: () => Promise<WasmProgram>;
  readonly loader: () => Promise<JpegEncoderLoader>;
}

/** The loader that emscripten made for the encoder; its default export. */
export type JpegEncoderLoader = (options: EmscriptenStart) => Promise<{
  encode(rgba: Uint8Array, widthPx: number, heightPx: number, options: object): Uint8Array;
}>;

/** The defaults of @jsquash/jpeg 1.6.0, which the program wants one and all. */
const OPTIONS = {
  baseline: false,
  arithmetic: false,
  progressive: true,
  optimize_coding: true,
  smoothing: 0,
  color_space: 3, // YCbCr
  quant_table: 3,
  trellis_multipass: false,
  trellis_opt_zero: false,
  trellis_opt_table: false,
  trellis_loops: 1,
  auto_subsample: true,
  chroma_subsample: 2,
  separate_chroma_quality: false,
  chroma_quality: 75,
};

/** MozJPEG of @jsquash/jpeg, loaded at its first use. */
export function createWasmJpegEncoder(environment: JpegEncoderEnvironment): JpegEncoder {
  let started: ReturnType<JpegEncoderLoader> | null = null;

  async function start(): ReturnType<JpegEncoderLoader> {
    const [create, program] = await Promise.all([environment.loader(), environment.loadProgram()]);
    return create(emscriptenStart(program));
  }

  return {
    async encode(rgb, quality) {
      started ??= start();
      const { widthPx, heightPx } = rgb;
      const codec = await started;
      return codec.encode(withAlpha(rgb), widthPx, heightPx, { ...OPTIONS, quality });
    },
  };
}

/** The program takes four values a pixel. */
function withAlpha({ data, widthPx, heightPx }: Pixels): Uint8Array {
  const rgba = new Uint8Array(widthPx * heightPx * 4).fill(255);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba[to] = data[from]!;
    rgba[to + 1] = data[from + 1]!;
    rgba[to + 2] = data[from + 2]!;
  }
  return rgba;
}
