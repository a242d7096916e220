import { type ErrorCode, HomegroundError } from "../core/errors.js";
import type { Sentence } from "../core/sentence.js";
import {
  type EvaluatedDetections,
  haveObjects,
} from "../outcomes/detection/evaluated-detections.js";
import { counted } from "../reports/numbers.js";
import { taskOf } from "../tasks/registry.js";
import type { HeldResult } from "./held-result.js";

/**
 * Whether results can be compared: of one task, with the same things counted together. What they say of
 * the images is looked at by {@link checkSameTruth}, once it is known which they share.
 *
 * @throws HomegroundError `compare/other-task`, `compare/other-groups`
 */
export function checkSameQuestion([first, ...others]: readonly HeldResult[]): void {
  for (const other of others) {
    if (other.task !== first!.task) {
      throw differ("compare/other-task", first!, other, {
        what: `${first!.name} is a result of ${first!.task}, ${other.name} of ${other.task}`,
        fix: "Compare results of one task",
      });
    }
    if (other.outcomes.unit !== first!.outcomes.unit || other.groups !== first!.groups) {
      throw differ("compare/other-groups", first!, other, {
        what: `${first!.name} ${groupsText(first!)}, ${other.name} ${groupsText(other)}`,
        fix: {
          command: "Evaluate them with one --unit and one --cluster",
          app: "Evaluate them with one unit and one grouping",
        },
      });
    }
  }
}

function groupsText({ groups, outcomes: { unit } }: HeldResult): string {
  return groups === "" ? `counts each ${unit}` : `counts each ${unit}, in groups by ${groups}`;
}

/** What is told of images that differ. */
const MOST_NAMES = 3;

/**
 * Whether results say the same of the images that they share: their bytes, where models were run on them,
 * their labels and what they are counted together with.
 *
 * @param units of each result, of each shared image
 * @returns results whose images are known by their names alone
 * @throws HomegroundError `compare/other-images`, `compare/other-labels`, `compare/other-groups`
 */
export function checkSameTruth(
  results: readonly HeldResult[],
  units: readonly Int32Array[],
): readonly string[] {
  const [first, ...others] = results as [HeldResult, ...HeldResult[]];
  const own = units[0]!;
  const labelsOf = results.map(trueLabels);
  for (const [at, other] of others.entries()) {
    const theirs = units[at + 1]!;
    const where = (differs: (i: number) => boolean): string[] =>
      Array.from(own.keys()).flatMap((i) => (differs(i) ? [first.images[own[i]!]!] : []));
    const bytes = where((i) => {
      const [a, b] = [first.bytes?.[own[i]!] ?? null, other.bytes?.[theirs[i]!] ?? null];
      return a !== null && b !== null && a !== b;
    });
    if (bytes.length > 0) {
      throw differ("compare/other-images", first, other, {
        what: `${counted(bytes.length, "image")} of one name and of other bytes: ${some(bytes)}`,
        fix: "Evaluate the models on the same files",
      });
    }
    const [ours, others] = [labelsOf[0]!, labelsOf[at + 1]!];
    const labels = where((i) => ours(own[i]!) !== others(theirs[i]!));
    if (labels.length > 0) {
      const i = own.findIndex((unit, k) => ours(unit) !== others(theirs[k]!));
      const said = `${first.images[own[i]!]} is ${ours(own[i]!)} in ${first.name} and ${others(theirs[i]!)} in ${other.name}`;
      throw differ("compare/other-labels", first, other, {
        what: `${counted(labels.length, "image")} with other labels: ${said}`,
        fix: {
          command: "Evaluate the models with the same labels and the same --label-map",
          app: "Evaluate the models with the same labels and the same names",
        },
      });
    }
    const groups = where(sameGroups(first, own, other, theirs));
    if (groups.length > 0) {
      throw differ("compare/other-groups", first, other, {
        what: `${counted(groups.length, "image")} in other groups by ${first.groups}: ${some(groups)}`,
        fix: "Evaluate the models with the same attributes",
      });
    }
  }
  return results.flatMap(({ name, bytes }) => (bytes === null ? [name] : []));
}

/** The labels of a unit, or its objects, as a text in an order that does not depend on the model's. */
function trueLabels({ outcomes }: HeldResult): (unit: number) => string {
  if (haveObjects(outcomes)) return trueObjects(outcomes);
  const names = taskOf(outcomes.kind).items?.(outcomes).labels;
  if (names === undefined) return () => "";
  const { start, index } = names;
  return (unit) =>
    Array.from(index.subarray(start[unit]!, start[unit + 1]!), (k) => outcomes.classes[k]!)
      .sort()
      .join(", ") || "no label";
}

function trueObjects({ input, classes, unitOfImage, unitCount }: EvaluatedDetections) {
  const { truth } = input;
  const objects: string[][] = Array.from({ length: unitCount }, () => []);
  for (let i = 0; i < truth.count; i++) {
    const [x, y, width, height] = truth.box.subarray(4 * i, 4 * i + 4);
    const kind = truth.flags[i] === 0 ? "" : ", not counted";
    objects[unitOfImage[truth.image[i]!]!]!.push(
      `${classes[truth.label[i]!]!} (${x}, ${y}, ${width} × ${height} px${kind})`,
    );
  }
  return (unit: number): string => objects[unit]!.sort().join(", ") || "without objects";
}

/** Whether a shared image is in a group that is another one of the other result; groups have no names. */
function sameGroups(
  { outcomes: a }: HeldResult,
  own: Int32Array,
  { outcomes: b }: HeldResult,
  theirs: Int32Array,
): (i: number) => boolean {
  if (a.cluster === null || b.cluster === null) return () => a.cluster !== b.cluster;
  const [ours, others] = [a.cluster, b.cluster];
  const there = new Map<number, number>();
  const back = new Map<number, number>();
  return (i) => {
    const [g, h] = [ours[own[i]!]!, others[theirs[i]!]!];
    if (!there.has(g) && !back.has(h)) {
      there.set(g, h);
      back.set(h, g);
    }
    return there.get(g) !== h || back.get(h) !== g;
  };
}

function some(images: readonly string[]): string {
  const named = images.slice(0, MOST_NAMES).join(", ");
  return images.length > MOST_NAMES ? `${named} …` : named;
}

function differ(
  code: ErrorCode,
  a: HeldResult,
  b: HeldResult,
  said: { readonly what: string; readonly fix: Sentence },
): HomegroundError {
  return new HomegroundError(code, { ...said, where: `${a.name}, ${b.name}` });
}
