import { OBJECT_FLAG } from "../../core/objects.js";
import { encodePng } from "../../images/encode-png.js";
import { WRITTEN_INFO } from "../coco/fields.js";
import type { LossCounter } from "../objects/conversion-losses.js";
import { type FileAnImage, fileAnImage } from "../objects/file-an-image.js";
import type { ObjectSet } from "../objects/object-set.js";
import { countUnpainted, paintedObjects } from "../objects/painted.js";
import { besideImage, inPieces, jsonLines, type WrittenFile } from "../objects/written-files.js";

/**
 * COCO's panoptic form: `panoptic.json`, and a PNG file of segments for each image that has some. Images and categories keep the
 * numbers that they had in a COCO file; segments of an image are numbered from 1. Labels are of things unless the set says
 * that they are stuff; what no object covers is void.
 */
export function* panopticFiles(set: ObjectSet): Generator<WrittenFile> {
  const paths = panopticPaths(set).path;
  const annotations: string[] = [];
  for (const [image, path] of paths.entries()) {
    if (path === null) continue;
    const { widthPx, heightPx, values, objects } = paintedObjects(set, image);
    const area = new Float64Array(objects.length + 1);
    const sides = objects.map(
      () => [widthPx, heightPx, -1, -1] as [number, number, number, number],
    );
    const rgb = new Uint8Array(3 * values.length);
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!;
      area[value]!++;
      if (value === 0) continue;
      rgb[3 * at] = value & 255;
      rgb[3 * at + 1] = (value >> 8) & 255;
      rgb[3 * at + 2] = value >> 16;
      const side = sides[value - 1]!;
      const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
      side[0] = Math.min(side[0], x);
      side[1] = Math.min(side[1], y);
      side[2] = Math.max(side[2], x);
      side[3] = Math.max(side[3], y);
    }
    const segments = objects.flatMap((i, k) => {
      const [left, top, right, bottom] = sides[k]!;
      if (right < 0) return [];
      return {
        id: k + 1,
        category_id: set.ids?.category[set.objects.label[i]!] ?? set.objects.label[i]! + 1,
        iscrowd: (set.flags[i]! & OBJECT_FLAG.crowd) === 0 ? 0 : 1,
        bbox: [left, top, right - left + 1, bottom - top + 1],
        area: area[k + 1],
      };
    });
    annotations.push(
      JSON.stringify({
        image_id: set.ids?.image[image] ?? image + 1,
        file_name: path.slice(FOLDER.length),
        segments_info: segments,
      }),
    );
    yield { path, pieces: [encodePng(widthPx, heightPx, rgb)] };
  }
  yield { path: "panoptic.json", pieces: inPieces(textOf(set, annotations)) };
}

const FOLDER = "panoptic/";

function* textOf(set: ObjectSet, annotations: readonly string[]): Generator<string> {
  yield `{\n"info": ${WRITTEN_INFO.coco},\n"images": [`;
  yield* jsonLines(
    set.file.map((file_name, image) => ({
      id: set.ids?.image[image] ?? image + 1,
      file_name,
      width: set.widthPx[image],
      height: set.heightPx[image],
    })),
  );
  yield '\n],\n"annotations": [';
  yield* jsonLines(annotations);
  yield '\n],\n"categories": [';
  yield* jsonLines(
    set.labelNames.map((name, k) => ({
      id: set.ids?.category[k] ?? k + 1,
      name,
      supercategory: set.supercategories[k] ?? "",
      isthing: set.stuff?.has(name) === true ? 0 : 1,
    })),
  );
  yield "\n]\n}\n";
}

/** The PNG file of each image; an image on which nothing is has none, since it would be void. */
export function panopticPaths(set: ObjectSet): FileAnImage {
  const files = fileAnImage(set, (file) => `${FOLDER}${besideImage(file, "png")}`);
  const path = files.path.map((one, image) =>
    set.objectStart[image] === set.objectStart[image + 1] ? null : one,
  );
  return { ...files, path };
}

export function countPanopticLosses(set: ObjectSet, losses: LossCounter): void {
  countUnpainted(set, "COCO panoptic", losses);
}
