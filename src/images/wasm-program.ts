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

/** How the loaders that emscripten made get their program: it is compiled already. */
export interface EmscriptenStart {
  readonly noInitialRun: true;
  readonly locateFile: (name: string) => string;
  readonly instantiateWasm: (
    imports: WasmImports,
    done: (instance: WasmInstance) => void,
  ) => WasmInstance["exports"];
}

export function emscriptenStart(program: WasmProgram): EmscriptenStart {
  return {
    noInitialRun: true,
    locateFile: (name) => name,
    instantiateWasm(imports, done) {
      const instance = program.instantiate(imports);
      done(instance);
      return instance.exports;
    },
  };
}

/** Pictures of more values than this leave a memory behind that is not worth keeping. */
export const LARGE_PICTURE = 4 * 16_000_000;
