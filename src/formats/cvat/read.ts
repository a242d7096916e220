import { HomegroundError } from "../../core/errors.js";
import { withSlashes } from "../delimited/table-cells.js";
import { createFieldCounter } from "../fields.js";
import type { FileAccess } from "../file-access.js";
import type { Reader } from "../format.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { TRUTH_STATE } from "../import-types.js";
import { createRecordColumns } from "../json/record-columns.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import {
  createObjectTruthBuilder,
  type ObjectTruthBuilder,
} from "../objects/object-truth-builder.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { boxOfAnnotated } from "../objects/point-columns.js";
import { ANIMAL } from "../objects/point-tables.js";
import { childNamed, readXml, textNamed, type XmlElement } from "../xml/xml-elements.js";
import { attributesOf, countAttributes, countMeta } from "./cvat-attributes.js";
import { type CvatPlace, createCvatImages } from "./cvat-images.js";
import {
  type CvatShape,
  groupOf,
  isShape,
  type LoosePoints,
  loosePoints,
  NOT_OBJECTS,
  OBJECT_SHAPES,
  shapeOf,
  skeletonPoints,
} from "./cvat-shapes.js";
import { type DeclaredJoints, declaredJoints, isPart } from "./cvat-skeletons.js";
import { FILLED_FRAMES, MAX_FRAMES, type ReadTrack, readTrack } from "./cvat-tracks.js";
import { CVAT_FIELDS } from "./fields.js";

export const objects: Reader<"objects"> = async ({ access, path, foundIn, images }, options) =>
  readCvatTruth(access, path, foundIn === null ? options : { ...options, images: await images() });

/**
 * Reads ground truth from CVAT's XML 1.1, for images and for videos, one image or track at a time.
 *
 * Boxes, polygons, ellipses and masks are objects; a turned box keeps its four corners as outline
 * and gets the least box around them. Points and skeletons are objects of images where points are wanted; otherwise they are
 * counted and left out, as lines and cuboids are; tags are labels of the image. An image without a shape or a tag is *empty*, as in COCO. In videos a frame is the image of that
 * number, or is called `frame_000123`; how frames between shapes are filled says `readTrack`. In an
 * export of a project images and frames are told apart by subset and task (`createCvatImages`).
 *
 * Source: docs.cvat.ai, "CVAT XML format 1.1".
 *
 * @throws HomegroundError `input/bad-shape` where the root is no `annotations`, `input/empty`,
 *   `input/ambiguous` for two tasks of one subset with the same names, and as `readXml`
 */
export async function readCvatTruth(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions = {},
): Promise<ObjectTruth> {
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const joints = options.points === true ? new Map<string, number>() : null;
  const reading = startReading(path, builder, problems, joints);
  await readXml(access, path, problems, {
    onRoot({ name }) {
      if (name === "annotations") return;
      throw new HomegroundError("input/bad-shape", {
        what: `the root element is ${quoted(name)}, and annotations is expected`,
        where: path,
        fix: "Export from CVAT as “CVAT for images 1.1” or “CVAT for video 1.1”",
      });
    },
    onChild: reading.take,
  });
  const isVideo = reading.finish(options.images ?? []);
  if (builder.rowCount === 0) {
    throw new HomegroundError("input/empty", {
      what: "there is no image and no track in the file",
      where: path,
      fix: "Export from CVAT again, with the images that were annotated",
    });
  }
  if (joints !== null && joints.size > 0) {
    const what = `${builder.count} objects have no area: they get that of their box, skeletons of the least around their points`;
    problems.add("annotations/area-missing", what, path);
  }
  return builder.finish({
    format: {
      id: "cvat",
      reason: `XML of CVAT for ${isVideo ? "videos: tracks" : "images"} below annotations`,
    },
    source: path,
    unit: "pixel",
    written: "xyxy",
    idWord: "shape",
    roles: new Map([
      ["image", isVideo ? "track shapes: frame" : "image: name"],
      ["label", isVideo ? "track: label" : "shapes: label"],
    ]),
    columns: reading.columns.finish(builder.rowCount),
    notRead: reading.notRead.finish(),
    boxes: options.boxes,
    ...(joints === null || joints.size === 0
      ? {}
      : { joints: { names: [...joints.keys()], skeleton: reading.skeleton() } }),
  });
}

