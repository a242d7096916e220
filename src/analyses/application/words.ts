import { SPECIFICITY } from "../../metrics/predictions/specificity.js";
import { grouped, listed, percentDigits } from "../../reports/numbers.js";
import type { Extent } from "./extent.js";
import type { Area } from "./use.js";
import { extentFigures } from "./uses/extent-figures.js";

/** How a figure is written: whole things, a number with two digits behind the point, a share. */
export type FigureScale = "count" | "number" | "percent";

interface FigureWords {
  readonly name: string;
  readonly scale: FigureScale;
  /** What it says, for somebody who has not met it. */
  readonly means: string;
}

/** Every figure of a use. */
export const FIGURES: Readonly<Record<string, FigureWords>> = {
  "kept-animals": {
    name: "Images with an animal that are kept",
    scale: "count",
    means: "if those that the model calls empty were deleted",
  },
  events: {
    name: "Independent events",
    scale: "count",
    means: "visits of a species to a camera, images close in time being one",
  },
  "trap-rate": {
    name: "Events in 100 nights",
    scale: "number",
    means: "the trap rate, or relative abundance index: events in a hundred nights of one camera",
  },
  "abundance-index": {
    name: "Animals in 100 nights",
    scale: "number",
    means: "of each event the most animals on one image, in a hundred nights of one camera",
  },
  richness: { name: "Species", scale: "count", means: "how many were seen" },
  chao1: {
    name: "Species with those not seen (Chao1)",
    scale: "number",
    means: "at least as many live there, by how many were seen once and twice",
  },
  "rarefied-richness": {
    name: "Species among equally many",
    scale: "number",
    means: "how many would be expected among as many events as the side with fewer has",
  },
  shannon: {
    name: "Diversity (Shannon)",
    scale: "number",
    means: "higher where there are many species and none is most of them",
  },
  "hill-1": {
    name: "Common species (Hill, q = 1)",
    scale: "number",
    means: "as many equally common species would be as diverse",
  },
  "hill-2": {
    name: "Very common species (Hill, q = 2)",
    scale: "number",
    means: "the same, where rare species count less",
  },
  "community-overlap": {
    name: "Likeness of the communities",
    scale: "percent",
    means: "1 − Bray–Curtis: 100% where both sides have equally much of each species",
  },
  "naive-occupancy": {
    name: "Sites with a detection",
    scale: "percent",
    means: "the share of cameras that saw it at all",
  },
  occupancy: {
    name: "Occupancy ψ",
    scale: "percent",
    means: "the share of sites where it lives, also where no day showed it",
  },
  "detection-probability": {
    name: "Detection p",
    scale: "percent",
    means: "how often a day at a site where it lives shows it",
  },
  "activity-overlap": {
    name: "Overlap of activity over the day",
    scale: "percent",
    means: "100% where the times of its events make the same curve",
  },
  density: {
    name: "Density by distances",
    scale: "number",
    means:
      "animals for each area that is effectively seen, by how sightings thin out with distance",
  },
  sensitivity: { name: "Found of those that have it", scale: "percent", means: "sensitivity" },
  [SPECIFICITY.id]: {
    name: "Let pass of those that do not",
    scale: "percent",
    means: SPECIFICITY.name,
  },
  "likelihood-ratio-positive": {
    name: "Likelihood ratio of a call",
    scale: "number",
    means: "so many times likelier is a call on one that has it",
  },
  "likelihood-ratio-negative": {
    name: "Likelihood ratio of no call",
    scale: "number",
    means:
      "so many times as likely is no call on one that has it; the nearer to 0, the more it rules out",
  },
  ppv: { name: "Have it of those called", scale: "percent", means: "PPV at the prevalence" },
  npv: {
    name: "Do not have it of those not called",
    scale: "percent",
    means: "NPV at the prevalence",
  },
  "sensitivity-at-95-specificity": {
    name: "Found where 5 of 100 are called in vain",
    scale: "percent",
    means: "sensitivity at a specificity of 95%",
  },
  "net-benefit": {
    name: "Net benefit",
    scale: "number",
    means: "hits less false alarms, weighed, for each one tested",
  },
  "net-benefit-of-all": {
    name: "Net benefit of calling all",
    scale: "number",
    means: "what the model has to be better than",
  },
  "escapes-per-thousand": {
    name: "Escapes of 1,000",
    scale: "number",
    means: "have it and slip through",
  },
  "false-rejects-per-thousand": {
    name: "False rejects of 1,000",
    scale: "number",
    means: "do not have it and are thrown out",
  },
  cost: { name: "Cost of mistakes a unit", scale: "number", means: "at the answers as they are" },
  "cheapest-threshold": {
    name: "Cheapest threshold",
    scale: "number",
    means: "at which mistakes on these images would cost least",
  },
  "cost-at-cheapest": {
    name: "Cost a unit there",
    scale: "number",
    means: "each fifth of the images at the threshold that is cheapest on the others",
  },
  "same-answer": {
    name: "Same answer every time",
    scale: "percent",
    means: "of what was photographed several times",
  },
  ...extentWords("area", "Area"),
  ...extentWords("volume", "Volume"),
};

