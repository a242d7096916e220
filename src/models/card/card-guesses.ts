/** A part of a card that nobody wrote as a card, and where it was taken from instead. */
export interface Guess {
  /** Fields of the card: `input.mean`. Of a classifier behind a detector: `classifier.input.mean`. */
  readonly fields: readonly string[];
  readonly value: string;
  /** Why this value, for people. */
  readonly why: string;
  /** `stated`: the model, or a file that came with it, says so. `assumed`: nothing does. */
  readonly basis: "stated" | "assumed";
}

/** Collects where the fields of a card come from. A field that is told already is not told again. */
export interface CardSources {
  readonly guesses: readonly Guess[];
  /** Something that model or neighbours say. */
  state(fields: readonly string[], value: string, why: string): void;
  /** Something that nothing says. */
  assume(fields: readonly string[], value: string, why: string): void;
}

export function createCardSources(): CardSources {
  const guesses: Guess[] = [];
  const known = new Set<string>();
  const add = (basis: Guess["basis"], fields: readonly string[], value: string, why: string) => {
    const fresh = fields.filter((field) => !known.has(field));
    for (const field of fresh) known.add(field);
    if (fresh.length > 0) guesses.push({ fields: fresh, value, why, basis });
  };
  return {
    guesses,
    state: (fields, value, why) => add("stated", fields, value, why),
    assume: (fields, value, why) => add("assumed", fields, value, why),
  };
}

/** The fields that are guesses: nothing says that they are so. */
export function assumedFields(guesses: readonly Guess[]): string[] {
  return guesses.flatMap(({ basis, fields }) => (basis === "assumed" ? fields : []));
}

/** Guesses about the classifier behind a detector, told apart from the detector's own. */
export function ofClassifier(guesses: readonly Guess[]): Guess[] {
  return guesses.map((guess) => ({
    ...guess,
    fields: guess.fields.map((field) => `classifier.${field}`),
  }));
}
