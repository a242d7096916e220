/** What a record says beyond what it measured, or does not say though a reader needs it. */
export const LINT_CODES = {
  "lint/not-stated": "A part of the construct statement has no answer.",
  "lint/placeholder": "A part of the construct statement has an answer that says nothing.",
  "lint/over-reach": "A wording is wider than what was sampled or compared.",
  "lint/accuracy-imbalance": "Accuracy stands first where one class outnumbers another by far.",
  "lint/ranking-for-threshold": "A ranking stands first where a fixed threshold decides.",
  "lint/image-metric-for-counts": "A figure of images stands first where numbers of things decide.",
  "lint/average-for-each-class":
    "A figure that large classes make stands first where each class decides.",
  "lint/average-for-volume": "A mean over classes stands first where the share of images decides.",
  "lint/no-agreement": "How well those who labelled agree was not measured.",
  "lint/sampling-unknown": "It is not stated how the images were chosen.",
  "lint/no-clusters": "Several sites are named, and images count as independent.",
  "lint/uses-unknown": "It is not stated what else the test set was used for.",
  "lint/guessed-card": "The model's card was guessed, and nobody confirmed it.",
  "lint/chosen-on-test": "Something was chosen on the images that the figure is of.",
} as const;

export type LintCode = keyof typeof LINT_CODES;

/** `must`: to be answered before the record is published. */
export type LintSeverity = "warning" | "must";

export interface LintFinding {
  readonly code: LintCode;
  readonly severity: LintSeverity;
  /** Where the answer belongs, as in a facts file: `construct.agreement`, `scope.expected[0]`. */
  readonly field: string;
  /** What the words of the finding name: `word`, `need`, `metric`, `ratio` … */
  readonly values: Readonly<Record<string, string>>;
}
