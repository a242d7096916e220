/** Takes something that is wrong with a field: `what` follows its name. */
export type CardProblem = (field: string, what: string) => void;

/** As {@link CardProblem}, of the fields of an object of the card. */
export function problemsIn(path: string, problem: CardProblem): CardProblem {
  return (field, what) => problem(`${path}.${field}`, what);
}
