import type { Claim } from "../../claims/claim.js";
import { claimInWords } from "../../reports/claim-words.js";
import { type OpeningFacts, openingLines, plainOpening } from "../../reports/opening.js";
import type { CommandIo } from "./command.js";
import { terminalLook } from "./terminal-look.js";

/** Says on standard error what goes into a run, before it starts. */
export function showOpening(
  facts: Omit<OpeningFacts, "claims" | "fixedAt" | "clock"> & { readonly claims: readonly Claim[] },
  fixedAt: Date,
  io: CommandIo,
): void {
  const opening: OpeningFacts = {
    ...facts,
    claims: facts.claims.map((claim) => ({
      metric: claim.metric,
      value: claim.value,
      tolerance: claim.tolerance,
      kind: claim.evidence.kind === "requirement" ? "requirement" : "claim",
      inWords: claimInWords(claim),
    })),
    fixedAt: withoutFraction(fixedAt),
    clock: [fixedAt.getHours(), fixedAt.getMinutes()]
      .map((part) => String(part).padStart(2, "0"))
      .join(":"),
  };
  // A blank line keeps the answer apart on a terminal.
  io.err(
    io.terminal.live
      ? `${openingLines(opening, terminalLook(io.terminal))}\n`
      : plainOpening(opening),
  );
}

/** `2026-11-25T10:42:07Z`. */
export function withoutFraction(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}
