import { HomegroundError } from "../../core/errors.js";
import type { OnnxInspection, OnnxValue, OperatorCount } from "./onnx-inspect.js";

/** What a model file may ask for. */
export interface OnnxLimits {
  /** Largest file. */
  readonly maxBytes: number;
  /** Largest sum of the files that hold its weights. */
  readonly maxExternalBytes: number;
  /** Most nodes, subgraphs included. */
  readonly maxNodes: number;
  /** Largest sum of the inputs, and of the outputs, that have sizes in the file. */
  readonly maxTensorBytes: number;
}

/**
 * 2 GiB is what protocol buffers can hold, and half of what a program of WebAssembly can; no exporter makes
 * a tenth of that many nodes.
 */
export const DEFAULT_ONNX_LIMITS: OnnxLimits = {
  maxBytes: 2 ** 31 - 1,
  maxExternalBytes: 2 ** 33,
  maxNodes: 1_000_000,
  maxTensorBytes: 2 ** 31,
};

/** Newest versions that the engines of this program (ONNX Runtime 1.30) read. */
const NEWEST = { irVersion: 13, opset: 26 } as const;

/**
 * Refuses what no engine should be given, from what the file declares alone: damaged or impossible
 * models, too new versions, operators that need code of somebody else, weights in places outside
 * the model's folder. That files of weights are really there is for the caller to check.
 *
 * @param where names the file in errors
 * @throws HomegroundError `model/invalid`, `model/unsupported`, `model/custom-operator`,
 *   `model/external-data`, `model/too-large`, `model/memory`
 */
export function checkOnnx(inspection: OnnxInspection, limits: OnnxLimits, where: string): void {
  checkSizes(inspection, limits, where);
  checkVersions(inspection, where);
  checkTensorBytes(inspection.inputs, "inputs", limits.maxTensorBytes, where);
  checkTensorBytes(inspection.outputs, "outputs", limits.maxTensorBytes, where);
  checkOperators(inspection.operators, where);
  checkTensors(inspection, where);
  for (const { name, location } of inspection.external) {
    const problem = locationProblem(location);
    if (problem === null) continue;
    throw new HomegroundError("model/external-data", {
      what: `the weights ${JSON.stringify(name)} are to be read from ${shown(location)}, ${problem}`,
      where,
      fix: "Do not trust this file; a model's weights lie in it or beside it in its own folder",
    });
  }
}

function checkSizes(inspection: OnnxInspection, limits: OnnxLimits, where: string): void {
  const external = inspection.external.reduce((sum, { length }) => sum + length, 0);
  const [what, limit] =
    inspection.sizeBytes > limits.maxBytes
      ? [`the file has ${inspection.sizeBytes} bytes`, limits.maxBytes]
      : external > limits.maxExternalBytes
        ? [`the weights outside the file have ${external} bytes`, limits.maxExternalBytes]
        : [`the model has ${inspection.nodes} nodes`, limits.maxNodes];
  const isOver =
    inspection.sizeBytes > limits.maxBytes ||
    external > limits.maxExternalBytes ||
    inspection.nodes > limits.maxNodes;
  if (!isOver) return;
  throw new HomegroundError("model/too-large", {
    what: `${what}, more than ${limit}`,
    where,
    fix: "Use a smaller model",
  });
}

function checkVersions(inspection: OnnxInspection, where: string): void {
  const invalid = (what: string): HomegroundError =>
    new HomegroundError("model/invalid", {
      what,
      where,
      fix: "Export the model again, and check it with onnx.checker",
    });
  if (!inspection.hasGraph) throw invalid("the file has no graph, so there is nothing to run");
  if (!inspection.opsets.has("")) throw invalid("the file names no version of its operators");
  if (inspection.outputs.length === 0) throw invalid("the model has no outputs");
  const opset = inspection.opsets.get("") ?? 0;
  if (inspection.irVersion > NEWEST.irVersion) {
    throw tooNew("format (IR) version", inspection.irVersion, NEWEST.irVersion, where);
  }
  if (opset > NEWEST.opset) throw tooNew("operator set", opset, NEWEST.opset, where);
}

