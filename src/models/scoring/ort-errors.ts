import { type ErrorCode, HomegroundError, messageOf } from "../../core/errors.js";

/** Words of ONNX Runtime's messages, what they come to, and what the user can do. */
const LOAD_FAILURES: readonly (readonly [pattern: RegExp, code: ErrorCode, fix: string])[] = [
  [
    /protobuf parsing failed|No graph was found/,
    "model/not-onnx",
    "Export the model to ONNX again, and check it with onnx.checker",
  ],
  [
    /external data/i,
    "model/external-data",
    "Keep the files of weights in the model's folder, under the names in the model",
  ],
  [
    /is not a registered function\/op|No Op registered|Could not find an implementation|Unsupported model IR version|official support for domain|Unsupported data type/,
    "model/unsupported",
    "Export the model with standard ONNX operators and opset 7 to 26",
  ],
  [
    /(failed to|could not|cannot) allocate|allocation failed|bad_alloc|out of memory|Tensor shape is too large/i,
    "model/too-large",
    "Use a smaller model or input size, or a machine with more memory",
  ],
];

const TOO_LARGE: ErrorCode = "model/too-large";

/** What the engine said while it loaded a model, as an error of ours. */
export function loadError(cause: unknown, name: string): HomegroundError {
  const message = readable(cause);
  for (const [pattern, code, fix] of LOAD_FAILURES) {
    if (!pattern.test(rawMessage(cause))) continue;
    return new HomegroundError(code, { what: message, where: name, fix, cause });
  }
  return new HomegroundError("model/load-failed", {
    what: `the engine refused the model: ${message}`,
    where: name,
    fix: "Export the model again, and check it with onnx.checker",
    cause,
  });
}

/** What the engine said while it ran a model, as an error of ours. */
export function runError(cause: unknown, name: string): HomegroundError {
  const message = readable(cause);
  const memory = LOAD_FAILURES.find(([, code]) => code === TOO_LARGE);
  if (memory?.[0].test(rawMessage(cause))) {
    return new HomegroundError(memory[1], { what: message, where: name, fix: memory[2], cause });
  }
  return new HomegroundError("model/run-failed", {
    what: `the engine failed while it ran the model: ${message}`,
    where: name,
    fix: "Run the model elsewhere on an image of the same size; if it works there, report it",
    cause,
  });
}

/**
 * Whether the engine itself broke: a WebAssembly trap, or a bare number in place of an error. Its
 * memory is then in no known state, and what it says afterwards is not to be believed.
 */
export function brokeEngine(error: unknown): boolean {
  const cause = error instanceof HomegroundError ? error.cause : undefined;
  return isTrap(cause) || typeof cause === "number";
}

/** `WebAssembly.RuntimeError`, by its name: traps of another realm count too. */
function isTrap(cause: unknown): boolean {
  return cause instanceof Error && cause.name === "RuntimeError";
}

function rawMessage(cause: unknown): string {
  // A WebAssembly trap rejects with a bare number or with an error that has no words of its own.
  if (typeof cause === "number") return `the engine stopped with status ${cause}`;
  const text = messageOf(cause);
  return text === "" ? "the engine gave no reason" : text;
}

const MAX_LENGTH = 300;

/** The engine's message without its source files, C++ signatures, error numbers and line breaks. */
function readable(cause: unknown): string {
  const text = rawMessage(cause)
    .replace(/^(Can't create a session|failed to call OrtRun\(\))\. ERROR_CODE: \d+, /, "")
    .replace(/^ERROR_MESSAGE: /, "")
    .replace(/\[ONNXRuntimeError\] : \d+ : [A-Z_]+ : /g, "")
    .replace(/(^|\s)\/\S+\.(cc|h):\d+ .*?\)( const)?\s/g, "$1")
    .replace(/(^|\s)\S+\.cc:\d+ \w+ /g, "$1")
    .replace(/\s+/g, " ")
    .trim();
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
