import { counted } from "../numbers.js";

/** What is seen on plots made of rulers, in a sentence. */

/** Where the local figure lies: wholly on the fine side of the limit, wholly on the other, or both. */
export type LimitSide = "fine" | "beyond" | "both";

/**
 * Where the figure lies; the ruler itself has its numbers.
 *
 * @param has whether there is a figure, and a range @param limit `your limit of 89.4%`, `the 90% you need`
 * @param fineSide where fine figures lie
 */
export function claimReading(
  has: "none" | "figure" | "range",
  limit: string,
  fineSide: "above" | "below",
  side: LimitSide,
): string {
  if (has === "none") return "There is no figure for your images, so none is drawn.";
  const name = has === "range" ? "Your whole range" : "Your figure";
  const other = fineSide === "above" ? "below" : "above";
  if (side === "both") return `Your range reaches over ${limit}: part of it is ${other}.`;
  return `${name} lies ${side === "fine" ? fineSide : other} ${limit}.`;
}

/** Said where the picture of both figures alone would let one expect another verdict. */
export const RESTS_ON_DIFFERENCE = "The verdict rests on the range of the difference.";

export const GAP_CAPTION = "The steps add up exactly. Each range holds on its own.";

export const FIGURES = {
  title: "All figures",
  caption: "The tracks run from 0 to 100%, or from 0 to 1, where nothing else is said.",
  figure: "Figure",
  value: "Value",
  rests: "Rests on",
  method: "Method",
  metric: "Metric",
  warnings: "Warnings",
} as const;

/** How many figures are drawn, and which of them is known least well. */
export function figuresReading(
  drawn: number,
  widest: { readonly label: string; readonly width: string } | null,
): string {
  if (drawn === 0) return "No figure is drawn; those that there are stand in the table.";
  const one = drawn === 1;
  if (widest === null)
    return `${counted(drawn, "figure")}, ${one ? "without" : "all without"} a range.`;
  const range = `a range of ${widest.width}`;
  if (one) return `“${widest.label}” has ${range}.`;
  return `The least certain of ${counted(drawn, "figure")} is “${widest.label}”, with ${range}.`;
}

/** Claim against local figure, and their difference. Values are text already. */
export const RULER = {
  needed: "Needed",
  published: "Published",
  yours: "Yours",
  asked: "what you asked for",
  exact: "no counts given, taken as exact",
  card: "model card, unverifiable, taken as exact",
  neededName: (v: { measure: string }) => `Needed and local ${v.measure}`,
  publishedName: (v: { measure: string }) => `Published and local ${v.measure}`,
  /** Where the sentence above has said the limit. */
  fine: "fine for you",
  fineNeed: (v: { limit: string; higher: boolean }) =>
    `fine for you: ${v.limit} or ${v.higher ? "more" : "less"}, what you need`,
  fineLimit: (v: { limit: string; higher: boolean }) =>
    `fine for you: ${v.higher ? "above" : "below"} ${v.limit}, your limit`,
  accuracyAxis: "Accuracy: of 100 images, how many get the right label",
  lowerIsBetter: " (lower is better)",
  minusNeeded: "Yours minus what is needed",
  minusPublished: "Yours minus published",
  subNeeded: "yours minus needed",
  subPublished: "yours minus published",
  difference: "Difference",
  noDifference: "no difference",
  differenceAxis: (v: { points: boolean; allowed: string | null; worse: string }) =>
    `${v.points ? "Points" : "Difference"}; right is better. Shaded: ${
      v.allowed === null
        ? "what you need or better"
        : `no more than ${v.allowed} ${v.worse}, your limit`
    }. Dashed: no difference.`,
  limit: "Your limit",
  allowed: "what you allowed",
  theNeed: (v: { limit: string }) => `the ${v.limit} you need`,
  theLimit: (v: { limit: string }) => `your limit of ${v.limit}`,
  worse: (v: { tolerance: string }) => `${v.tolerance} worse`,
  figure: "Figure",
  rests: "Rests on",
} as const;
