import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { areaOfRuns, boxOfRuns } from "../../core/masks/runs.js";
import { OBJECT_FLAG } from "../../core/objects.js";
import { say } from "../../core/sentence.js";
import { truthApart, WAY } from "../../core/ways.js";
import { placeOfId, placesById } from "../coco/coco-ids.js";
import { baseName, type FileAccess, folderOf } from "../file-access.js";
import type { Reader } from "../format.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { type CocoNames, TRUTH_STATE } from "../import-types.js";
import { createDetectionsBuilder } from "../objects/detections-builder.js";
import { createImageFinder, listPaths, stemOf } from "../objects/image-files.js";
import { pixelsOfMasks } from "../objects/mask-runs.js";
import { createObjectTruthBuilder } from "../objects/object-truth-builder.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { readMany } from "../objects/small-files.js";
import { type PanopticFile, type PanopticRecord, readPanopticFile } from "./panoptic-file.js";
import { readSegments, runsOfOthers, type Segmentation } from "./segments.js";

const REASON = "JSON with segments_info, and a PNG file of segments for each image";

/**
 * Ground truth: each segment is an object with its pixels, those of stuff too, which the truth names. A
 * segment of a category that is not listed, and pixels of none, are void.
 *
 * @throws HomegroundError `annotations/looks-like-results` where images or categories are not listed
 */
export const objects: Reader<"objects"> = async ({ access, path }, { voids = false }) => {
  const problems = createProblemList();
  const read = await readPanopticFile(access, path, problems);
  if (read.images.length === 0 || read.categories.size === 0) throw looksLikeResults(path);
  const builder = createObjectTruthBuilder(problems);
  const rowOf = read.images.map(({ file, line, widthPx, heightPx }) =>
    builder.image(file, { line, widthPx, heightPx }),
  );
  for (const { name } of read.categories.values()) builder.label(name);
  const known = read.records.filter(({ image, where }) => {
    if (placeOfId(read.imageIds, image) >= 0) return true;
    const what = `segments are of the image ${quoted(String(image))}, which is not listed; they are left out`;
    problems.add("annotations/unknown-image", what, where);
    return false;
  });
  let number = 0;
  for await (const found of eachMask(access, path, known)) {
    const record = known[number++]!;
    const place = placeOfId(read.imageIds, record.image);
    const row = rowOf[place]!;
    const why = whyUnfit(found, record, read.images[place]!);
    if (why !== null || found instanceof HomegroundError) {
      problems.add("masks/unreadable", `${why}; the image is unlabelled`, record.where);
      builder.lose(row, Math.max(1, record.segments.length));
      continue;
    }
    builder.setState(row, TRUTH_STATE.empty);
    const kept = new Set<number>();
    let first: number | null = null;
    for (const { id, category, isCrowd } of record.segments) {
      const name = read.categories.get(category)?.name;
      const runs = found.runs.get(id);
      if (name === undefined) {
        const what = `the segment ${id} has the category ${quoted(String(category))}, which is not listed; its pixels are void`;
        problems.add("annotations/unknown-category", what, record.where);
        builder.lose(row);
      } else if (runs === undefined || kept.has(id)) {
        const what =
          runs === undefined
            ? `the segment ${id} has no pixel; it is left out`
            : `the segment ${id} is named twice; it is taken as it is named first`;
        problems.add("masks/no-pixels", what, record.where);
        builder.lose(row);
      } else {
        kept.add(id);
        const label = builder.label(name);
        first ??= label;
        const lengths = Float64Array.from(runs);
        builder.add(row, label, boxOfRuns(lengths, found.heightPx), {
          id: `${record.image}: ${id}`,
          flags: isCrowd ? OBJECT_FLAG.crowd : 0,
          area: areaOfRuns(lengths),
        });
        builder.runs(lengths);
      }
    }
    if (record.lost > 0) builder.lose(row, record.lost);
    noteUnnamed(found, record, problems);
    const others = voids && first !== null ? runsOfOthers(found, kept) : null;
    if (first === null) problems.add("masks/all-void", "no segment has a pixel", record.where);
    if (first === null) builder.setState(row, TRUTH_STATE.unlabelled);
    if (others !== null) {
      const lengths = Float64Array.from(others);
      // Of any label: of ignored objects the label says nothing where masks are compared.
      builder.add(row, first!, boxOfRuns(lengths, found.heightPx), {
        id: `${record.image}: void`,
        flags: OBJECT_FLAG.ignored,
        area: areaOfRuns(lengths),
      });
      builder.runs(lengths);
    }
  }
  const truth = builder.finish({
    format: { id: "coco-panoptic", reason: REASON },
    source: path,
    unit: "pixel",
    written: "xywh",
    idWord: "segment",
    roles: new Map([
      ["image", "images[].file_name"],
      ["label", "segments_info[].category_id"],
    ]),
    notRead: read.notRead,
  });
  const groups = [...read.categories.values()].flatMap(({ name, group }) =>
    group === null ? [] : [[name, group] as const],
  );
  return {
    ...truth,
    supercategories: new Map(groups),
    coco: namesOf(read, rowOf, truth),
    regions: {
      ...truth.regions,
      isPartition: true,
      stuff: new Set(
        [...read.categories.values()].flatMap(({ name, isThing }) => (isThing ? [] : [name])),
      ),
    },
  };
};

