import { counted, grouped, percent, shortPercent } from "../reports/numbers.js";
import { warningWords } from "../reports/words/warnings.js";
import { type LabelPlan, limitOf } from "./plan-labels.js";

const BAR = 30;

/** What the terminal says of a plan. */
export function planText(plan: LabelPlan, unicode: boolean): string {
  const { images, clusters, deff, reached } = plan;
  const lines = [goalLine(plan)];
  if (images === null) {
    for (const code of plan.warnings) {
      const { title, text } = warningWords(code);
      lines.push(`${code}: ${title}. ${text}`);
    }
    lines.push(...basisLines(plan), answerLine(plan));
    return lines.join("\n");
  }
  lines.push(answerLine(plan));
  if (clusters !== null) {
    lines.push(
      `Images of one group are alike: ${grouped(deff, 1)} of them tell as much as one on its own.`,
    );
  }
  lines.push(...basisLines(plan));
  for (const code of plan.warnings) lines.push(`${code}: ${warningWords(code).text}`);
  lines.push("", "images  reaches");
  const most = Math.max(...reached.map((one) => ("width" in one ? one.width : 1)));
  for (const one of reached) {
    const [share, said] =
      "width" in one
        ? [one.width / most, `± ${grouped(100 * one.width, 1)} points`]
        : [one.power, `${chanceText(one.power)} likely to decide`];
    const bar = (unicode ? "█" : "#").repeat(Math.round(share * BAR));
    lines.push(`${grouped(one.images).padStart(6)}  ${bar.padEnd(BAR)} ${said}`);
  }
  return lines.join("\n");
}

/** A chance below 1 never reads as 100%: no number of labels makes an answer certain. */
export function chanceText(chance: number): string {
  return chance < 1 && chance >= 0.995 ? "over 99%" : percent(chance, 0);
}

/** How many images, in how many groups. */
export function answerLine({ images, clusters, perCluster }: LabelPlan): string {
  if (images === null) return "No number of labels is likely to decide.";
  const of =
    clusters === null || perCluster === null
      ? ""
      : ` in ${counted(clusters, "group")} of ${grouped(perCluster)}`;
  return `About ${counted(images, "image")}${of}.`;
}

/** What is planned for, in a sentence without its full stop. */
export function goalLine({ goal }: LabelPlan): string {
  switch (goal.kind) {
    case "width":
      return `A range of ± ${shortPercent(goal.width)} points`;
    case "claim":
      return `A verdict on ${goal.metric} ${percent(goal.value, 1)}, ${shortPercent(goal.tolerance)} points lower being fine`;
    case "difference":
      return `Two models ${shortPercent(goal.difference)} points apart, told apart on the same images`;
  }
}

/** What a first look said, and what is still assumed. */
export function basisLines(plan: LabelPlan): string[] {
  const { pilot } = plan;
  const more = [...costLines(plan), ...answerToComeLines(plan)];
  if (pilot === null) return [...assumedLines(plan), ...more];
  const { metric, value, images, clusters, icc } = pilot;
  const of = clusters === null ? "" : ` in ${counted(clusters, "group")}`;
  const seen =
    metric === null
      ? `one model alone right on ${percent(value, 0)}`
      : `${metric} ${percent(value, 1)}`;
  const alike = icc === null ? "" : `; images of one group alike by ${icc.toPrecision(2)}`;
  return [
    `From the pilot: ${seen} of ${counted(images, "image")}${of}${alike}.`,
    ...reachLines(plan),
    ...assumedLines(plan),
    ...more,
  ];
}

/** Whether the first look is enough, or how many images are still to come. */
function reachLines({ pilot, goal, images: planned, clusters }: LabelPlan): string[] {
  if (pilot === null) return [];
  const { reach, images, low, high } = pilot;
  const range = low === null || high === null ? null : { low, high };
  if (reach === "more") {
    const more = [
      ...moreOf("image", planned, images),
      ...moreOf("group", clusters, pilot.clusters),
    ];
    return more.length === 0 ? [] : [`That is ${more.join(" and ")} more than the pilot has.`];
  }
  if (reach === "enough") {
    switch (goal.kind) {
      case "width":
        return range === null
          ? []
          : [`The pilot is enough already: its own range is ± ${halfText(range)} points.`];
      case "claim":
        return range === null
          ? []
          : [
              `The pilot is likely to be enough already: its own range ${rangeText(range)} leaves out the limit of ${percent(limitOf(goal), 1)}. Evaluate it with this claim for the verdict.`,
            ];
      case "difference":
        return ["The pilot is enough already: it tells the models apart."];
    }
  }
  const yet =
    goal.kind === "width"
      ? range === null
        ? ""
        : ` Its own range is ± ${halfText(range)} points: a few more than planned may do.`
      : " It does not decide yet: what was seen may lie nearer than it is planned for.";
  return [`The pilot has as many images already.${yet}`];
}

function moreOf(thing: string, planned: number | null, has: number | null): string[] {
  return planned === null || has === null || planned <= has ? [] : [counted(planned - has, thing)];
}

function halfText({ low, high }: { readonly low: number; readonly high: number }): string {
  return grouped(50 * (high - low), 1);
}

function rangeText({ low, high }: { readonly low: number; readonly high: number }): string {
  return `from ${percent(low, 1)} to ${percent(high, 1)}`;
}

function assumedLines({ assumed, goal, pilot }: LabelPlan): string[] {
  const { expect, level, discordant: share, icc: likeness } = assumed;
  const icc = pilot === null || pilot.icc === null ? likeness : null;
  const discordant = pilot === null || pilot.metric !== null ? share : null;
  const more = [
    ...(pilot === null ? [`the true share is ${percent(expect, 1)}`] : []),
    `ranges hold with ${percent(level, 0)}`,
    ...(goal.kind === "width" ? [] : ["an answer is wanted 8 times of 10"]),
    ...(icc === null ? [] : [`images of one group are alike by ${icc} (0 not at all, 1 wholly)`]),
    ...(discordant === null
      ? []
      : [
          `on ${percent(discordant, 0)} of images one model alone is right, as if neither knew the other`,
        ]),
  ];
  return [`Assumed: ${more.join("; ")}.`];
}

/** Which answer is planned for, where it is that the claim does not hold. */
function answerToComeLines({ goal, assumed: { expect }, images }: LabelPlan): string[] {
  if (goal.kind !== "claim" || images === null || expect >= limitOf(goal)) return [];
  const limit = percent(limitOf(goal), 1);
  return [
    `A true share of ${percent(expect, 1)} lies below the limit of ${limit}: the likely answer is that the claim does not hold here.`,
  ];
}

/** What the plan costs, where costs said how many images a group should have. */
function costLines({ cost, perCluster }: LabelPlan): string[] {
  if (cost === null || cost.total === null || perCluster === null) return [];
  const { cluster, image, total } = cost;
  return [
    `At ${grouped(cluster, decimalsOf(cluster))} a group and ${grouped(image, decimalsOf(image))} an image, ${counted(perCluster, "image")} a group are the cheapest: ${grouped(total, decimalsOf(total))} in all.`,
  ];
}

/** No more than two: costs are in whatever unit somebody has. */
function decimalsOf(value: number): number {
  return Number.isInteger(value) ? 0 : 2;
}
