import { MOST_PICTURE_BYTES, makePictures } from "../analyses/mistakes/mistake-pictures.js";
import { pictureOf } from "../analyses/mistakes/mistakes-view.js";
import { formatCsvRow } from "../formats/delimited/csv-write.js";
import { isOfOutlines, isOfPoints } from "../metrics/metric.js";
import {
  type EvaluatedDetections,
  haveObjects,
} from "../outcomes/detection/evaluated-detections.js";
import type { PictureTile } from "../reports/document-types.js";
import { drawnBoxes, tellingFirst } from "../reports/drawn-boxes.js";
import { counted, grouped } from "../reports/numbers.js";
import { shown } from "../reports/text.js";
import type { MistakeBox } from "../results/report-input.js";
import { boxesByImage } from "../tasks/detection/image-boxes.js";
import type { ComparedOutcomes } from "./comparison.js";
import type { ObjectsApart } from "./objects-apart.js";
import { type AloneTiles, spread, type UnitPictures } from "./only-one-tiles.js";
import { COMPARISON } from "./words.js";

/** Images of one model, tiles of an image, and tiles of all. */
const MOST_OF_MODEL = 3;
const MOST_BESIDE = 4;
const MOST_TILES = 48;
/** So many boxes of a picture are drawn: more would hide it. */
const MOST_BOXES = 40;

/** How many tiles each image has: of the detector that alone finds something, and of others. */
export function tilesOfImage(models: number): number {
  return Math.min(MOST_BESIDE, models);
}

/**
 * Images at hand with objects that one detector alone finds: each as that detector has it, and beside it as
 * the others have it, {@link tilesOfImage} tiles an image.
 *
 * @param images names of the shared units
 * @throws the reason of the ports' signal
 */
export async function objectTiles(
  models: readonly ComparedOutcomes[],
  { unit, row, found, only, thresholds }: ObjectsApart,
  images: readonly string[],
  { ports, image }: UnitPictures,
): Promise<AloneTiles> {
  const beside = tilesOfImage(models.length);
  const most = Math.max(
    1,
    Math.min(MOST_OF_MODEL, Math.floor(MOST_TILES / (models.length * beside))),
  );
  const chosen = models.map((_, m) => {
    const own = new Set<number>();
    for (const [k, one] of only.entries()) {
      if (one === m && image[unit[k]!]! >= 0) own.add(unit[k]!);
    }
    return spread([...own], most);
  });
  const absent = new Set(unit.filter((i, k) => only[k]! >= 0 && image[i]! < 0)).size;
  const wanted = [...new Set(chosen.flat())].slice(0, Math.floor(MOST_TILES / beside));
  const made = await makePictures(
    wanted.map((i) => ({ image: image[i]!, around: null })),
    ports,
    MOST_PICTURE_BYTES / beside,
  );
  const madeOf = new Map(wanted.map((i, k) => [i, made[k]!]));
  const detectors = models.map(({ name, outcomes, units }, m) =>
    haveObjects(outcomes) ? { name, ...boxesOf(outcomes, units, thresholds[m]!) } : null,
  );
  const are = (what: (task: string) => boolean): boolean =>
    models.some(({ outcomes: { kind } }) => what(kind));
  const falseOne = are(isOfOutlines)
    ? COMPARISON.falseOutline
    : are(isOfPoints)
      ? COMPARISON.falseObject
      : COMPARISON.falseBox;
  const objectsOf = (i: number): number[] => Array.from(unit.keys()).filter((k) => unit[k] === i);
  const tiles = new Map(
    models.map(({ name }, m) => [
      name,
      chosen[m]!.flatMap((i): PictureTile[] => {
        const picture = madeOf.get(i);
        if (picture === undefined) return [];
        const objects = objectsOf(i);
        const alone = new Set(objects.filter((k) => only[k] === m).map((k) => row[k]!));
        const order = [m, ...models.keys()].filter((k, at, all) => all.indexOf(k) === at);
        return order.slice(0, beside).flatMap((k): PictureTile[] => {
          const detector = detectors[k];
          if (detector === null || detector === undefined) return [];
          const hits = objects.filter((one) => found[k]![one] === 1).length;
          const { boxes, alarms } = detector.of(i);
          const said = COMPARISON.finds({
            name: shown(detector.name, 40),
            found: grouped(hits),
            of: counted(objects.length, "object"),
            alarms: counted(alarms, falseOne),
          });
          const { thumbnail } = picture;
          return [
            {
              file: shown(images[i]!, 60),
              truth: "",
              said,
              brief: said,
              isRight: k === m,
              note: null,
              alt: COMPARISON.altObjects({
                said,
                alone: counted(alone.size, "object"),
                only: shown(name, 40),
              }),
              sureness: null,
              picture: thumbnail === undefined ? null : pictureOf(thumbnail, boxes),
              noPicture: thumbnail === undefined ? COMPARISON.noPicture : null,
              cutOut: null,
            },
          ];
        });
      }),
    ]),
  );
  return { tiles, absent };
}

/** Boxes of a detector on shared units, as they count from a threshold on. */
function boxesOf(outcomes: EvaluatedDetections, units: Int32Array, threshold: number) {
  const { unitOfImage } = outcomes;
  const by = boxesByImage(outcomes);
  const firstImage = new Int32Array(outcomes.unitCount).fill(-1);
  for (let at = unitOfImage.length - 1; at >= 0; at--) {
    if (unitOfImage[at]! >= 0) firstImage[unitOfImage[at]!] = at;
  }
  return {
    of(i: number): { readonly boxes: readonly MistakeBox[]; readonly alarms: number } {
      const drawn = drawnBoxes(by.of(firstImage[units[i]!]!), threshold);
      const isAlarm = (outcome: string): boolean => outcome === "false" || outcome === "wrong-kind";
      return {
        alarms: drawn.filter(({ outcome }) => isAlarm(outcome)).length,
        boxes: tellingFirst(drawn)
          .slice(0, MOST_BOXES)
          .map(({ box: { x, y, width, height }, outcome, caption }) => {
            return { x, y, width, height, outcome, caption, subject: false };
          }),
      };
    },
  };
}

/**
 * The objects that only one detector finds, as a table: image, label, box in the units of the
 * annotations, model.
 *
 * @param images of the shared units
 */
export function onlyOneFindsCsv(
  models: readonly ComparedOutcomes[],
  { unit, row, only }: ObjectsApart,
  images: readonly string[],
): string {
  const rows = [formatCsvRow(["image", "label", "x", "y", "width", "height", "model"])];
  const { outcomes } = models[0]!;
  if (!haveObjects(outcomes)) return rows.join("");
  const { input, classes } = outcomes;
  for (const [k, m] of only.entries()) {
    if (m < 0) continue;
    const at = row[k]!;
    const box = Array.from(input.truth.box.subarray(4 * at, 4 * at + 4), String);
    const label = classes[input.truth.label[at]!]!;
    rows.push(formatCsvRow([images[unit[k]!]!, label, ...box, models[m]!.name]));
  }
  return rows.join("");
}