/** Areas and volumes are told alike. */
function extentWords(kind: Extent["kind"], name: string): Readonly<Record<string, FigureWords>> {
  const [mean, bias, lower, upper, concordance] = extentFigures(kind);
  return {
    [mean]: { name: `Mean ${kind}`, scale: "number", means: "how much is outlined, on average" },
    [bias]: {
      name: `${name}: mean difference`,
      scale: "number",
      means: "the model's less yours, where either outlines something",
    },
    [lower]: {
      name: `${name}: lower limit of agreement`,
      scale: "number",
      means: "about 95% of single differences lie between both limits (Bland and Altman)",
    },
    [upper]: { name: `${name}: upper limit of agreement`, scale: "number", means: "see there" },
    [concordance]: {
      name: `${name}: concordance (CCC)`,
      scale: "number",
      means: "Lin's: 1 where both are the same on every one",
    },
  };
}

/** A figure as it is written. */
export function figureText(scale: FigureScale, value: number): string {
  if (scale === "percent") return `${percentDigits(value, 1)}%`;
  if (scale === "count") return grouped(value);
  return numberText(value);
}

/** Two digits behind the point, four where the number is small, none where it is large. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  return grouped(value, size < 0.1 ? 4 : size < 1000 ? 2 : 0);
}

/** Of figures of the model alone. */
export const LOWER_IS_BETTER: ReadonlySet<string> = new Set([
  "likelihood-ratio-negative",
  "escapes-per-thousand",
  "false-rejects-per-thousand",
  "cost",
  "cost-at-cheapest",
]);

