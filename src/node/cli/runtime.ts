import process from "node:process";
import { HomegroundError } from "../../core/errors.js";
import { addNativeRuntime } from "../inference/add-native.js";
import type { NativeFinding, NativePlace } from "../inference/find-native.js";
import { describeRuntimes } from "../inference/runtimes.js";
import type { CommandIo, CommandResult } from "./command.js";

/** `homeground runtime [add native]`: which engine scores images, and the way to the faster one. */
export async function runtime(
  action: string | undefined,
  engine: string | undefined,
  io: CommandIo,
): Promise<CommandResult> {
  if (action === undefined) return describe();
  if (action !== "add" || engine !== "native") {
    throw new HomegroundError("usage/bad-option", {
      what: `runtime does not know ${JSON.stringify([action, engine ?? ""].join(" ").trim())}`,
      where: "homeground runtime",
      fix: "Write homeground runtime, or homeground runtime add native",
    });
  }
  io.err("Installing onnxruntime-node with npm; it is about 110 MB.");
  const { version, file } = await addNativeRuntime({ signal: io.signal });
  return {
    text: `Added onnxruntime-node ${version}. It is used from now on.`,
    json: { added: "onnxruntime-node", version, file },
  };
}

async function describe(): Promise<CommandResult> {
  const { choice, engine, native } = await describeRuntimes({ cwd: process.cwd() });
  const lines = [`Images are scored with ${engine}.`, choice.why, ""];
  lines.push("Looked for the native engine, which is several times faster:");
  for (const finding of native) lines.push(`  ${placeWords(finding.place)}: ${found(finding)}`);
  if (choice.kind === "wasm") lines.push("", "To add it: homeground runtime add native");
  return {
    text: lines.join("\n"),
    json: {
      engine,
      kind: choice.kind,
      why: choice.why,
      native: native.map((finding) => ({
        place: finding.place.kind,
        found: finding.isFound,
        detail: found(finding),
      })),
    },
  };
}

function placeWords({ kind }: NativePlace): string {
  switch (kind) {
    case "package":
      return "beside Homeground";
    case "project":
      return "in this folder's project";
    case "data-folder":
      return "in Homeground's own folder";
    default:
      return kind satisfies never;
  }
}

function found(finding: NativeFinding): string {
  return finding.isFound ? `version ${finding.version}` : finding.problem;
}