/** Sizes and steps of a video, from `meta`. */
interface VideoMeta {
  /** Number of the task; null where the export has a single task without a number. */
  readonly task: string | null;
  readonly subset: string | null;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly step: number;
  /** Numbers of the first and last frame; null where the file does not say. */
  readonly range: readonly [first: number, last: number] | null;
}

const NO_META: VideoMeta = {
  task: null,
  subset: null,
  widthPx: Number.NaN,
  heightPx: Number.NaN,
  step: 1,
  range: null,
};

/** @param joints where names of points are collected; null where points are not read */
function startReading(
  path: string,
  builder: ObjectTruthBuilder,
  problems: ProblemList,
  joints: Map<string, number> | null,
) {
  const columns = createRecordColumns();
  const counts = new Map<string, number>();
  const placed = createCvatImages(builder, path);
  const rowOfId = new Map<string, number>();
  const tracks: (ReadTrack & { readonly meta: VideoMeta })[] = [];
  const budget = { frames: FILLED_FRAMES };
  let videos: readonly VideoMeta[] = [];
  let declared: DeclaredJoints = { names: [], lines: [] };
  let images = 0;
  let shapeCount = 0;
  let turned = 0;

  const count = (what: string, times = 1): void => {
    counts.set(what, (counts.get(what) ?? 0) + times);
  };
  const notRead = createFieldCounter(CVAT_FIELDS);
  const add = (
    row: number,
    label: string,
    shape: CvatShape,
    attributes: Readonly<Record<string, string>>,
    where: string,
  ): void => {
    if (label === "") {
      problems.add("annotations/no-label", "a shape has no label; it is left out", where);
      builder.lose(row);
      return;
    }
    if (shape.isTurned === true) turned++;
    const { area } = shape;
    builder.add(row, builder.label(label), shape.box, {
      id: ++shapeCount,
      attributes,
      ...(area === undefined ? {} : { area }),
    });
    if (shape.polygon !== undefined) builder.polygon(shape.polygon);
    if (shape.runs !== undefined) builder.runs(shape.runs);
  };

  const addTag = (row: number, tag: XmlElement, where: string): void => {
    const label = tag.attributes.get("label") ?? "";
    countAttributes(notRead, "tag@", tag, where);
    for (const { name } of tag.children) notRead.field("tag/", name, true, where);
    if (label === "") {
      problems.add("annotations/no-label", "a tag has no label; it is left out", where);
      builder.lose(row);
    } else builder.labelImage(row, label);
  };

  const addShape = (
    row: number,
    element: XmlElement,
    widthPx: number,
    heightPx: number,
    where: string,
  ): void => {
    const shape = shapeOf(element, widthPx, heightPx);
    if (isShape(shape)) {
      add(row, element.attributes.get("label") ?? "", shape, attributesOf(element), where);
    } else {
      problems.add(shape.code, `${shape.what}; it is left out`, where);
      builder.lose(row);
    }
  };

  const addImage = (image: XmlElement, line: number): void => {
    images++;
    const where = `${path}, line ${line}`;
    const name = withSlashes(image.attributes.get("name") ?? "");
    if (name === "") {
      problems.add("labels/no-file", "an image without a name is left out", where);
      return;
    }
    const side = (key: string): number => Number(image.attributes.get(key) ?? Number.NaN);
    const [widthPx, heightPx] = [side("width"), side("height")];
    const subset = image.attributes.get("subset");
    const task = image.attributes.get("task_id") ?? null;
    const place = { name, subset: subset ?? null, task };
    if (placed.has(place)) {
      const what = `${name} is listed twice; its objects are joined`;
      problems.add("annotations/duplicate-image", what, where);
    }
    const record = { line, widthPx, heightPx, state: TRUTH_STATE.empty };
    const row = placed.add(place, record, `line ${line}`);
    rowOfId.set(frameKey(task, side("id")), row);
    if (subset !== undefined) columns.set(row, "split", subset);
    countAttributes(notRead, "image@", image, where);
    const loose: LoosePoints[] = [];
    const skeletons: XmlElement[] = [];
    const grouped = joints === null ? new Set() : groupsOfPoints(image);
    const around = new Map<string, XmlElement>();
    for (const element of image.children) {
      if (joints !== null && element.name === "points") {
        const points = loosePoints(element);
        if (!("code" in points)) loose.push(points);
        else {
          problems.add(points.code, `${points.what}; they are left out`, where);
          builder.lose(row);
        }
        continue;
      }
      const group = groupOf(element.attributes);
      const isShapeOf = group !== null && grouped.has(group) && !around.has(group);
      if (isShapeOf && OBJECT_SHAPES.has(element.name)) {
        around.set(group, element);
        countAttributes(notRead, "shape@", element, where, ["group_id"]);
        continue;
      }
      const isPose = joints !== null && element.name === "skeleton";
      if (!isPose) notRead.field("image/", element.name, true, where);
      if (element.name === "tag") addTag(row, element, where);
      if (isPose) {
        skeletons.push(element);
        continue;
      }
      if (NOT_OBJECTS.has(element.name)) {
        count(element.name);
        builder.lose(row);
      }
      if (!OBJECT_SHAPES.has(element.name)) continue;
      countAttributes(notRead, "shape@", element, where);
      addShape(row, element, widthPx, heightPx, `${where}, image ${quoted(name)}`);
    }
    if (joints === null) return;
    const size = [widthPx, heightPx] as const;
    for (const element of skeletons) {
      addSkeleton(row, element, takeShape(around, groupOf(element.attributes), size), where);
    }
    addLoose(row, loose, around, size, joints, where);
  };

  /** The shape of a group, which no other object of it gets; null where there is none that can be read. */
  const takeShape = (
    around: Map<string, XmlElement>,
    group: string | null,
    [widthPx, heightPx]: readonly [number, number],
  ): { readonly shape: CvatShape; readonly element: XmlElement } | null => {
    const element = group === null ? undefined : around.get(group);
    if (element === undefined || group === null) return null;
    const shape = shapeOf(element, widthPx, heightPx);
    if (!isShape(shape)) return null;
    around.delete(group);
    return { shape, element };
  };

  const addSkeleton = (
    row: number,
    element: XmlElement,
    around: ReturnType<typeof takeShape>,
    where: string,
  ): void => {
    if (joints === null) return;
    for (const name of declared.names) if (!joints.has(name)) joints.set(name, joints.size);
    const points = skeletonPoints(element, joints);
    const label = (around?.element ?? element).attributes.get("label") ?? "";
    if ("code" in points) {
      problems.add(points.code, `${points.what}; it is left out`, where);
      if (around === null) builder.lose(row);
      else add(row, label, around.shape, attributesOf(around.element), where);
      return;
    }
    const box = around === null ? boxOfAnnotated(points) : around.shape.box;
    if (box === null) {
      problems.add("annotations/points-none", "a skeleton has no point; it is left out", where);
      builder.lose(row);
      return;
    }
    const said = { ...attributesOf(element), ...(around && attributesOf(around.element)) };
    add(row, label, around?.shape ?? { box }, said, where);
    if (label !== "") builder.points(points);
  };

  /** Objects of points that are no skeleton: of an element with several, of a group, or of all others of the image. */
  const addLoose = (
    row: number,
    loose: readonly LoosePoints[],
    shapes: Map<string, XmlElement>,
    size: readonly [number, number],
    joints: Map<string, number>,
    where: string,
  ): void => {
    const poses = new Map<string, LoosePoints[]>();
    for (const [i, points] of loose.entries()) {
      const isWhole = points.places.length > 2;
      const key = isWhole ? `#${i}` : `group ${points.group ?? ""}`;
      poses.set(key, [...(poses.get(key) ?? []), points]);
    }
    for (const [key, parts] of poses) {
      const [first] = parts;
      const isWhole = key.startsWith("#");
      const around = takeShape(shapes, first?.group ?? null, size);
      const own = around?.element.attributes.get("label");
      const label = own ?? (isWhole ? (first?.label ?? "") : ANIMAL);
      const values = valuesOfLoose(parts, isWhole, joints);
      if (values === null || label === "") {
        const what = "points have no label, or one several times: nothing tells objects apart";
        problems.add("annotations/points-count", `${what}; they are left out`, where);
        if (around === null || own === undefined) builder.lose(row);
        else add(row, own, around.shape, attributesOf(around.element), where);
        continue;
      }
      const attributes = around === null ? {} : attributesOf(around.element);
      add(row, label, around?.shape ?? { box: boxOfAnnotated(values)! }, attributes, where);
      builder.points(values);
    }
    for (const element of shapes.values()) addShape(row, element, ...size, where);
  };

  /** Rows of the frames of tracks, once all images are known. */
  const addTracks = (): ReadonlySet<number> => {
    const rowOfFrame = new Map<string, number>();
    const rowFor = ({ task, subset, widthPx, heightPx }: VideoMeta, frame: number): number => {
      const key = frameKey(task, frame);
      const known = rowOfFrame.get(key) ?? rowOfId.get(key);
      if (known !== undefined) return known;
      const place: CvatPlace = { name: `frame_${String(frame).padStart(6, "0")}`, subset, task };
      const record = { line: frame + 1, widthPx, heightPx, state: TRUTH_STATE.empty };
      const row = placed.add(place, record, `frame ${frame}`);
      if (subset !== null) columns.set(row, "split", subset);
      rowOfFrame.set(key, row);
      return row;
    };
    const tracked = new Set(tracks.map(({ meta }) => meta));
    for (const meta of videos) tracked.add(meta);
    for (const meta of tracked) {
      if (meta.range === null || meta.range[1] - meta.range[0] >= MAX_FRAMES / 10) continue;
      const [first, last] = meta.range;
      for (let frame = first; frame <= last; frame += meta.step) rowFor(meta, frame);
    }
    let between = 0;
    for (const [number, track] of tracks.entries()) {
      const where = `${path}, track ${number + 1}`;
      if (track.notObject !== null) count(track.notObject);
      const { meta } = track;
      for (const frame of track.frames) rowFor(meta, frame);
      for (const { frame, label, shape, attributes } of track.shapes) {
        add(rowFor(meta, frame), label, shape, attributes, where);
      }
      for (const frame of track.unread) builder.lose(rowFor(meta, frame));
      for (const frame of track.between) builder.lose(rowFor(meta, frame));
      between += track.between.length;
      for (const { frame, code, what } of track.problems) {
        problems.add(code, `${what}; it is left out`, `${where}, frame ${frame}`);
        builder.lose(rowFor(meta, frame));
      }
    }
    if (between > 0) {
      const what = `${between} frames lie between outlines or turned boxes of a track, which are not interpolated; they are left out there`;
      problems.add("annotations/no-box", what, path);
    }
    return new Set(rowOfFrame.values());
  };

  return {
    columns,
    notRead,
    /** Lines of skeletons between points that objects have. */
    skeleton(): readonly (readonly [number, number])[] {
      return declared.lines.flatMap((ends) => {
        const [from = -1, to = -1] = ends.map((name) => joints?.get(name) ?? -1);
        return from < 0 || to < 0 ? [] : [[from, to] as const];
      });
    },
    take(child: XmlElement, line: number): void {
      const where = `${path}, line ${line}`;
      notRead.field("", child.name, true, where);
      if (child.name === "image") addImage(child, line);
      else if (child.name === "track") {
        countAttributes(notRead, "track@", child, where);
        for (const shape of child.children) countAttributes(notRead, "shape@", shape, where);
        const meta = metaOf(videos, child);
        const track = readTrack(child, meta.step, meta.widthPx, meta.heightPx, budget);
        tracks.push({ ...track, meta });
      } else if (child.name === "meta") {
        countMeta(notRead, child, where);
        videos = videoMetas(child);
        const labels = labelsIn(child);
        declared = declaredJoints(labels);
        for (const label of labels) {
          const name = isPart(label) ? undefined : textNamed(label, "name");
          if (name !== undefined) builder.label(name);
        }
      }
    },
    /** @returns whether there were tracks and no images */
    finish(files: readonly string[]): boolean {
      const frames = tracks.length > 0 ? addTracks() : new Set<number>();
      placed.findFiles(frames, files);
      for (const [kind, times] of counts) {
        const what = `${times} × ${kind}: no objects with an area; left out`;
        problems.add("annotations/not-an-object", what, path);
      }
      if (turned > 0) {
        const what = `${turned} boxes are turned; the outline is kept, the box is the least around it`;
        problems.add("annotations/rotation", what, path);
      }
      return tracks.length > 0 && images === 0;
    },
  };
}

