import { ENGINE_FILES, GRAPHICS_FILES } from "../../src/web/inference/programs-at.js";

/** The workers of the app: each one module with its chunks, by the name of its file. */
export const APP_WORKERS = {
  session: "src/web/session/session-worker.ts",
  scorer: "src/web/inference/scorer-worker.ts",
} as const;

/** A built program: the text of each file by its name. */
export type BuiltFiles = ReadonlyMap<string, string>;

/** As {@link APP_BINARIES}, of what an app may have beside them: the engine for graphics processors. */
export const GRAPHICS_BINARIES: ReadonlyMap<string, string> = new Map(
  GRAPHICS_FILES.map((file) => [`ort/${file}`, `onnxruntime-web/dist/${file}`] as const),
);

/** Files of packages that the app has as they are: path below the app's folder → path in node_modules. */
export const APP_BINARIES: ReadonlyMap<string, string> = new Map([
  ...ENGINE_FILES.map((file) => [`ort/${file}`, `onnxruntime-web/dist/${file}`] as const),
  ["codecs/mozjpeg_dec.wasm", "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"],
  ["codecs/mozjpeg_enc.wasm", "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm"],
  ["codecs/squoosh_png_bg.wasm", "@jsquash/png/codec/pkg/squoosh_png_bg.wasm"],
  ["codecs/webp_dec.wasm", "@jsquash/webp/codec/dec/webp_dec.wasm"],
]);
