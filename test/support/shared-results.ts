import {
  EMPTY_END,
  endAfter,
  type LedgerEntry,
  type LedgerLine,
  nextLine,
} from "../../src/ledger/ledger.js";
import type { SharedFigure, SharedResult } from "../../src/ledger/shared-result.js";
import { createNodeDigest } from "../../src/node/digest.js";

/** A shared result of k hits in n images. */
export function resultOf(k: number, n: number, more: Partial<SharedResult> = {}): SharedResult {
  const figure: SharedFigure = {
    metric: "accuracy",
    value: k / n,
    low: null,
    high: null,
    level: 0.95,
    method: "wilson",
    n,
    nEff: n,
    k,
    clusters: null,
  };
  return {
    schema: "homeground.shared-result/2",
    software: { name: "homeground", version: "1.0.0" },
    record: null,
    model: null,
    task: "classification",
    unit: "image",
    evidence: null,
    month: null,
    place: null,
    counts: { images: n, scored: n, listed: {}, classes: 2 },
    figures: [figure],
    classes: null,
    verdicts: [],
    scope: null,
    ...more,
  };
}

/** The lines of a ledger to which results were added in this order. */
export function ledgerLines(
  results: readonly SharedResult[],
  provenance: LedgerEntry["provenance"] = "told",
): LedgerLine[] {
  let end = EMPTY_END;
  return results.map((result) => {
    const line = nextLine(end, { provenance, result }, createNodeDigest);
    end = endAfter(line);
    return line;
  });
}