/**
 * Predictions: each segment is a detection of score 1, since segments are what the model decided for.
 * What is not named in the file itself is what the numbers of the ground truth stand for.
 *
 * @throws HomegroundError `input/unsupported` where neither says it
 */
export const detections: Reader<"detections"> = async ({ access, path }, { coco }) => {
  const problems = createProblemList();
  const read = await readPanopticFile(access, path, problems);
  if (coco === undefined && (read.images.length === 0 || read.categories.size === 0)) {
    throw new HomegroundError("input/unsupported", {
      what: "the file names images and categories by numbers, which only annotations explain",
      where: path,
      fix: say`Give the panoptic annotations of these images ${WAY.asLabels}`,
    });
  }
  const builder = createDetectionsBuilder(problems);
  const fileOf = (id: number | string): string | undefined => {
    const own = placeOfId(read.imageIds, id);
    return (
      (coco === undefined ? null : coco.files[placeOfId(coco.imageOf, id)]) ??
      read.images[own]?.file
    );
  };
  const nameOf = (id: number | string): string | undefined => {
    const place = coco?.categoryOf.get(id);
    return (place === undefined ? null : coco?.labels[place]) ?? read.categories.get(id)?.name;
  };
  const names = coco?.labels ?? [...read.categories.values()].map(({ name }) => name);
  for (const name of names) if (name !== null) builder.label(name);
  const known = read.records.filter(({ image, where }) => {
    if (fileOf(image) !== undefined) return true;
    const what = `segments are of the image ${quoted(String(image))}, which has no ground truth; they are left out`;
    problems.add("predictions/unknown-image", what, where);
    return false;
  });
  let number = 0;
  for await (const found of eachMask(access, path, known)) {
    const record = known[number++]!;
    const { where } = record;
    const row = builder.image(fileOf(record.image)!, number);
    if (found instanceof HomegroundError) {
      problems.add("masks/unreadable", `${found.what}; the image has no prediction`, where);
      builder.fail(row, null, where);
      continue;
    }
    builder.size(row, found.widthPx, found.heightPx);
    const seen = new Set<number>();
    for (const { id, category } of record.segments) {
      const name = nameOf(category);
      const runs = found.runs.get(id);
      if (name === undefined) {
        const what = `the segment ${id} has the category ${quoted(String(category))}, which the ground truth does not list; it is left out`;
        problems.add("predictions/unknown-category", what, where);
        builder.lose(row);
      } else if (runs === undefined || seen.has(id)) {
        const what = `the segment ${id} ${runs === undefined ? "has no pixel" : "is named twice"}; it is left out`;
        problems.add("masks/no-pixels", what, where);
        builder.lose(row);
      } else {
        seen.add(id);
        const lengths = Float64Array.from(runs);
        const [x, y, width, height] = boxOfRuns(lengths, found.heightPx);
        if (builder.add(row, builder.label(name), 1, [x, y, width, height], where)) {
          builder.runs(lengths);
        }
      }
    }
    for (let k = 0; k < record.lost; k++) builder.lose(row);
    if (noteUnnamed(found, record, problems)) builder.lose(row);
  }
  const predictions = builder.finish({
    format: { id: "coco-panoptic", reason: REASON },
    source: path,
    unit: "pixel",
    written: "xywh",
    roles: new Map([
      ["image", "image_id"],
      ["label", "segments_info[].category_id"],
    ]),
    notRead: read.notRead,
  });
  const { objects: found } = predictions;
  return { ...predictions, isPartition: true, objects: { ...found, area: pixelsOfMasks(found) } };
};

