import { HomegroundError } from "../../core/errors.js";
import { withSlashes } from "../delimited/table-cells.js";
import type { FileAccess } from "../file-access.js";
import type { Reader } from "../format.js";
import { createProblemList, type ProblemList, quoted } from "../import-problems.js";
import { TRUTH_STATE } from "../import-types.js";
import { createRecordColumns } from "../json/record-columns.js";
import { createImageFinder } from "../objects/image-files.js";
import type { ReadObjectOptions } from "../objects/object-options.js";
import {
  createObjectTruthBuilder,
  type ObjectTruthBuilder,
} from "../objects/object-truth-builder.js";
import type { ObjectTruth } from "../objects/object-types.js";
import { childNamed, readXml, textNamed, type XmlElement } from "../xml/xml-elements.js";
import { type CvatShape, isShape, NOT_OBJECTS, OBJECT_SHAPES, shapeOf } from "./cvat-shapes.js";
import { FILLED_FRAMES, MAX_FRAMES, type ReadTrack, readTrack } from "./cvat-tracks.js";

export const objects: Reader<"objects"> = async ({ access, path, foundIn, images }, options) =>
  readCvatTruth(access, path, foundIn === null ? options : { ...options, images: await images() });

/**
 * Reads ground truth from CVAT's XML 1.1, for images and for videos, one image or track at a time.
 *
 * Boxes, polygons, ellipses and masks are objects; a turned box keeps its four corners as outline
 * and gets the least box around them. Points, lines, skeletons, cuboids and tags are counted and
 * left out. An image without a shape is *empty*, as in COCO. In videos a frame is the image of that
 * number, or is called `frame_000123`; how frames between shapes are filled says `readTrack`.
 *
 * Source: docs.cvat.ai, "CVAT XML format 1.1".
 *
 * @throws HomegroundError `input/bad-shape` where the root is no `annotations`, `input/empty`, and as
 *   `readXml`
 */
export async function readCvatTruth(
  access: FileAccess,
  path: string,
  options: ReadObjectOptions = {},
): Promise<ObjectTruth> {
  const problems = createProblemList();
  const builder = createObjectTruthBuilder(problems);
  const reading = startReading(path, builder, problems);
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
    boxes: options.boxes,
  });
}

/** Sizes and steps of a video, from `meta`. */
interface VideoMeta {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly step: number;
  /** Numbers of the first and last frame; null where they are not said. */
  readonly range: readonly [first: number, last: number] | null;
}

const NO_META: VideoMeta = { widthPx: Number.NaN, heightPx: Number.NaN, step: 1, range: null };

