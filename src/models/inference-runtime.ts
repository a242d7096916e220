/** Element types of a tensor that models of this program use, by their ONNX name. */
export type TensorType =
  | "float32"
  | "float64"
  | "float16"
  | "uint8"
  | "int8"
  | "int32"
  | "int64"
  | "bool";

/** A dense array with a shape, row-major. float16 data are its raw 16-bit patterns. */
export interface Tensor {
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly data:
    | Float32Array
    | Float64Array
    | Uint16Array
    | Uint8Array
    | Int8Array
    | Int32Array
    | BigInt64Array;
}

/** One input or output that a model declares. */
export interface TensorInfo {
  readonly name: string;
  readonly type: TensorType;
  /** −1 for a size that the model leaves open (a batch). */
  readonly shape: readonly number[];
}

/** A model that is ready to run. */
export interface LoadedModel {
  readonly inputs: readonly TensorInfo[];
  /** Those whose elements are of a {@link TensorType}; others are not computed. */
  readonly outputs: readonly TensorInfo[];
  /**
   * Runs the model once. Inputs are not kept after the promise settles; outputs are the caller's.
   * Calls may overlap; each gets its own outputs.
   *
   * @param feeds a tensor for each input, by name
   * @throws HomegroundError `model/bad-input`, `model/run-failed`, `argument/spent` once released
   */
  run(feeds: ReadonlyMap<string, Tensor>): Promise<ReadonlyMap<string, Tensor>>;
  /** Frees what the model holds, once the runs under way are over. May be called again. */
  release(): Promise<void>;
}

export interface LoadOptions {
  /** Most threads for one run; 1 gives the same numbers everywhere. */
  readonly threads: number;
  /** Name of the model in errors; its file. */
  readonly name: string;
  /**
   * Files that the model takes weights from, by the location that it names, `/` between folders.
   * An adapter reads no other file.
   */
  readonly externalData?: ReadonlyMap<string, Uint8Array>;
}

/**
 * Port: an engine that runs ONNX models. It gets the bytes of a model that was inspected
 * (`inspectOnnx`); it never opens files by itself.
 *
 * Every adapter passes test/contract/inference-runtime.ts.
 */
export interface InferenceRuntime {
  /** Name and version for results: `onnxruntime-node 1.30.0 (cpu)`. */
  readonly engine: string;
  /**
   * @param model not kept, and not changed
   * @throws HomegroundError `model/not-onnx`, `model/unsupported`, `model/external-data`,
   *   `model/too-large`, `model/load-failed`
   */
  load(model: Uint8Array, options: LoadOptions): Promise<LoadedModel>;
}