/** The PNG files of records in their order; what is wrong with one that cannot be read. */
async function* eachMask(
  access: FileAccess,
  path: string,
  records: readonly PanopticRecord[],
): AsyncGenerator<Segmentation | HomegroundError> {
  const { all } = await listPaths(access, "");
  // Images may have the names of their masks: what lies in a folder named after the file goes before.
  const inFolder = (file: string) =>
    folderOf(file)
      .split("/")
      .includes(stemOf(baseName(path)));
  const masks = all.filter((file) => file.toLowerCase().endsWith(".png"));
  const own = masks.filter(inFolder);
  const names = records.map(({ mask }) => mask);
  const near = createImageFinder(own).find(names);
  const far = createImageFinder(masks).find(names);
  const files = names.map((name, i) => near[i] ?? far[i] ?? name);
  yield* readMany(files, async (file) => {
    try {
      return readSegments(await access.read(file));
    } catch (error) {
      if (isHomegroundError(error)) return error;
      throw error;
    }
  });
}

/** Why a mask says nothing of its image; null where it does. */
function whyUnfit(
  found: Segmentation | HomegroundError,
  { mask }: PanopticRecord,
  { widthPx, heightPx }: PanopticFile["images"][number],
): string | null {
  if (found instanceof HomegroundError) {
    return `the mask ${quoted(mask)} cannot be read: ${found.what}`;
  }
  const isOther = (side: number, stated: number) => stated > 0 && side !== stated;
  if (!isOther(found.widthPx, widthPx) && !isOther(found.heightPx, heightPx)) return null;
  return `the mask ${quoted(mask)} is ${found.widthPx} × ${found.heightPx} px, its image ${widthPx} × ${heightPx}`;
}

/** Lists numbers of a mask that the JSON does not name. @returns whether there are any */
function noteUnnamed(
  { runs }: Segmentation,
  { segments, where }: PanopticRecord,
  problems: ProblemList,
): boolean {
  const named = new Set(segments.map(({ id }) => id));
  const others = [...runs.keys()].filter((id) => !named.has(id));
  if (others.length === 0) return false;
  const what = `${others.length} numbers of the mask, such as ${others[0]}, are no segment of segments_info; their pixels are void`;
  problems.add("masks/unknown-value", what, where);
  return true;
}

/** What the numbers of images and categories stand for. */
function namesOf(
  { imageIds, images, categories }: PanopticFile,
  rowOf: readonly number[],
  { regions }: ObjectTruth,
): CocoNames {
  const entries = [...categories];
  return {
    imageOf: imageIds,
    files: images.map(({ file }) => file),
    imageOrder: placesById(imageIds).map((place) => rowOf[place]!),
    widthPx: regions.widthPx,
    heightPx: regions.heightPx,
    categoryOf: new Map(entries.map(([id], place) => [id, place])),
    labels: entries.map(([, { name }]) => name),
  };
}

function looksLikeResults(where: string): HomegroundError {
  return new HomegroundError("annotations/looks-like-results", {
    what: "the file has segments and does not list images and categories, as predictions do",
    where,
    fix: truthApart("the ground truth"),
  });
}