/** Groups of points and skeletons of an image, whose first shape is that of the same object. */
function groupsOfPoints({ children }: XmlElement): ReadonlySet<string> {
  const points = children.filter(({ name }) => name === "points" || name === "skeleton");
  return new Set(points.flatMap(({ attributes }) => groupOf(attributes) ?? []));
}

/** Points in the order of `joints`, which gets those that it does not have yet; null where a name comes twice. */
function valuesOfLoose(
  parts: readonly LoosePoints[],
  isWhole: boolean,
  joints: Map<string, number>,
): Float64Array | null {
  const found = parts.flatMap(({ label, places, visibility }) =>
    Array.from({ length: places.length / 2 }, (_, k) => ({
      name: isWhole ? String(k + 1) : label,
      at: [places[2 * k]!, places[2 * k + 1]!, visibility],
    })),
  );
  const names = new Set(found.map(({ name }) => name));
  if (names.size < found.length || names.has("")) return null;
  for (const name of names) if (!joints.has(name)) joints.set(name, joints.size);
  const values = new Float64Array(3 * joints.size);
  for (const { name, at } of found) values.set(at, 3 * joints.get(name)!);
  return values;
}

/** The elements `meta/…/labels/label`, whether a job, a task or a project was exported. */
function labelsIn(meta: XmlElement): readonly XmlElement[] {
  if (meta.name === "label") return [meta];
  return meta.children.flatMap(labelsIn);
}

