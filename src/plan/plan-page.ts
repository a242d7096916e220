import type { BlockPage } from "../reports/block-page.js";
import { csvTable } from "../reports/csv.js";
import { numberAxis, shareAxis } from "../reports/curve-axes.js";
import { list, untitledPlot } from "../reports/document-blocks.js";
import type { DocumentBlock } from "../reports/document-types.js";
import { grouped, percent } from "../reports/numbers.js";
import type { CurveLine, CurveView } from "../reports/plot-view.js";
import { shown } from "../reports/text.js";
import { warningWords } from "../reports/words/warnings.js";
import type { LabelPlan, PlanPoint } from "./plan-labels.js";
import { answerLine, basisLines, chanceText, goalLine } from "./plan-text.js";

/** Names of what a plan writes into its folder. */
export const PLAN_FILES = { page: "plan.html", curve: "plan.csv", plan: "plan.json" } as const;

/** How likely an answer is wanted to be (METHODS §4.2). */
const POWER = 0.8;

const WORDS = {
  title: "How many images to label",
  eyebrow: "A plan, before there are many labels",
  curve: "What more labels bring",
  x: (perCluster: number | null) =>
    perCluster === null ? "Labelled images" : `Labelled images, ${grouped(perCluster)} a group`,
  yPower: "How likely an answer is",
  yWidth: "Half of the range, in points",
  inGroups: "In groups as planned",
  asPlanned: "As planned",
  alone: "If images of one group were not alike",
  goal: "What is wanted",
  planned: "The plan",
  images: "Images",
  readingPower: (v: { images: string; power: string; least: string; low: string }) =>
    `${v.images} images decide with a chance of ${v.power}; ${v.least} images with one of ${v.low}. No number makes it certain.`,
  readingWidth: (v: { images: string; width: string; least: string; low: string }) =>
    `${v.images} images give a range of ± ${v.width} points; ${v.least} images one of ± ${v.low}. Half the range takes four times the labels.`,
  basis: "What this stands on",
  how: "How this was computed",
  howAssumed:
    "A plan carries as far as what it assumes, and promises nothing: the truth may lie nearer to the limit than is expected.",
  howGroups:
    "Images of one group tell less than as many on their own; more images of the same groups soon tell nothing new.",
  howPower: (v: { power: string }) =>
    `An answer is wanted with a chance of ${v.power}, if the truth is as expected. The curve is for one look; whoever looks again and again needs more.`,
  foot: "A static page. It runs nothing, sends nothing and loads nothing.",
} as const;

/** The page of a plan: how many images, the curve with its table, what it stands on. */
export function planPage(plan: LabelPlan, curve: readonly PlanPoint[], version: string): BlockPage {
  const { warnings, clusters, goal } = plan;
  const blocks = curve.length === 0 ? [] : [untitledPlot(curveView(plan, curve), PLAN_FILES.curve)];
  const basis: DocumentBlock[] = list([
    ...basisLines(plan).map((line) => shown(line, 600)),
    ...warnings.map((code) => warningWords(code).text),
  ]);
  const how = list([
    WORDS.howAssumed,
    ...(goal.kind === "width" ? [] : [WORDS.howPower({ power: percent(POWER, 0) })]),
    ...(clusters === null ? [] : [WORDS.howGroups]),
  ]);
  const parts = [
    { id: "curve", title: WORDS.curve, blocks },
    { id: "basis", title: WORDS.basis, blocks: basis },
    { id: "how", title: WORDS.how, blocks: how },
  ];
  return {
    title: WORDS.title,
    eyebrow: WORDS.eyebrow,
    heading: answerLine(plan),
    lead: `${shown(goalLine(plan), 300)}.`,
    sections: parts.filter((part) => part.blocks.length > 0),
    foot: WORDS.foot,
    made: `Homeground ${shown(version, 40)}`,
  };
}

/** `plan.csv`: all digits. */
export function planCsv({ goal }: LabelPlan, curve: readonly PlanPoint[]): string {
  const name = goal.kind === "width" ? "half_width" : "power";
  return csvTable(
    ["images", name, `${name}_if_independent`],
    curve.map(({ images, reached, alone }) => [images, reached, alone]),
  );
}

function curveView(
  { goal, images, perCluster }: LabelPlan,
  curve: readonly PlanPoint[],
): CurveView {
  const isWidth = goal.kind === "width";
  const wanted = isWidth ? goal.width : POWER;
  const text = (value: number): string =>
    isWidth ? `± ${grouped(100 * value, 1)}` : chanceText(value);
  const inGroups = curve.every(({ alone }) => alone !== null);
  const line = (
    name: string,
    style: CurveLine["style"],
    of: (one: PlanPoint) => number,
  ): CurveLine => ({
    name,
    style,
    kind: "line",
    points: curve.map((one, row) => ({ x: one.images, y: of(one), low: null, high: null, row })),
  });
  const values = curve.flatMap(({ reached, alone }) => [reached, alone ?? reached]);
  const y = isWidth
    ? shareAxis(WORDS.yWidth, Math.max(...values, wanted))
    : shareAxis(WORDS.yPower);
  const x = numberAxis(WORDS.x(perCluster), [0, curve.at(-1)!.images]);
  const at = curve.find((one) => one.images === images) ?? curve[0]!;
  const least = curve[Math.floor(curve.length / 10)]!;
  const said = { images: grouped(at.images), least: grouped(least.images) };
  const own = inGroups ? WORDS.inGroups : WORDS.asPlanned;
  return {
    id: "plan-curve",
    title: WORDS.curve,
    reading: isWidth
      ? WORDS.readingWidth({
          ...said,
          width: grouped(100 * at.reached, 1),
          low: grouped(100 * least.reached, 1),
        })
      : WORDS.readingPower({
          ...said,
          power: chanceText(at.reached),
          low: chanceText(least.reached),
        }),
    caption: null,
    explore: null,
    x,
    y,
    lines: [
      line(own, "first", ({ reached }) => reached),
      ...(inGroups ? [line(WORDS.alone, "second", ({ alone }) => alone!)] : []),
    ],
    references: [
      { name: WORDS.goal, from: [x.from, wanted], to: [x.to, wanted] },
      { name: WORDS.planned, from: [at.images, y.from], to: [at.images, y.to] },
    ],
    table: {
      columns: [
        { name: WORDS.images, numeric: true },
        { name: own, numeric: true },
        ...(inGroups ? [{ name: WORDS.alone, numeric: true }] : []),
      ],
      rows: curve.map(({ images: n, reached, alone }) => ({
        cells: [
          { text: grouped(n), value: n },
          { text: text(reached), value: reached },
          ...(alone === null || !inGroups ? [] : [{ text: text(alone), value: alone }]),
        ],
        said: null,
      })),
      more: 0,
    },
  };
}
