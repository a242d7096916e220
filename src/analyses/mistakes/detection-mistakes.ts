import { ERROR_TYPES } from "../../outcomes/detection/anatomy.js";
import type { EvaluatedDetections } from "../../outcomes/detection/evaluated-detections.js";
import { notOfBoxes } from "../../outcomes/detection/match-rules.js";
import { saysHowSure } from "../../outcomes/detection/says-how-sure.js";
import { sortByScore } from "../../outcomes/detection/stable-sorts.js";
import type { DetectionInput } from "../../outcomes/detection-types.js";
import { drawnBoxes, tellingFirst } from "../../reports/drawn-boxes.js";
import { errorWords } from "../../reports/words/detections.js";
import type { MistakeBox, MistakePose } from "../../results/report-input.js";
import { boxCounts } from "../../tasks/detection/box-outcomes.js";
import type { CountedErrors } from "../../tasks/detection/detection-facts.js";
import { boxesByImage, frameOf, type ItemBox } from "../../tasks/detection/image-boxes.js";
import { outlineOf } from "../../tasks/detection/object-outlines.js";
import {
  type ChosenMistake,
  type ChosenMistakes,
  type FractionBox,
  type MistakeGroups,
  MOST_FIRST,
  MOST_TILES,
} from "./chosen-mistakes.js";
import { apartFirst, inTurn, spreadFacts, spreadOut } from "./spread.js";

const MISSED = ERROR_TYPES.indexOf("missed");
/** So many boxes of a picture are drawn: more would hide it. */
const MOST_BOXES = 40;

/**
 * What a detector gets wrong, in turn: the wrong detections it was surest about, and the missed
 * objects that cover most of their picture. An object that a wrong detection is about is told by
 * that detection.
 *
 * @param files name of each image of the predictions
 * @param images of the set, for each image of the predictions
 * @param groups of units
 */
export function detectionMistakes(
  outcomes: EvaluatedDetections,
  errors: CountedErrors,
  files: readonly string[],
  images: Int32Array,
  groups: MistakeGroups | null,
): ChosenMistakes {
  const { input, unitOfImage } = outcomes;
  const { counting, anatomy } = errors;
  const { detections, truths } = counting;
  const wrong = rowsWith(anatomy.ofDetection, (type) => type >= 0);
  sortByScore(wrong, detections.score);
  const missed = rowsWith(anatomy.ofTruth, (type) => type === MISSED);
  const shares = Array.from(missed, (row) => shareOfPicture(input, truths.source[row]!));
  const order = [...missed.keys()].sort((a, b) => shares[b]! - shares[a]! || a - b);
  // Missed objects are numbered behind the detections.
  const items = inTurn(
    wrong,
    order.map((i) => detections.count + missed[i]!),
  );
  const imageOf = (item: number): number =>
    item < detections.count
      ? input.detections.image[detections.source[item]!]!
      : input.truth.image[truths.source[item - detections.count]!]!;
  const kindOf = (item: number): string => {
    if (item >= detections.count) {
      return `missed ${input.truth.label[truths.source[item - detections.count]!]!}`;
    }
    const truth = anatomy.truthOf[item]!;
    const about = truth < 0 ? -1 : input.truth.label[truths.source[truth]!]!;
    const label = input.detections.label[detections.source[item]!]!;
    return `${anatomy.ofDetection[item]!} ${about} ${label}`;
  };
  const { all, of } = boxesByImage(outcomes);
  const spread = spreadOut(items, {
    most: MOST_TILES,
    kindOf,
    groupOf: (item) => groups?.of[unitOfImage[imageOf(item)]!] ?? imageOf(item),
  });
  const shown = apartFirst(spread, imageOf, MOST_FIRST);
  return {
    about: "objects",
    total: items.length,
    missed: missed.length,
    threshold: errors.threshold,
    boxes: boxCounts(all, errors.threshold ?? Number.NEGATIVE_INFINITY),
    picturesWithheld: null,
    spread: spreadFacts(groups?.name ?? "image"),
    unit: outcomes.unit,
    worst: shown.map((item): ChosenMistake => {
      const image = imageOf(item);
      const told =
        item < detections.count
          ? toldByDetection(item, outcomes, errors)
          : toldByObject(item - detections.count, outcomes, errors);
      const { subject, partner, ...mistake } = told;
      const place = { outcomes, errors, frame: frameOf(outcomes, image) };
      return {
        image: images[image]!,
        file: files[image]!,
        ...mistake,
        around: aroundOf(place, subject, partner),
        boxes: boxesOf(place, of(image), subject),
      };
    }),
  };
}

/** A row of the input: an annotated object or a detection. */
interface BoxRow {
  readonly of: "truth" | "detection";
  readonly row: number;
}

type Told = Omit<ChosenMistake, "image" | "file" | "around"> & {
  readonly subject: BoxRow;
  /** What the subject is compared with. */
  readonly partner: BoxRow | null;
};

function toldByDetection(
  row: number,
  { input, classes, rules }: EvaluatedDetections,
  { counting: { detections, truths }, anatomy }: CountedErrors,
): Told {
  const source = detections.source[row]!;
  const truth = anatomy.truthOf[row]!;
  const score = detections.score[row]!;
  const isShare = score >= 0 && score <= 1;
  const isSaid = saysHowSure(input.detections);
  const told = {
    subject: { of: "detection", row: source } as const,
    predicted: classes[input.detections.label[source]!]!,
    confidence: isShare && isSaid ? score : null,
    ...(isShare || !isSaid ? {} : { score }),
  };
  if (truth < 0) return { ...told, kind: "false-alarm", truth: "", partner: null };
  const about = truths.source[truth]!;
  return {
    ...told,
    kind: "answer",
    truth: classes[input.truth.label[about]!]!,
    note: errorWords(notOfBoxes(rules))[ERROR_TYPES[anatomy.ofDetection[row]!]!].label,
    partner: { of: "truth", row: about },
  };
}

