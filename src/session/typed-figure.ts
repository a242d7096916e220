import type { Claim } from "../claims/claim.js";
import { parseClaim, parseRequirement, writtenClaim } from "../claims/claim-text.js";
import { errorWords, isHomegroundError } from "../core/errors.js";
import { claimMetrics } from "../evaluation/typed-metrics.js";
import { parseReference } from "../metrics/reference.js";
import { formatReference } from "../metrics/reference-text.js";
import { claimFigure, claimInWords } from "../reports/claim-words.js";

/** A figure as somebody types it into a form. */
export interface TypedFigure {
  readonly kind: "claim" | "requirement";
  /** `accuracy`, `recall{class=deer}`. */
  readonly metric: string;
  /** In any writing that a claim may have: `94,4 %`, `0.944`, `84/89`. */
  readonly figure: string;
  /** Images behind it, where they are told apart; null where not. */
  readonly images: number | null;
}

/** How a typed figure was read, or what is wrong with it. */
export type FigureReading =
  | {
      readonly kind: "read";
      /** As a claim or requirement is stored: `accuracy=0.944@84/89`. */
      readonly written: string;
      /** The same figure as a target, without its counts. */
      readonly target: string;
      /** `94.4 %: 84 of 89 right`. */
      readonly inWords: string;
      /** Images behind it; null where nobody knows. */
      readonly images: number | null;
    }
  | { readonly kind: "problem"; readonly what: string; readonly fix: string };

/** Reads a figure of a form by the same reader as the command line's options. */
export function readTypedFigure(typed: TypedFigure): FigureReading {
  try {
    return typed.kind === "claim" ? readClaim(typed) : readRequirement(typed);
  } catch (error) {
    if (!isHomegroundError(error)) throw error;
    const { what, fix } = errorWords("app", error);
    return { kind: "problem", what, fix };
  }
}

function readClaim({ metric, figure, images }: TypedFigure): FigureReading {
  // The tolerance is a field of its own: none is held against guessing here.
  const read = (text: string): Claim =>
    parseClaim(text, { metrics: claimMetrics(null), tolerance: 0, assumed: metric });
  const alone = read(figure);
  const hasOwn = alone.evidence.kind !== "point" || alone.images !== undefined;
  const claim = hasOwn || images === null ? alone : read(`${figure}@${images}`);
  return {
    kind: "read",
    written: writtenClaim(claim),
    target: writtenClaim({ ...alone, evidence: { kind: "point" } }),
    inWords: alone.metric === asWritten(metric) ? claimFigure(claim) : claimInWords(claim),
    images: claim.evidence.kind === "counts" ? claim.evidence.n : (claim.images ?? null),
  };
}

/** As results have it: parameters in their order, and those that are always told. */
function asWritten(metric: string): string {
  return formatReference(parseReference(metric));
}

function readRequirement({ metric, figure }: TypedFigure): FigureReading {
  const claim = parseRequirement(`${metric}>=${figure}`, claimMetrics(null));
  const written = `${claim.metric}>=${claim.value}`;
  return { kind: "read", written, target: written, inWords: claimInWords(claim), images: null };
}
