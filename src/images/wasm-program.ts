/** A compiled WebAssembly program. Each instance has a memory of its own. */
export interface WasmProgram {
  readonly instantiate: (imports: WasmImports) => WasmInstance;
}
/** Functions by module and name; emscripten and wasm-bindgen import nothing else. */
export type WasmImports = Readonly<
  Record<string, Readonly<Record<string, (...values: never[]) => unknown>>>
>;
export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

/** Pictures of more values than this leave a memory behind that is not worth keeping. */
export const LARGE_PICTURE = 4 * 16_000_000;
