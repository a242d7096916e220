import { HomegroundError } from "../../core/errors.js";
import { createFieldCounter, type FieldCounter } from "../fields.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { isRecord, listOf } from "../json/json-values.js";
import { createRecordColumns, type RecordColumns } from "../json/record-columns.js";
import { createDetectionsBuilder, type DetectionsBuilder } from "../objects/detections-builder.js";
import type { ObjectPredictions } from "../objects/object-types.js";
import { MEGADETECTOR_FIELDS } from "./fields.js";
import {
  idText,
  type MegaDetectorImage,
  readMegaDetectorImages,
  thresholdOf,
  topClass,
} from "./results-file.js";

export interface MegaDetectorDetectionsOptions {
  /**
   * `category` (the default): detections are called by the detector's category. `class`: by the most
   * likely class of the classifier where a detection has one; its score stays the detector's.
   */
  readonly labels?: "category" | "class";
}

/** Detections of images are few, of videos many: a video's are of frames, which are no images here. */
const FRAME_FIELD = "frame_number";

/**
 * Reads the detections of a MegaDetector results file, format 1.0 to 1.x.
 *
 * Boxes are fractions of the image. An image with a `failure`, or without a list of detections, was
 * not processed: `failed`. Files list everything above a confidence that they do not name (0.005
 * unless the run said otherwise), so no detection here has passed a threshold.
 *
 * Source: agentmorris/MegaDetector, "MegaDetector batch output format" 1.6.
 *
 * @throws HomegroundError as `readJsonRecords`; `input/bad-shape` without detection_categories;
 *   `input/unsupported` for another major version and for videos
 */
export async function readMegaDetectorDetections(
  access: FileAccess,
  path: string,
  { labels = "category" }: MegaDetectorDetectionsOptions = {},
): Promise<ObjectPredictions> {
  const problems = createProblemList();
  const builder = createDetectionsBuilder(problems);
  // Categories may stand behind the images: until then labels are the ids.
  const ids = createLabelIds(builder);
  const columns = createRecordColumns();
  const notRead = createFieldCounter(MEGADETECTOR_FIELDS);
  const reading = { labels, builder, ids, columns, notRead, problems };
  const { categories, classes, info, values } = await readMegaDetectorImages(
    ...([access, path, problems] as const),
    (image) => addImage(image, reading),
  );
  const version = versionOf(info, path);
  for (const [key, value] of values) notRead.field("", key, value, `${path}, /${key}`);
  if (isRecord(info)) notRead.record("info.", info, `${path}, /info`);
  const named = ids.named(categories, labels === "class" ? classes : new Map(), path, problems);
  const built = builder.finish({
    format: {
      id: "megadetector",
      reason: `an object with images and detection_categories, as MegaDetector writes it (format ${version})`,
    },
    source: path,
    unit: "fraction",
    threshold: thresholdOf(info),
    columns: columns.finish(builder.rowCount),
    notRead: notRead.finish(),
    roles: new Map([
      ["image", "images[].file"],
      ["label", labels === "class" ? "detections[].classifications" : "detections[].category"],
      ["score", "detections[].conf"],
    ]),
  });
  const label = built.objects.label.map((code) => named.codeOf[code]!);
  return { ...built, labelNames: named.labelNames, objects: { ...built.objects, label } };
}

interface ImageReading {
  readonly labels: "category" | "class";
  readonly builder: DetectionsBuilder;
  readonly ids: ReturnType<typeof createLabelIds>;
  readonly columns: RecordColumns;
  readonly notRead: FieldCounter;
  readonly problems: ProblemList;
}

function addImage(
  { record, file, number, where, failure, detections }: MegaDetectorImage,
  { labels, builder, ids, columns, notRead, problems }: ImageReading,
): void {
  notRead.record("images[].", record, where);
  if (builder.has(file)) {
    const what = `${file} is listed again; its ${detections.length} detections there are left out`;
    problems.add("predictions/duplicate", what, where);
    return;
  }
  const row = builder.image(file, number + 1);
  builder.size(row, Number(record["width"]), Number(record["height"]));
  columns.set(row, "datetime", record["datetime"]);
  if (failure !== null) {
    builder.fail(row, failure, where);
    return;
  }
  for (const [k, detection] of detections.entries()) {
    const place = `${where}/detections/${k}`;
    const category = isRecord(detection) ? idText(detection["category"]) : undefined;
    if (!isRecord(detection) || category === undefined) {
      const what = "a detection without a category; it is left out";
      problems.add("predictions/missing-field", what, place);
      builder.lose(row);
      continue;
    }
    if (FRAME_FIELD in detection) throw ofVideo(place);
    notRead.record("images[].detections[].", detection, place);
    const top = labels === "class" ? topClass(detection["classifications"]) : null;
    const label = top === null ? ids.category(category) : ids.class(top.id);
    const [x, y, width, height] = listOf(detection["bbox"]);
    builder.add(row, label, detection["conf"], [x, y, width, height], place);
  }
}

/** The version as the file says it; files of 1.0 to 1.2 say none. */
function versionOf(info: unknown, path: string): string {
  const given = isRecord(info) ? info["format_version"] : undefined;
  if (given === undefined || given === null) return "before 1.3, which named no version";
  const version = String(given);
  if (Number.parseInt(version, 10) === 1) return version;
  throw new HomegroundError("input/unsupported", {
    what: `the file says format ${quoted(version)}, and 1.x is read`,
    where: `${path}, /info/format_version`,
    fix: "Convert it to format 1.6 with the tools of MegaDetector",
  });
}

/** Codes of the ids of categories and classes, which get their names at the end of the file. */
function createLabelIds(builder: DetectionsBuilder) {
  const seen: { readonly isClass: boolean; readonly id: string }[] = [];
  const code = (isClass: boolean, id: string): number => {
    const found = builder.label(`${isClass ? "class" : "category"} ${id}`);
    if (found === seen.length) seen.push({ isClass, id });
    return found;
  };
  return {
    category: (id: string) => code(false, id),
    class: (id: string) => code(true, id),
    /** The names, and the index of each code's name; an id without one is listed, not dropped. */
    named(
      categories: ReadonlyMap<string, string>,
      classes: ReadonlyMap<string, string>,
      path: string,
      problems: ProblemList,
    ) {
      const labelNames = [...new Set([...categories.values(), ...classes.values()])];
      const indexOf = new Map(labelNames.map((name, index) => [name, index]));
      const codeOf = seen.map(({ isClass, id }) => {
        const known = (isClass ? classes : categories).get(id);
        const name = known ?? `${isClass ? "class" : "category"} ${id}`;
        if (known === undefined) {
          const what = `detections have the ${isClass ? "class" : "category"} ${quoted(id)}, which is not listed; they are called ${quoted(name)}`;
          problems.add("annotations/unknown-category", what, path);
        }
        let index = indexOf.get(name);
        if (index === undefined) {
          index = labelNames.push(name) - 1;
          indexOf.set(name, index);
        }
        return index;
      });
      return { labelNames, codeOf };
    },
  };
}

function ofVideo(where: string): HomegroundError {
  return new HomegroundError("input/unsupported", {
    what: `a detection has a ${FRAME_FIELD}: the file is about videos`,
    where,
    fix: "Extract the frames as images and run the detector on those",
  });
}
