import { type Surface, wordsFor } from "../../core/sentence.js";
import { capitalised, shown } from "../text.js";
import { BIASED_WITH_RANGE, FIGURE_WARNINGS } from "./warnings/figures.js";
import { MORE_WARNINGS } from "./warnings/more.js";
import type { WarningEntry, WarningTable } from "./warnings/types.js";
import { USE_WARNINGS } from "./warnings/uses.js";
import { VERDICT_WARNINGS } from "./warnings/verdicts.js";

/**
 * Every warning and reason code in words: a heading, what it means, and what to do. `{name}` is
 * filled from the facts that are known, `{name|text}` falls back to the text where it is not.
 */
export interface WarningWords {
  readonly title: string;
  readonly text: string;
  /** What to do about it, in the imperative. */
  readonly todo: string;
}

/** Values of the placeholders. */
export type WarningFacts = ReadonlyMap<string, string>;

const TABLE: WarningTable = {
  ...FIGURE_WARNINGS,
  ...VERDICT_WARNINGS,
  ...MORE_WARNINGS,
  ...USE_WARNINGS,
};

/** @returns words of the code, filled; for an unknown code its own name, so that nothing is hidden */
export function warningWords(
  code: string,
  facts: WarningFacts = new Map(),
  surface: Surface = "command",
): WarningWords {
  const entry = Object.hasOwn(TABLE, code) ? TABLE[code] : undefined;
  if (entry === undefined) {
    const name = shown(code, 60);
    return { title: name, text: `The run raised ${name}.`, todo: "See the documentation." };
  }
  return filled(entry, facts, surface);
}

/** Words of `interval/biased` on a figure that has a range, which the code alone does not tell. */
export function biasedRangeWords(facts: WarningFacts, surface: Surface): WarningWords {
  return filled(BIASED_WITH_RANGE, facts, surface);
}

function filled(
  [title, text, todo]: WarningEntry,
  facts: WarningFacts,
  surface: Surface,
): WarningWords {
  return {
    title: fill(title, facts),
    text: fill(text, facts),
    todo: fill(wordsFor(surface, todo), facts),
  };
}

/** A placeholder that begins a sentence begins it with a capital; nothing inside a fact is changed. */
function fill(template: string, facts: WarningFacts): string {
  return template.replace(
    /(\. )?\{(\w+)(?:\|([^}]*))?\}/g,
    (_match, stop = "", name: string, fallback = "", at: number) => {
      const text = facts.get(name) ?? fallback;
      return stop !== "" || at === 0 ? stop + capitalised(text) : text;
    },
  );
}

/** Codes that have words; for the test that METHODS' codes are all there. */
export const WARNING_CODES: readonly string[] = Object.keys(TABLE);
