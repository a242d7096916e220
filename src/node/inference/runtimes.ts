import { HomegroundError, messageOf } from "../../core/errors.js";
import type { InferenceRuntime } from "../../models/inference-runtime.js";
import { dataFolder } from "../data-folder.js";
import { installation } from "../installation.js";
import { runtimeFolder } from "./add-native.js";
import { findNative, NATIVE_VERSION, type NativeFinding, type NativePlace } from "./find-native.js";

/** An engine that was chosen; plain data that another process can open. */
export type RuntimeChoice =
  | { readonly kind: "wasm"; readonly why: string }
  | {
      readonly kind: "native";
      readonly file: string;
      readonly version: string;
      readonly why: string;
    };

export interface RuntimeOptions {
  /** Only this engine; otherwise the native one where it works, and the built-in one elsewhere. */
  readonly prefer?: "native" | "wasm";
  /** Working folder, whose project may bring the native engine. */
  readonly cwd: string;
  /** Default: {@link dataFolder}. */
  readonly dataDir?: string;
}

/** What `homeground runtime` shows. */
export interface RuntimeDescription {
  readonly choice: RuntimeChoice;
  /** Name and version as results have them: `onnxruntime-node 1.30.0 (cpu)`. */
  readonly engine: string;
  /** Places that were looked at for the native engine, in order. */
  readonly native: readonly NativeFinding[];
  /** Where `addNativeRuntime` puts it. */
  readonly runtimeFolder: string;
}

/**
 * Chooses the engine. The native one is loaded once, to see that it works here.
 *
 * @throws HomegroundError `runtime/not-available` when `prefer` is native and it is not there
 */
export async function chooseRuntime(options: RuntimeOptions): Promise<RuntimeChoice> {
  return (await describeRuntimes(options)).choice;
}

/** @throws HomegroundError as {@link chooseRuntime} */
export async function describeRuntimes(options: RuntimeOptions): Promise<RuntimeDescription> {
  const dataDir = options.dataDir ?? dataFolder();
  const native = placesOf(options.cwd, dataDir).map(findNative);
  const { choice, engine } = await choose(options.prefer, native);
  return { choice, engine, native, runtimeFolder: runtimeFolder(dataDir) };
}

/** Opens what was chosen, in this process or in another one. */
export async function openRuntime(choice: RuntimeChoice): Promise<InferenceRuntime> {
  if (choice.kind === "native") {
    const { createNativeRuntime } = await import("./native-runtime.js");
    return createNativeRuntime(choice.file);
  }
  const { createWasmRuntime } = await import("./wasm-runtime.js");
  return createWasmRuntime();
}

function placesOf(cwd: string, dataDir: string): readonly NativePlace[] {
  return [
    { kind: "package", folder: installation().root },
    { kind: "project", folder: cwd },
    { kind: "data-folder", folder: runtimeFolder(dataDir) },
  ];
}

interface Chosen {
  readonly choice: RuntimeChoice;
  readonly engine: string;
}

async function choose(
  prefer: "native" | "wasm" | undefined,
  findings: readonly NativeFinding[],
): Promise<Chosen> {
  if (prefer === "wasm") return builtIn("it was asked for");
  const failures: string[] = [];
  for (const finding of findings) {
    if (!finding.isFound) continue;
    const { file, version, place } = finding;
    const why = prefer === "native" ? "it was asked for" : PLACE_WORDS[place.kind];
    const choice: RuntimeChoice = { kind: "native", file, version, why };
    try {
      return { choice, engine: (await openRuntime(choice)).engine };
    } catch (cause) {
      failures.push(messageOf(cause));
    }
  }
  if (prefer === undefined) {
    return builtIn(
      failures.length > 0 ? failures.join("; ") : "the native engine is not installed",
    );
  }
  throw new HomegroundError("runtime/not-available", {
    what: failures[0] ?? `onnxruntime-node ^${NATIVE_VERSION} is not installed`,
    where: findings.map(({ place }) => place.folder).join(", "),
    fix: "Run homeground runtime add native, or go on with the built-in engine",
  });
}

const PLACE_WORDS: Readonly<Record<NativePlace["kind"], string>> = {
  package: "it is installed beside homeground",
  project: "the project of this folder has it",
  "data-folder": "it was added with homeground runtime add native",
};

async function builtIn(why: string): Promise<Chosen> {
  const choice: RuntimeChoice = { kind: "wasm", why };
  return { choice, engine: (await openRuntime(choice)).engine };
}
