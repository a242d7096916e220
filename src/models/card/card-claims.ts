import * as z from "zod/mini";
import { field, text, whole } from "./card-field.js";
import type { CardProblem } from "./card-problems.js";
import type { CardClaim } from "./card-types.js";

/** Behind the name of a field that is none, in the sentence about it. */
const OF_A_CLAIM = "of a claim";

const ON = z.strictObject(
  {
    labels: field(
      z.nullable(text()),
      "Label file of these images, relative to the card; null where it is not to be had.",
      { example: "../test/labels.csv" },
    ),
    where: field(
      z.array(z.record(z.string(), z.string())),
      "Rows that match any of these; inside one, every column must be equal. Empty: all rows.",
      { example: [{ site: "north" }] },
    ),
    images: field(whole(1), "Number of images.", { example: 500 }),
    text: field(text(), "Which images, in words.", { example: "500 images of the northern site" }),
  },
  OF_A_CLAIM,
);

/** A figure that the card states. No other fields are allowed in it. */
export const CLAIM = z.strictObject(
  {
    metric: field(text(), "Id of the metric, as options of the command line take it."),
    parameters: field(
      z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      "Parameters of the metric.",
      { example: { average: "macro" } },
    ),
    value: field(z.number(), "The figure, as a fraction where it is a share.", { example: 0.944 }),
    correct: field(z.nullable(whole(0)), "Right answers, where the figure is a share of `n`.", {
      example: 472,
    }),
    n: field(whole(1), "Units that the figure is of.", { example: 500 }),
    unit: field(z.enum(["image", "sequence", "object", "pixel"]), "What is counted.", {
      example: "image",
    }),
    low: field(z.nullable(z.number()), "Lower end of its interval.", { example: 0.92 }),
    high: field(z.nullable(z.number()), "Upper end.", { example: 0.961 }),
    level: field(
      z.nullable(z.number().check(z.gt(0), z.lt(1))),
      "Confidence level of the interval, above 0 and below 1.",
      { example: 0.95 },
    ),
    method: field(
      z.nullable(z.enum(["wilson", "clopper-pearson", "bootstrap-percentile"])),
      "How the interval was made.",
      { example: "wilson" },
    ),
    on: field(ON, "The images that it was measured on."),
    source: field(text(), "Who says so.", { example: "measured for this card" }),
  },
  OF_A_CLAIM,
);

/** @param claim of the shape of {@link CLAIM} @param problem takes what no field alone shows */
export function checkClaim({ correct, n, on }: CardClaim, problem: CardProblem): void {
  if (correct !== null && correct > n) problem("correct", `is ${correct} of n = ${n}`);
  if (on.where.some((row) => Object.keys(row).length === 0)) {
    problem("on.where", "has an entry without a column");
  }
}
