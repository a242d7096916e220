import { EXIT } from "../../src/node/cli/exit-codes.js";
import type { EvaluationResult, ResultListed } from "../../src/results/result.js";
import type { ChildRun } from "./child.js";
import type { BadInput, CaseResult } from "./manifest.js";

/** What a run came to, as the program itself says it. */
export interface Ending extends Pick<CaseResult, "outcome" | "code" | "keep"> {
  /** The result; null where the run stopped. */
  readonly result: EvaluationResult | null;
  readonly violations: readonly string[];
}

/** A case that its own code has met, and what of its programs is held to limits. */
export interface Met {
  readonly run: ChildRun;
  readonly ending: Ending;
}

/**
 * Notes that are no problem: they say what was done to a picture before the model saw it, how boxes
 * became labels, which default was taken, or that there are few images. Every other note, every listed image and every problem of a table is one.
 */
const MERE_NOTES: ReadonlySet<string> = new Set([
  "image/truncated",
  "image/first-frame",
  "image/colour-converted",
  "image/profile-ignored",
  "image/codec-warning",
  "image/orientation-applied",
  "image/depth-reduced",
  "image/alpha-flattened",
  "image/extension-mismatch",
  "image/private-metadata",
  "threshold/default",
  "slices/too-small",
  "slices/left-aside",
  "predictions/boxes-collapsed",
  "labels/boxes-collapsed",
]);

/** Reads how a run ended from its status and what it printed. */
export function endingOf(run: ChildRun, { code: proposed, keep }: BadInput): Ending {
  const violations: string[] = [];
  if (run.isTimedOut) {
    return { outcome: "error", code: "none (killed)", result: null, violations: ["hang"] };
  }
  const knownStatus = Object.values(EXIT).some((status) => status === run.status);
  const trace = /^\s+at .+:\d+:\d+\)?$/m.test(run.err);
  if (!knownStatus || trace) violations.push("crash");
  if (run.status !== EXIT.done) {
    const code = /^error ([a-z][a-z0-9-]*\/[a-z0-9-]+): .+ — .+ — .+$/m.exec(run.err)?.[1];
    if (code === undefined || code === "internal/bug") violations.push("crash");
    return { outcome: "error", ...(code ? { code } : {}), result: null, violations };
  }
  const result = parseResult(run.out);
  if (result === null) {
    return { outcome: "error", result, violations: [...violations, "crash"] };
  }
  const { problems, notes } = whatIsSaid(result);
  const kept = keptOf(result, keep ?? {});
  return {
    outcome: problems.length > 0 ? "warning" : "accepted",
    ...codeAmong(problems.length > 0 ? problems : notes, proposed),
    ...(kept === null ? {} : { keep: kept }),
    result,
    violations,
  };
}

function parseResult(text: string): EvaluationResult | null {
  try {
    return JSON.parse(text) as EvaluationResult; // validated against its schema by other tests
  } catch {
    return null;
  }
}

/** Codes of what is a problem and of what is only worth a note. */
function whatIsSaid({ inputs }: EvaluationResult): {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
} {
  const notes = inputs.notes.map(({ code }) => familyCode("note", code));
  const imports = (inputs.imports ?? []).flatMap(({ problems }) =>
    problems.map(({ code }) => code),
  );
  const isMere = (code: string): boolean => MERE_NOTES.has(code);
  return {
    problems: [
      ...inputs.listed.map(listedCode),
      ...[...notes, ...imports].filter((code) => !isMere(code)),
    ],
    notes: [...notes, ...imports].filter(isMere),
  };
}

/** The error behind a listed image where one is named, otherwise the reason why it is listed. */
function listedCode({ code, error }: ResultListed): string {
  return error ?? familyCode("listed", code);
}

/** The reasons of the public contract have no family: `several-labels`. */
function familyCode(family: string, code: string): string {
  return code.includes("/") ? code : `${family}/${code}`;
}

/** The proposed code if it is among them, otherwise the first. */
function codeAmong(codes: readonly string[], proposed: string | undefined): { code?: string } {
  const code = codes.find((one) => one === proposed) ?? codes[0];
  return code === undefined ? {} : { code };
}

function keptOf(
  { inputs }: EvaluationResult,
  wanted: Readonly<Record<string, number>>,
): Record<string, number> | null {
  const objects = (role: "labels" | "predictions") =>
    inputs.imports?.find((one) => one.role === role)?.objects ?? null;
  const counts: Readonly<Record<string, number | null>> = {
    images: inputs.scored,
    rows: inputs.scored,
    annotations: objects("labels"),
    detections: objects("predictions"),
  };
  const kept: Record<string, number> = {};
  for (const what of Object.keys(wanted)) {
    const count = counts[what] ?? null;
    if (count !== null) kept[what] = count;
  }
  return Object.keys(kept).length === 0 ? null : kept;
}