function toldByObject(
  row: number,
  { input, classes }: EvaluatedDetections,
  { counting: { truths } }: CountedErrors,
): Told {
  const source = truths.source[row]!;
  return {
    kind: "missed",
    predicted: "",
    confidence: null,
    partner: null,
    truth: classes[input.truth.label[source]!]!,
    subject: { of: "truth", row: source },
  };
}

interface Place {
  readonly outcomes: EvaluatedDetections;
  readonly errors: CountedErrors;
  /** Width and height of the picture in the units of its boxes; null where nothing says them. */
  readonly frame: ReturnType<typeof frameOf>;
}

function fractionsOf({ outcomes, frame }: Place, { of, row }: BoxRow): FractionBox | null {
  if (frame === null) return null;
  const [width, height] = frame;
  const { input } = outcomes;
  const { box } = of === "truth" ? input.truth : input.detections;
  const at = 4 * row;
  return {
    x: box[at]! / width,
    y: box[at + 1]! / height,
    width: box[at + 2]! / width,
    height: box[at + 3]! / height,
  };
}

/** What the picture must show: the subject, and what it is compared with. */
function aroundOf(place: Place, subject: BoxRow, partner: BoxRow | null): FractionBox | null {
  const one = fractionsOf(place, subject);
  const other = partner === null ? null : fractionsOf(place, partner);
  if (one === null || other === null) return one;
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  };
}

/**
 * What becomes of the boxes of the picture, as far as it can hold them: those that tell most come last, so that
 * they lie on top, the subject above all.
 */
function boxesOf(
  { outcomes, frame, errors }: Place,
  items: readonly ItemBox[],
  subject: BoxRow,
): MistakeBox[] {
  if (frame === null) return [];
  const least = errors.threshold ?? Number.NEGATIVE_INFINITY;
  const isSubject = ({ of, row }: ItemBox): boolean => of === subject.of && row === subject.row;
  const [own, others] = splitBy(tellingFirst(drawnBoxes(items, least)), ({ box }) =>
    isSubject(box),
  );
  return [...own, ...others]
    .slice(0, MOST_BOXES)
    .reverse()
    .map(({ box, outcome, caption }, i, all) => {
      const { x, y, width, height } = box;
      return {
        ...{ x, y, width, height, outcome, caption },
        subject: own.length > 0 && i === all.length - 1,
        ...drawnOf(outcomes, errors, box, frame),
      };
    });
}

/** Points or outline of an object, or of a detection and the object that it is of. */
function drawnOf(
  { input, rules }: EvaluatedDetections,
  { counting, partner, anatomy }: CountedErrors,
  { of, row }: BoxRow,
  frame: readonly [number, number],
): Pick<MistakeBox, "poses"> {
  const drawing =
    rules.geometry === "masks" ? outlineDrawing(input, frame) : poseDrawing(input, ...frame);
  if (drawing === null) return {};
  if (of === "truth") return { poses: [drawing("truth", row)] };
  const counted = counting.detections.source.indexOf(row);
  const about = anatomy.truthOf[counted] ?? -1;
  const own = partner[counted] ?? -1;
  const object = own >= 0 ? own : about < 0 ? -1 : counting.truths.source[about]!;
  return {
    poses: [...(object < 0 ? [] : [drawing("truth", object)]), drawing("found", row)],
  };
}

type Drawing = (of: MistakePose["of"], row: number) => MistakePose;

function outlineDrawing(input: DetectionInput, frame: readonly [number, number]): Drawing {
  return (of, row) => ({
    of,
    points: outlineOf(input, of === "truth" ? "truth" : "detection", row, frame),
    lines: [],
    isOutline: true,
  });
}

function poseDrawing({ keypoints }: DetectionInput, width: number, height: number): Drawing | null {
  if (keypoints?.joints === undefined) return null;
  const { joints, truth, detections } = keypoints;
  const points = joints.names.length;
  return (kind, at) => ({
    of: kind,
    lines: joints.skeleton,
    points: Array.from({ length: points }, (_, k) => {
      const point = at * points + k;
      if (kind === "truth") {
        if (!(truth[3 * point + 2]! > 0)) return null;
        return [truth[3 * point]! / width, truth[3 * point + 1]! / height];
      }
      const [x, y] = [detections[2 * point]!, detections[2 * point + 1]!];
      return Number.isNaN(x + y) ? null : [x / width, y / height];
    }),
  });
}

function splitBy<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

/** Share of its picture that an object covers; its area where nothing says how large that is. */
function shareOfPicture(input: DetectionInput, row: number): number {
  const image = input.truth.image[row]!;
  const size = (input.widthPx?.[image] ?? Number.NaN) * (input.heightPx?.[image] ?? Number.NaN);
  return input.truth.area[row]! / (size > 0 ? size : 1);
}

function rowsWith(column: Int8Array, isWanted: (value: number) => boolean): Int32Array {
  const rows = new Int32Array(column.length);
  let count = 0;
  for (let row = 0; row < column.length; row++) if (isWanted(column[row]!)) rows[count++] = row;
  return rows.slice(0, count);
}
