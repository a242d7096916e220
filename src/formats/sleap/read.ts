import { agreed } from "../../core/agreed.js";
import type { FormatPlace, Reader } from "../format.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { createDetectionsBuilder } from "../objects/detections-builder.js";
import { createObjectTruthBuilder } from "../objects/object-truth-builder.js";
import { boxOfAnnotated, boxOfPredicted } from "../objects/point-columns.js";
import {
  ANIMAL,
  emptyTable,
  framesOf,
  isNoNumber,
  numberOf,
  readRows,
} from "../objects/point-tables.js";

/** An animal on a frame. */
interface Instance {
  readonly image: string;
  readonly line: number;
  readonly track: string;
  readonly score: number;
  /** x, y and score of each joint; NaN for what is not there. */
  readonly points: Float64Array;
}

interface Instances {
  readonly joints: readonly string[];
  readonly all: readonly Instance[];
}

async function readInstances(
  { access, path, source, images }: FormatPlace,
  code: "annotations/not-a-number" | "predictions/points-invalid",
  problems: ProblemList,
): Promise<Instances> {
  const [names = [], ...rows] = await readRows(access, path);
  if (rows.length === 0) throw emptyTable(path);
  const joints = names.flatMap((name) => (name.endsWith(".x") ? [name.slice(0, -2)] : []));
  const columnOf = (name: string): number => names.indexOf(name);
  const places = joints.map((name) => [".x", ".y", ".score"].map((end) => columnOf(name + end)));
  const [frame, score, track] = ["frame_idx", "instance.score", "track"].map(columnOf);
  const frames = framesOf(await images());
  const all: Instance[] = [];
  for (const [i, cells] of rows.entries()) {
    const image = frames.image(numberOf(cells[frame!]));
    if (image === null) continue;
    const points = new Float64Array(3 * joints.length).fill(Number.NaN);
    for (const [k, columns] of places.entries()) {
      const wrong = columns.map((c) => cells[c]).find(isNoNumber);
      if (wrong !== undefined) {
        const what = `a place is ${quoted(wrong)}, no number; the point is left out`;
        problems.add(code, what, `${source}, line ${i + 2}`);
        continue;
      }
      const [x, y, sure] = columns.map((c) => numberOf(cells[c]));
      if (Number.isFinite(x) && Number.isFinite(y)) points.set([x!, y!, sure!], 3 * k);
    }
    const own = { image, line: i + 2, track: cells[track!] ?? "" };
    all.push({ ...own, score: numberOf(cells[score!]), points });
  }
  frames.note(problems, source);
  return { joints, all };
}

/**
 * Reads points of SLEAP's analysis CSV as ground truth: a row an animal, its frame by number, `NODE.x` and `NODE.y` of each point,
 * empty where it is not annotated; scores are not read.
 *
 * @throws HomegroundError `input/empty`
 */
export const objects: Reader<"objects"> = async (place, options) => {
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const { joints, all } = await readInstances(place, "annotations/not-a-number", problems);
  let scored = 0;
  for (const { image, line, track, score, points } of all) {
    if (!Number.isNaN(score)) scored++;
    const row = builder.image(image, { line });
    const annotated = points.map((value, at) =>
      Number.isNaN(points[at - (at % 3)]!) ? 0 : at % 3 === 2 ? 2 : value,
    );
    const box = boxOfAnnotated(annotated);
    if (box === null) {
      builder.lose(row);
      continue;
    }
    builder.add(row, builder.label(ANIMAL), box, {
      id: line,
      ...(track === "" ? {} : { attributes: { track } }),
    });
    builder.points(annotated);
  }
  if (scored > 0) {
    const what = `${scored} animals have a score, as predictions have; it is not read`;
    problems.add("annotations/looks-like-predictions", what, place.source);
  }
  if (builder.count > 0) {
    const what = agreed(
      builder.count,
      `object has no area: it gets that of the least box around its points`,
      `objects have no area: they get that of the least box around their points`,
    );
    problems.add("annotations/area-missing", what, place.source);
  }
  return builder.finish({
    ...described(place.source),
    written: "xywh",
    idWord: "line",
    joints: options.points === true ? { names: joints, skeleton: [] } : undefined,
  });
};

/**
 * Reads SLEAP's predictions: as {@link objects}, with the score of each animal, 1 where there is none.
 *
 * @throws HomegroundError `input/empty`
 */
export const detections: Reader<"detections"> = async (place, options) => {
  const problems = createProblemList();
  const builder = createDetectionsBuilder(problems);
  const { joints, all } = await readInstances(place, "predictions/points-invalid", problems);
  for (const { image, line, score, points } of all) {
    const row = builder.image(image, line);
    const where = `${place.source}, line ${line}`;
    const around = boxOfPredicted(points);
    if (around === null) continue;
    const [x = 0, y = 0, width = 0, height = 0] = around;
    const sure = Number.isNaN(score) ? 1 : score;
    if (builder.add(row, builder.label(ANIMAL), sure, [x, y, width, height], where)) {
      builder.points(points);
    }
  }
  return builder.finish({
    ...described(place.source),
    namesOnlyFound: true,
    isDetectionARow: true,
    joints: (options.points ?? false) !== false ? { names: joints, skeleton: [] } : undefined,
  });
};

function described(source: string) {
  return {
    format: { id: "sleap", reason: "columns frame_idx, instance.score and NODE.x" },
    source,
    unit: "pixel",
    notRead: [],
    roles: new Map([
      ["image", "frame_idx"],
      ["points", "NODE.x and NODE.y"],
      ["score", "instance.score"],
    ]),
  } as const;
}