function tooNew(what: string, found: number, newest: number, where: string): HomegroundError {
  return new HomegroundError("model/unsupported", {
    what: `the model has ${what} ${found}, and ${newest} is the newest that the engines read`,
    where,
    fix: `Export the model again with opset_version=${NEWEST.opset} or lower`,
  });
}

/**
 * Refuses tensors that cannot be there while the model runs: those that go in and those that come
 * out, as far as the file gives their sizes (a size that is free counts as 1). What lies between
 * layers is not declared, and is known only when it is run.
 *
 * @throws HomegroundError `model/memory`
 */
export function checkTensorBytes(
  values: readonly Pick<OnnxValue, "name" | "type" | "shape">[],
  what: "inputs" | "outputs",
  maxBytes: number,
  where: string,
): void {
  const bytes = values.reduce((sum, value) => sum + bytesOfValue(value), 0);
  if (bytes <= maxBytes) return;
  const names = values.map(({ name, shape }) => `${shown(name)} of ${(shape ?? []).join(" × ")}`);
  throw new HomegroundError("model/memory", {
    what: `its ${what} (${shortList(names)}) take ${Math.ceil(bytes / 2 ** 20)} MiB, more than ${Math.floor(maxBytes / 2 ** 20)}`,
    where,
    fix: "Export the model for a smaller batch or image",
  });
}

function bytesOfValue({ type, shape }: Pick<OnnxValue, "type" | "shape">): number {
  const bytes = TYPE_BYTES.get(type) ?? 4;
  return (shape ?? []).reduce<number>(
    (product, size) => product * (typeof size === "number" ? Math.max(1, size) : 1),
    bytes,
  );
}

const TYPE_BYTES: ReadonlyMap<string, number> = new Map([
  ...(["float64", "int64", "uint64"] as const).map((type) => [type, 8] as const),
  ...(["float16", "bfloat16", "int16", "uint16"] as const).map((type) => [type, 2] as const),
  ...(["uint8", "int8", "bool"] as const).map((type) => [type, 1] as const),
]);

/** Operator domains that ONNX Runtime's own builds have. */
const KNOWN_DOMAINS: ReadonlySet<string> = new Set([
  "",
  "ai.onnx.ml",
  "com.microsoft",
  "com.microsoft.nchwc",
]);

function checkOperators(operators: readonly OperatorCount[], where: string): void {
  const custom = operators.filter(({ domain, local }) => !local && !KNOWN_DOMAINS.has(domain));
  if (custom.length === 0) return;
  const names = custom.map(({ domain, operator }) => shown(`${domain}:${operator}`));
  throw new HomegroundError("model/custom-operator", {
    what: `the model needs operators that come with somebody's own code: ${shortList(names)}`,
    where,
    fix: "Export the model with standard ONNX operators only",
  });
}

function checkTensors(inspection: OnnxInspection, where: string): void {
  const bad = inspection.badTensors;
  if (bad.length === 0) return;
  const texts = bad.map(({ name, what }) => `${JSON.stringify(name)} has ${what}`);
  throw new HomegroundError("model/invalid", {
    what: `weights do not fit their declaration: ${shortList(texts)}`,
    where,
    fix: "Download or export the model again",
  });
}

/** What is wrong with a place for weights, as written in the file; null when nothing is. */
function locationProblem(location: string): string | null {
  if (location === "") return "which is no place";
  if (location.includes("\0")) return "which no file can be called";
  if (/^[/\\]|^[A-Za-z]:|^[a-z][a-z0-9+.-]*:/i.test(location)) return "which is an absolute place";
  // A backslash parts folders on Windows and is a letter elsewhere: refused everywhere.
  if (location.includes("\\")) return "which has a backslash";
  if (location.split("/").includes("..")) return "which is outside the model's folder";
  return null;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}

const SHOWN_ITEMS = 5;

/** At most a few of many, and how many more there are. */
export function shortList(items: readonly string[]): string {
  const rest = items.length - SHOWN_ITEMS;
  const head = items.slice(0, SHOWN_ITEMS).join(", ");
  return rest > 0 ? `${head} and ${rest} more` : head;
}
