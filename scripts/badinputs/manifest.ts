import { existsSync } from "node:fs";
import { join } from "node:path";
import { HomegroundError } from "../../src/core/errors.js";
import { readJson } from "../read-json.js";

/** The class of a case's end: stopped with a named code; went on and said what is wrong; went through. */
export type Outcome = "error" | "warning" | "accepted";

/** A case of `manifest.json`, as far as it is looked at here. */
export interface BadInput {
  readonly id: string;
  readonly area: string;
  /** Where the input is met, in words. */
  readonly command: string;
  readonly outcome: Outcome;
  readonly alsoFine?: readonly Outcome[];
  /** The code that is proposed. */
  readonly code?: string;
  readonly keep?: Readonly<Record<string, number>>;
  readonly limits?: { readonly seconds: number; readonly mib: number };
  readonly never?: readonly string[];
}

/** A line of the results. */
export interface CaseResult {
  readonly id: string;
  readonly outcome: Outcome;
  readonly code?: string;
  readonly keep?: Readonly<Record<string, number>>;
  /**
   * Of processors, beyond the limit of the case those of an ordinary machine; of the clock where the
   * run was killed.
   */
  readonly seconds: number;
  readonly mib?: number;
  readonly violations?: readonly string[];
  /** What the program said, for whoever reads the line. */
  readonly said?: string;
}

/**
 * Cases whose manifest says another number than their files have, and why. What is kept there is not
 * compared.
 */
export const MISCOUNTED: ReadonlyMap<string, string> = new Map([
  [
    "coco-file-name-url",
    "two of its four annotations are on the picture at an address, so that two are left, and not three",
  ],
]);

/** @throws HomegroundError `input/not-found`, `input/not-json` */
export function readManifest(folder: string): readonly BadInput[] {
  return (readJson(join(folder, "manifest.json")) as { readonly cases: readonly BadInput[] }).cases;
}

/**
 * Sees that the files of all cases are there, before any is run.
 *
 * @param cases of the manifest of `folder`
 * @throws HomegroundError `input/not-found`, with the command that makes what is missing
 */
export function checkMade(folder: string, cases: readonly BadInput[]): void {
  const missing = cases.filter(({ id }) => !existsSync(join(folder, id)));
  if (missing.length === 0) return;
  const areas = [...new Set(missing.map(({ area }) => area))];
  throw new HomegroundError("input/not-found", {
    what: `the manifest lists ${cases.length} cases, and ${missing.length} of them (${areas.join(", ")}) have no folder`,
    where: join(folder, missing[0]!.id),
    fix: `Make all of them with \`node make.mjs FOLDER\`, or one area with \`node make.mjs FOLDER --only=${areas[0]}\`, by the make.mjs beside the README of the cases. FOLDER is empty or made by it before, and is what this command takes`,
  });
}

/**
 * Why a result is not as the manifest says; empty when it is.
 *
 * @param isCodeMeant whether the code is the one that is expected, and not a proposal
 */
export function differences(wanted: BadInput, got: CaseResult, isCodeMeant = false): string[] {
  const why: string[] = [];
  const fine = [wanted.outcome, ...(wanted.alsoFine ?? [])];
  if (!fine.includes(got.outcome)) why.push(`${got.outcome}, expected ${fine.join(" or ")}`);
  if (isCodeMeant && got.outcome === wanted.outcome && got.code !== wanted.code) {
    why.push(`${got.code ?? "no code"}, expected ${wanted.code ?? "no code"}`);
  }
  for (const [what, count] of Object.entries(wanted.keep ?? {})) {
    const kept = got.keep?.[what];
    if (got.outcome === wanted.outcome && kept !== count && !MISCOUNTED.has(wanted.id)) {
      why.push(`kept ${kept ?? "no number of"} ${what}, expected ${count}`);
    }
  }
  const { limits } = wanted;
  if (limits !== undefined) {
    if (got.seconds > limits.seconds) why.push(`${got.seconds} s, at most ${limits.seconds} s`);
    if (got.mib !== undefined && got.mib > limits.mib) {
      why.push(`${got.mib} MiB, at most ${limits.mib} MiB`);
    }
  }
  return [...why, ...(got.violations ?? [])];
}
