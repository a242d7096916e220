import process from "node:process";
import type { Json } from "../../core/canonical-json.js";
import { closingLines, plainSummary, terminalSummary } from "../../reports/terminal.js";
import type { EvaluationResult } from "../../results/result.js";
import { refuseExisting } from "../files/refuse-existing.js";
import type { CommandIo, CommandResult } from "./command.js";
import { keptFiles } from "./evaluate-files.js";
import type { WrittenEvaluation } from "./evaluate-outputs.js";
import type { EvaluateOptions } from "./evaluate-request.js";
import { runEvaluation } from "./evaluate-run.js";
import { EXIT } from "./exit-codes.js";
import type { ShareWords, SignOption } from "./share.js";
import { terminalLook } from "./terminal-look.js";

/** The options of `homeground evaluate` alone, beside those of every evaluation. */
export interface EvaluateCommandOptions extends EvaluateOptions, ShareWords, SignOption {
  /** Where what could be sent to the authors of a record is written. */
  readonly share?: string | undefined;
  /** Whether counts of the record's classes are in it, without small ones. */
  readonly shareClasses?: true | undefined;
}

/**
 * `homeground evaluate IMAGES --labels PATH (--model MODEL | --predictions PATH)`.
 *
 * @param command the words after `homeground`, to run it again
 */
export async function evaluate(
  imagesPath: string,
  options: EvaluateCommandOptions,
  io: CommandIo,
  command: readonly string[] = ["evaluate", imagesPath, ...process.argv.slice(4)],
): Promise<CommandResult> {
  const { share, shareClasses, place, month, sign } = options;
  const isAsked = (share ?? shareClasses ?? place ?? month ?? sign) !== undefined;
  const sharing = isAsked ? await import("./share.js") : null;
  const words = sharing?.sharedWords(options) ?? {};
  if (shareClasses === true) sharing?.checkShareClasses(options);
  if (share !== undefined) await refuseExisting(share);
  const key = (await sharing?.signingKey(options, io)) ?? null;
  const started = io.now();
  const written = await runEvaluation(imagesPath, options, { command, progress: "Scoring" }, io);
  const { result } = written;
  const text = textOf(written, options, (io.now() - started) / 1000, io);
  const shared =
    share === undefined || sharing === null
      ? ""
      : `\n\n${await sharing.shareRun(share, written, { ...words, key, withClasses: shareClasses === true }, io)}`;
  return {
    text: text + shared,
    json: result as unknown as Json, // numbers are finite or null: the schema says so
    status: gateStatus(result, options.gate === true),
  };
}

function textOf(
  { result, report, paths }: WrittenEvaluation,
  options: EvaluateOptions,
  seconds: number,
  io: CommandIo,
): string {
  if (options.quiet) return `${report.headline}\n${paths.report}`;
  if (!io.terminal.interactive) {
    return `${plainSummary(report, paths)}\nimport ${paths.imports}`;
  }
  const look = terminalLook(io.terminal);
  const closing = closingLines(
    {
      next: [{ command: `open ${paths.report}` }],
      folder: `${options.out.replace(/\/+$/, "")}/`,
      files: keptFiles(result),
      seconds,
      engine: engineName(result.software.engine),
    },
    look,
  );
  return `${terminalSummary(report, look)}\n\n${closing}`;
}

/** `wasm`, `native`; null where predictions came from a file. */
export function engineName(engine: string | null): string | null {
  if (engine === null) return null;
  if (engine.startsWith("endpoint ")) return "endpoint";
  return engine.startsWith("onnxruntime-web") ? "wasm" : "native";
}

/** With `--gate`: 3 when any claim fails, else 4 when any cannot be told yet. */
function gateStatus({ verdicts }: EvaluationResult, gate: boolean): number {
  if (!gate) return EXIT.done;
  if (verdicts.some(({ verdict }) => verdict === "fails")) return EXIT.gateFails;
  return verdicts.some(({ verdict }) => verdict === "cannot-tell")
    ? EXIT.gateCannotTell
    : EXIT.done;
}
