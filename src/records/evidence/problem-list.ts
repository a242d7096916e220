import type { RecordCode, RecordProblem } from "../record/record-problem.js";

/** Differences as they are found: the first of each code are named, the rest counted. */
export interface ProblemList {
  add(code: RecordCode, what: string, where: string, severity?: RecordProblem["severity"]): void;
  addAll(problems: readonly RecordProblem[], more?: number): void;
  readonly problems: readonly RecordProblem[];
  /** Differences beyond those that are named. */
  readonly more: number;
  readonly errors: number;
}

const MOST_OF_A_CODE = 1000;

export function createProblemList(): ProblemList {
  const problems: RecordProblem[] = [];
  const counts = new Map<RecordCode, number>();
  let more = 0;
  let errors = 0;
  const addOne = (problem: RecordProblem): void => {
    if (problem.severity === "error") errors++;
    const count = (counts.get(problem.code) ?? 0) + 1;
    counts.set(problem.code, count);
    if (count <= MOST_OF_A_CODE) problems.push(problem);
    else more++;
  };
  return {
    problems,
    get more() {
      return more;
    },
    get errors() {
      return errors;
    },
    add: (code, what, where, severity = "error") => addOne({ code, severity, what, where }),
    addAll(found, beyond = 0) {
      for (const one of found) addOne(one);
      more += beyond;
      errors += beyond;
    },
  };
}
