/** What a person asks once the answer is read, in the order in which it is asked. */
export const QUESTION_ORDER = [
  "do-now",
  "missed",
  "mixed-up",
  "why",
  "where",
  "alike",
  "sureness",
  "changed",
  "figures",
  "untold",
  "computed",
] as const;

export type QuestionId = (typeof QUESTION_ORDER)[number];
