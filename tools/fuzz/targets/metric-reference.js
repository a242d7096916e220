import { formatReference, parseReference } from "../../../src/metrics/reference.ts";

/** What is accepted is printed in a form that reads as the same reference. */
export function run(bytes) {
  const reference = parseReference(new TextDecoder().decode(bytes));
  const printed = formatReference(reference);
  if (formatReference(parseReference(printed)) !== printed) {
    throw new Error(`${JSON.stringify(printed)} is not read as itself`);
  }
}

export const seeds = [
  "accuracy",
  "recall{class=deer}",
  'recall{class="fox, red"}',
  "top-k-accuracy{k=5}",
  "ece{bins=15, binning=equal-mass}",
  "specificity{at-sensitivity=0.9,class=x}",
];