export const APPLICATION_WORDS = {
  title: "What its answers lead to",
  asks: {
    question: "What do its answers lead to?",
    lead: "Figures that are made of answers where a model is used, such as events, species, or what a call means, by its answers beside those by your labels.",
  },
  areas: {
    field: "In the field",
    clinic: "As a test",
    line: "On a line",
    outline: "How much is outlined",
  } as Readonly<Record<Area, string>>,
  lost: (v: { lost: string; of: string; share: string; range: string | null }) =>
    `If images that it calls empty were deleted, ${v.lost} of ${v.of} with an animal would be gone (${v.share}${v.range === null ? "" : ` ${v.range}`}).`,
  kept: (v: { of: string; range: string | null }) =>
    `If images that it calls empty were deleted, none of ${v.of} with an animal would be gone${v.range === null ? "" : `; up to ${v.range} of others like them may`}.`,
  apart: (v: { figures: readonly string[] }) =>
    `Against the labels its answers give ${listed(v.figures)}.`,
  more: (v: { name: string; by: string; range: string }) => `${v.name} ${v.by} higher ${v.range}`,
  fewer: (v: { name: string; by: string; range: string }) => `${v.name} ${v.by} lower ${v.range}`,
  alike: (v: { names: readonly string[] }) =>
    `${listed(v.names)}: not told apart from what the labels give.`,
  ppv: (v: { prevalence: string; ppv: string; range: string | null; label: string }) =>
    `Where ${v.prevalence} have it, ${v.ppv}${v.range === null ? "" : ` ${v.range}`} of those called ${v.label} do.`,
  escapes: (v: { escapes: string; rejects: string; label: string; unit: string }) =>
    `Of 1,000 ${v.unit}, ${v.escapes} are ${v.label} and slip through, ${v.rejects} are not and are called so.`,
  cost: (v: { cost: string; range: string | null; unit: string }) =>
    `Mistakes cost ${v.cost}${v.range === null ? "" : ` ${v.range}`} for each ${v.unit}.`,
  nothing: "No use of these answers can be told: what each would take is below.",
  sampled: (v: { groups: string }) => `Ranges of the field are over ${v.groups}.`,
  deployments: (v: { source: string; cameras: string; nights: string }) =>
    `${v.source}: ${v.cameras}, ${v.nights}.`,
  outside: (v: { images: string }) =>
    `${v.images} lie outside the period of their camera, or their camera has no row: they are in no rate and no occupancy.`,
  gap: (v: { minutes: string }) =>
    `An image begins another event where no image of the species was taken at that camera for ${v.minutes} minutes.`,
  moreLabels: (v: { labels: string }) => `${v.labels} more have no rows of their own.`,
  allOf: (area: string) => `${area}, all figures`,
  left: "What cannot be told here, and why",
  columns: {
    figure: "Figure",
    label: "Of",
    truth: "By labels",
    model: "By the model",
    difference: "Difference",
    value: "Value",
    n: "Rests on",
    warnings: "Look out",
    means: "What it says",
  },
  all: "all",
  none: "none",
  tables: {
    field: "By the labels, and by the model's answers",
    clinic: "What a call means",
    line: "What slips through, and what it costs",
    outline: "By your outlines, and by the model's",
  } as Readonly<Record<Area, string>>,
  perLabel: "Of each label",
  benefit: {
    title: "Net benefit by threshold",
    reading: (v: { better: string }) =>
      `Acting on the model is worth more than calling all, and than calling none, ${v.better}.`,
    between: (v: { ranges: readonly string[] }) => `at thresholds of ${listed(v.ranges)}`,
    nowhere: "at no threshold",
    caption:
      "Net benefit is hits less false alarms, each weighed by the odds of the threshold; calling none is 0.",
    x: "Threshold probability",
    y: "Net benefit",
    model: "The model",
    all: "Calling all",
  },
  costs: {
    title: "Cost by threshold",
    reading: (v: { threshold: string; cost: string }) =>
      `On these images mistakes cost least from a score of ${v.threshold} on: ${v.cost} a unit.`,
    caption: "The threshold was chosen on these images: on others it costs more.",
    x: "Threshold",
    y: "Cost a unit",
    line: "Cost",
  },
  density:
    "Densities are animals a square kilometre, from distances in metres, angles of view and moments.",
  extent: {
    /** In what areas and volumes are. */
    pixels: { area: "pixels", volume: "pixels times the thickness of a slice" },
    spaced: { area: "the square of the spacing's unit", volume: "the cube of the spacing's unit" },
    unit: (v: { kind: "area" | "volume"; unit: string; of: string }) =>
      `${v.kind === "area" ? "Areas" : "Volumes"} are in ${v.unit}, of each ${v.of}. Where neither outlines anything there is no difference to be off by: it counts in the mean, and not in the difference, the limits and the concordance.`,
    finding: (v: {
      kind: "area" | "volume";
      of: string;
      unit: string;
      lower: string;
      upper: string;
      mean: string;
    }) =>
      `The ${v.kind} of a single ${v.of} differs from yours by ${v.lower} to ${v.upper} in about 95% of them (limits of agreement), on average by ${v.mean}; in ${v.unit}.`,
    title: { area: "Difference by size of the area", volume: "Difference by size of the volume" },
    x: { area: "Mean of both areas", volume: "Mean of both volumes" },
    y: { area: "The model's area − yours", volume: "The model's volume − yours" },
    points: { area: "areas", volume: "volumes" },
    levels: { mean: "mean difference", lower: "lower limit", upper: "upper limit" },
    caption: "Each point is one in which either side outlines something, all labels together.",
    columns: { truth: "Yours", predicted: "The model's", difference: "Difference" },
  },
  limitation:
    "Figures of use take the labels, times and deployments that were given as they are; ranges are over what was sampled here.",
} as const;
