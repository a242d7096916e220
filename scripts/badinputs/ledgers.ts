import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import type { Forecast } from "../../src/ledger/forecast.js";
import type { SharedFigure, SharedResult } from "../../src/ledger/shared-result.js";
import type { LedgerJson } from "../../src/node/cli/ledger.js";
import { type ChildRun, MAIN } from "./child.js";
import type { BadInput } from "./manifest.js";
import { type Ending, endingOf } from "./outcome.js";

/** What `mutation.json` asks for, of the entries of a ledger. */
export interface LedgerMutation {
  /** Of figures their values, or what else is set: `n=0`. */
  readonly set?: unknown;
  /** Numbers of results that something is foreseen from. */
  readonly keep?: readonly number[];
  /** Times that one result is added. */
  readonly repeat?: number;
}

/**
 * Shares a good result by the built program and makes of it what the case says.
 *
 * @param args of the evaluation that is shared
 * @param work folder for the shared results and the ledger
 * @returns the words after `homeground` that meet them
 */
export async function changedLedger(
  { set, keep, repeat = 1 }: LedgerMutation,
  args: readonly string[],
  work: string,
): Promise<readonly string[]> {
  const good = join(work, "shared.json");
  const ledger = join(work, "places");
  await run([...args, "--engine", "wasm", "--share", good]);
  const shared = JSON.parse(readFileSync(good, "utf8")) as SharedResult;
  if (keep !== undefined) {
    const most = Math.max(...keep);
    const files = Array.from({ length: most }, (_, i) => {
      const path = join(work, `place-${i}.json`);
      // Of another number of images each: the same ones would be one result.
      writeFileSync(
        path,
        JSON.stringify(withFigure(shared, { k: 4, n: 5 + i, value: 4 / (5 + i) })),
      );
      return path;
    });
    writeFileSync(join(work, "none.ndjson"), "");
    const ledgers = [join(work, "none.ndjson")];
    if (most > 1) {
      ledgers.push(join(work, "one"));
      await run(["ledger", "add", join(work, "one"), files[0]!]);
    }
    // The largest is what is measured.
    for (const path of ledgers) {
      const found = await run(["ledger", "forecast", path, "--metric", "accuracy", "--json", "-"]);
      checkForecast(JSON.parse(found) as Forecast);
    }
    await run(["ledger", "add", ledger, ...files]);
    return ["ledger", "forecast", ledger, "--json", "-"];
  }
  const files = (set as readonly (number | string)[] | undefined)?.map((value, i) => {
    const path = join(work, `wrong-${i}.json`);
    writeFileSync(path, wrongText(shared, value));
    return path;
  });
  return ["ledger", "add", ledger, ...(files ?? Array(repeat).fill(good)), "--json", "-"];
}

async function run(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args]);
  return stdout;
}

function withFigure(shared: SharedResult, change: Partial<SharedFigure>): SharedResult {
  const [first] = shared.figures;
  const figure = { ...first!, low: null, high: null, nEff: change.n ?? first!.n, ...change };
  const images = figure.n;
  const counts = { ...shared.counts, images, scored: images, listed: {} };
  return { ...shared, model: "d".repeat(64), evidence: null, counts, figures: [figure] };
}

function wrongText(shared: SharedResult, value: number | string): string {
  if (value === "NaN") {
    return JSON.stringify(withFigure(shared, { value: 0 })).replace('"value":0', '"value":NaN');
  }
  const n = typeof value === "string" ? Number(value.replace("n=", "")) : null;
  const [{ value: own } = { value: null }] = shared.figures;
  return JSON.stringify(
    withFigure(shared, n === null ? { value: value as number } : { value: own, n, nEff: n, k: n }),
  );
}

/** @throws Error where something is foreseen from too few */
function checkForecast({ next, average, atLeast, warnings }: Forecast): void {
  const isSaid = warnings.includes("ledger/too-few");
  if (next === null && average === null && atLeast === null && isSaid) return;
  throw new Error("something is foreseen from too few places");
}

/** How adding to a ledger or foreseeing from it ended, from its status and what it printed. */
export function ledgerEnding(ran: ChildRun, input: BadInput): Ending {
  const found = parsed(ran.out);
  if (ran.isTimedOut || found === null) return endingOf(ran, input);
  const violations: string[] = [];
  const codes =
    found.schema === "homeground.forecast/1"
      ? found.warnings
      : found.refused.map(({ code }) => code);
  if (found.schema === "homeground.forecast/1") {
    try {
      checkForecast(found);
    } catch {
      violations.push("wrong-number");
    }
  } else if ((ran.status === 0) !== (codes.length === 0)) violations.push("silent-drop");
  else if (found.entries > 1) violations.push("wrong-number");
  const code = codes.find((one) => one === input.code) ?? codes[0];
  const outcome = ran.status !== 0 ? "error" : code === undefined ? "accepted" : "warning";
  return { outcome, ...(code === undefined ? {} : { code }), result: null, violations };
}

function parsed(text: string): LedgerJson | Forecast | null {
  try {
    const { schema } = JSON.parse(text) as { readonly schema?: unknown };
    const isKnown = schema === "homeground.ledger/1" || schema === "homeground.forecast/1";
    return isKnown ? (JSON.parse(text) as LedgerJson | Forecast) : null;
  } catch {
    return null;
  }
}