function startReading(path: string, builder: ObjectTruthBuilder, problems: ProblemList) {
  const columns = createRecordColumns();
  const counts = new Map<string, number>();
  const rowOfId = new Map<number, number>();
  const tracks: ReadTrack[] = [];
  const budget = { frames: FILLED_FRAMES };
  let meta = NO_META;
  let images = 0;
  let shapeCount = 0;
  let turned = 0;

  const count = (what: string, times = 1): void => {
    counts.set(what, (counts.get(what) ?? 0) + times);
  };
  const add = (row: number, label: string, shape: CvatShape, where: string): void => {
    if (label === "") {
      problems.add("annotations/no-label", "a shape has no label; it is left out", where);
      builder.lose(row);
      return;
    }
    if (shape.isTurned === true) turned++;
    const { area } = shape;
    builder.add(row, builder.label(label), shape.box, {
      id: ++shapeCount,
      ...(area === undefined ? {} : { area }),
    });
    if (shape.polygon !== undefined) builder.polygon(shape.polygon);
    if (shape.runs !== undefined) builder.runs(shape.runs);
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
    if (builder.rowOf(name) !== undefined) {
      const what = `${name} is listed twice; its objects are joined`;
      problems.add("annotations/duplicate-image", what, where);
    }
    const row = builder.image(name, { line, widthPx, heightPx, state: TRUTH_STATE.empty });
    rowOfId.set(side("id"), row);
    const split = image.attributes.get("subset");
    if (split !== undefined) columns.set(row, "split", split);
    for (const element of image.children) {
      if (NOT_OBJECTS.has(element.name)) count(element.name);
      if (!OBJECT_SHAPES.has(element.name)) continue;
      const shape = shapeOf(element, widthPx, heightPx);
      if (isShape(shape)) add(row, element.attributes.get("label") ?? "", shape, where);
      else {
        problems.add(
          shape.code,
          `${shape.what}; it is left out`,
          `${where}, image ${quoted(name)}`,
        );
        builder.lose(row);
      }
    }
  };

  /** Rows of the frames of tracks, once all images are known. */
  const addTracks = (files: readonly string[]): void => {
    const finder = createImageFinder(files);
    const rowOfFrame = new Map<number, number>();
    const rowFor = (frame: number): number => {
      const known = rowOfFrame.get(frame) ?? rowOfId.get(frame);
      if (known !== undefined) return known;
      const name = `frame_${String(frame).padStart(6, "0")}`;
      const [file] = finder.find([name]);
      const { widthPx, heightPx } = meta;
      const row = builder.image(file ?? name, {
        line: frame + 1,
        widthPx,
        heightPx,
        state: TRUTH_STATE.empty,
      });
      rowOfFrame.set(frame, row);
      return row;
    };
    if (meta.range !== null && meta.range[1] - meta.range[0] < MAX_FRAMES / 10) {
      for (let frame = meta.range[0]; frame <= meta.range[1]; frame += meta.step) rowFor(frame);
    }
    let between = 0;
    for (const [number, track] of tracks.entries()) {
      const where = `${path}, track ${number + 1}`;
      if (track.notObject !== null) count(track.notObject);
      for (const frame of track.frames) rowFor(frame);
      for (const { frame, label, shape } of track.shapes) add(rowFor(frame), label, shape, where);
      for (const frame of track.between) builder.lose(rowFor(frame));
      between += track.between.length;
      for (const { frame, code, what } of track.problems) {
        problems.add(code, `${what}; it is left out`, `${where}, frame ${frame}`);
        builder.lose(rowFor(frame));
      }
    }
    if (between > 0) {
      const what = `${between} frames lie between outlines or turned boxes of a track, which are not interpolated; they are left out there`;
      problems.add("annotations/no-box", what, path);
    }
  };

  return {
    columns,
    take(child: XmlElement, line: number): void {
      if (child.name === "image") addImage(child, line);
      else if (child.name === "track") {
        tracks.push(readTrack(child, meta.step, meta.widthPx, meta.heightPx, budget));
      } else if (child.name === "meta") {
        meta = videoMeta(child);
        for (const name of labelNames(child)) builder.label(name);
      }
    },
    /** @returns whether there were tracks and no images */
    finish(files: readonly string[]): boolean {
      if (tracks.length > 0) addTracks(files);
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

/** Names of `meta/…/labels/label`, of whatever the file is an export. */
function labelNames(meta: XmlElement): readonly string[] {
  const names: string[] = [];
  const visit = (element: XmlElement): void => {
    if (element.name === "label") {
      const name = textNamed(element, "name");
      if (name !== undefined) names.push(name);
    } else for (const child of element.children) visit(child);
  };
  visit(meta);
  return names;
}

function videoMeta(meta: XmlElement): VideoMeta {
  const task = childNamed(meta, "task") ?? childNamed(meta, "job") ?? meta;
  const size = childNamed(task, "original_size") ?? childNamed(meta, "original_size");
  const numberIn = (element: XmlElement | undefined, name: string): number =>
    element === undefined ? Number.NaN : Number(textNamed(element, name) ?? Number.NaN);
  const step = Number(
    /\bstep\s*=\s*(\d{1,6})/.exec(textNamed(task, "frame_filter") ?? "")?.[1] ?? 1,
  );
  const [first, last] = [numberIn(task, "start_frame"), numberIn(task, "stop_frame")];
  const hasRange = Number.isInteger(first) && Number.isInteger(last) && first >= 0 && last >= first;
  return {
    widthPx: numberIn(size, "width"),
    heightPx: numberIn(size, "height"),
    step: Math.max(1, step),
    range: hasRange ? [first, last] : null,
  };
}
