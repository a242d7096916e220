import { HomegroundError } from "../../core/errors.js";
import { checkFeeds } from "../check-feeds.js";
import type {
  InferenceRuntime,
  LoadedModel,
  LoadOptions,
  Tensor,
  TensorInfo,
  TensorType,
} from "../inference-runtime.js";
import { loadError, runError } from "./ort-errors.js";

/**
 * The part of ONNX Runtime's JavaScript interface that is used: `onnxruntime-node` and
 * `onnxruntime-web` both have it. Written down here because neither is there when a user compiles
 * against this package's declarations.
 */
export interface OrtModule {
  readonly env: {
    logLevel?: string;
    readonly versions?: Readonly<Record<string, string | undefined>>;
    readonly wasm?: {
      numThreads?: number;
      wasmBinary?: ArrayBuffer;
      wasmPaths?: string | { mjs?: string | URL; wasm?: string | URL };
    };
  };
  readonly InferenceSession: {
    create(model: Uint8Array, options: OrtSessionOptions): Promise<OrtSession>;
  };
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => OrtTensor;
}

interface OrtLogOptions {
  readonly logSeverityLevel: number;
}

/** Fatal errors only: what goes wrong is in the exception, and the log would repeat it. */
const QUIET: OrtLogOptions = { logSeverityLevel: 4 };

interface OrtSessionOptions extends OrtLogOptions {
  readonly executionProviders: readonly string[];
  readonly intraOpNumThreads: number;
  readonly interOpNumThreads: number;
  readonly enableCpuMemArena?: boolean;
  readonly externalData?: readonly { readonly path: string; readonly data: Uint8Array }[];
}

interface OrtTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

interface OrtValueInfo {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

interface OrtSession {
  readonly inputMetadata: readonly OrtValueInfo[];
  readonly outputMetadata: readonly OrtValueInfo[];
  run(
    feeds: Readonly<Record<string, OrtTensor>>,
    fetches: readonly string[],
    options: OrtLogOptions,
  ): Promise<Readonly<Record<string, OrtTensor>>>;
  release(): Promise<void>;
}

/** ONNX Runtime's name of what computes. */
export type OrtProvider = "cpu" | "wasm" | "webgpu";

/**
 * An engine over either of ONNX Runtime's modules.
 *
 * @param engine name and version, as results show it
 * @param memory `enableCpuMemArena`: whether each model keeps the memory between its layers to itself
 */
export function createOrtRuntime(
  ort: OrtModule,
  engine: string,
  provider: OrtProvider,
  memory: Pick<OrtSessionOptions, "enableCpuMemArena"> = {},
): InferenceRuntime {
  ort.env.logLevel = "fatal";
  return {
    engine,
    async load(model, options) {
      const session = await createSession(
        ort,
        { executionProviders: [provider], ...memory },
        model,
        options,
      );
      return loadedModel(ort, session, options.name);
    },
  };
}

async function createSession(
  ort: OrtModule,
  engine: Pick<OrtSessionOptions, "executionProviders" | "enableCpuMemArena">,
  model: Uint8Array,
  options: LoadOptions,
): Promise<OrtSession> {
  if (model.length === 0) throw loadError(new Error("No graph was found"), options.name);
  const externalData = [...(options.externalData ?? [])].map(([path, data]) => ({ path, data }));
  try {
    return await ort.InferenceSession.create(model, {
      ...engine,
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      ...QUIET,
      ...(externalData.length === 0 ? {} : { externalData }),
    });
  } catch (cause) {
    throw loadError(cause, options.name);
  }
}

function loadedModel(ort: OrtModule, session: OrtSession, name: string): LoadedModel {
  const inputs = session.inputMetadata.map((info) => inputInfo(info, name));
  const outputs = session.outputMetadata.flatMap((info) => {
    const type = tensorType(info);
    return type === null ? [] : [tensorInfo(info, type)];
  });
  const fetches = outputs.map((output) => output.name);
  const underWay = new Set<Promise<unknown>>();
  let released: Promise<void> | null = null;

  const run = async (feeds: ReadonlyMap<string, Tensor>): Promise<ReadonlyMap<string, Tensor>> => {
    const given: Record<string, OrtTensor> = {};
    for (const [input, { type, data, shape }] of feeds) {
      given[input] = new ort.Tensor(type, data, shape);
    }
    try {
      const prediction = await session.run(given, fetches, QUIET);
      return new Map(fetches.map((output) => [output, portTensor(prediction[output]!)]));
    } catch (cause) {
      throw runError(cause, `${name}, output ${fetches.join(", ")}`);
    }
  };

  return {
    inputs,
    outputs,
    async run(feeds) {
      if (released !== null) throw releasedError(name);
      checkFeeds(feeds, inputs, name);
      const running = run(feeds);
      underWay.add(running);
      try {
        return await running;
      } finally {
        underWay.delete(running);
      }
    },
    release() {
      released ??= Promise.allSettled(underWay).then(() => session.release());
      return released;
    },
  };
}

function releasedError(name: string): HomegroundError {
  return new HomegroundError("argument/spent", {
    what: "the model was released",
    where: name,
    fix: "Load it again",
  });
}

const TENSOR_TYPES: ReadonlySet<string> = new Set([
  "float32",
  "float64",
  "float16",
  "uint8",
  "int8",
  "int32",
  "int64",
  "bool",
] satisfies TensorType[]);

function isTensorType(type: string | undefined): type is TensorType {
  return type !== undefined && TENSOR_TYPES.has(type);
}

function tensorType(info: OrtValueInfo): TensorType | null {
  return info.isTensor && isTensorType(info.type) ? info.type : null;
}

function inputInfo(info: OrtValueInfo, name: string): TensorInfo {
  const type = tensorType(info);
  if (type !== null) return tensorInfo(info, type);
  throw new HomegroundError("model/unsupported", {
    what: `the input ${info.name} takes ${info.type ?? "something that is no tensor"}`,
    where: name,
    fix: "Export the model so that it takes an image as numbers",
  });
}

function tensorInfo(info: OrtValueInfo, type: TensorType): TensorInfo {
  // A size that the model leaves open is a name, or −1, which WebAssembly shows as 2³² − 1.
  const isStated = (size: number | string): size is number =>
    typeof size === "number" && size >= 0 && size < 2 ** 31;
  const shape = (info.shape ?? []).map((size) => (isStated(size) ? size : -1));
  return { name: info.name, type, shape };
}

/** The engines hand out memory of its own for each prediction; only the kind of array is checked. */
function portTensor({ type, dims, data }: OrtTensor): Tensor {
  if (!isTensorType(type)) throw new TypeError(`unexpected tensor type ${type}`);
  return { type, shape: [...dims], data: portData(data) };
}

function portData(data: unknown): Tensor["data"] {
  if (data instanceof Float32Array || data instanceof Float64Array) return data;
  if (data instanceof Uint16Array || data instanceof Uint8Array) return data;
  if (data instanceof Int8Array || data instanceof Int32Array) return data;
  if (data instanceof BigInt64Array) return data;
  // Float16Array, where Node has it: the port wants the bit patterns.
  if (ArrayBuffer.isView(data) && data.byteLength % 2 === 0) {
    return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  }
  throw new TypeError("unexpected tensor data");
}