/** Videos by task; the export of a project has several. */
function videoMetas(meta: XmlElement): readonly VideoMeta[] {
  const project = childNamed(meta, "project");
  if (project === undefined) {
    return [videoMeta(childNamed(meta, "task") ?? childNamed(meta, "job") ?? meta, meta)];
  }
  const tasks = childNamed(project, "tasks")?.children.filter(({ name }) => name === "task") ?? [];
  return tasks.map((task) => ({
    ...videoMeta(task, meta),
    task: textNamed(task, "id") ?? null,
    subset: textNamed(task, "subset") || null,
  }));
}

function videoMeta(task: XmlElement, meta: XmlElement): VideoMeta {
  const size = childNamed(task, "original_size") ?? childNamed(meta, "original_size");
  const numberIn = (element: XmlElement | undefined, name: string): number =>
    element === undefined ? Number.NaN : Number(textNamed(element, name) ?? Number.NaN);
  const step = Number(
    /\bstep\s*=\s*(\d{1,6})/.exec(textNamed(task, "frame_filter") ?? "")?.[1] ?? 1,
  );
  const [first, last] = [numberIn(task, "start_frame"), numberIn(task, "stop_frame")];
  const hasRange = Number.isInteger(first) && Number.isInteger(last) && first >= 0 && last >= first;
  return {
    task: null,
    subset: null,
    widthPx: numberIn(size, "width"),
    heightPx: numberIn(size, "height"),
    step: Math.max(1, step),
    range: hasRange ? [first, last] : null,
  };
}

/** What is known of the video of a track; of a task that `meta` does not list, its number alone. */
function metaOf(videos: readonly VideoMeta[], track: XmlElement): VideoMeta {
  const task = track.attributes.get("task_id");
  const [only = NO_META] = videos;
  if (task === undefined) return videos.length > 1 ? NO_META : only;
  const subset = track.attributes.get("subset") ?? null;
  const known = videos.find((video) => video.task === task);
  return known ?? { ...NO_META, task, subset };
}

function frameKey(task: string | null, frame: number): string {
  return `${task ?? ""}/${frame}`;
}
