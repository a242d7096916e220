import { askedInVain } from "../../analyses/asked-in-vain.js";
import { onlyOfLabels } from "../../analyses/background/asked-of-labels.js";
import type { MaskedLeftOut, MaskedPictures } from "../../analyses/background/masked-pictures.js";
import { ANALYSES } from "../../analyses/registry.js";
import { boxesOfFiles } from "../../dataset/attributes/known-of-files.js";
import type { ObjectBoxes } from "../../dataset/attributes/object-boxes.js";
import type { ImageSet } from "../../dataset/image-set.js";
import type { PreparedImages, TruthOnFiles } from "../../dataset/prepare.js";
import type { FileAccess } from "../../formats/file-access.js";
import type { KeptPart } from "../../images/mask-objects.js";
import { coveredPixels } from "../../images/measure-background.js";
import type { PredictionSource } from "../../tasks/predictions.js";
import { taskOf } from "../../tasks/registry.js";
import { plainRequest } from "../plain-request.js";
import type { EvaluateRequest } from "../request.js";
import { type EvaluateContext, evaluate } from "./evaluate.js";

/** Boxes of each image of a run as fractions; null: nothing of it is masked. */
export type BoxesOfImage = (image: number) => Float64Array | null;

/** Answers to the same images seen in three ways; to others there is none. */
export interface MaskedSources extends Readonly<Record<KeptPart | "whole", PredictionSource>> {
  /** Images with boxes of which an answer is lacking. */
  readonly unanswered: number;
}

/** Where the objects of the images of a run are. */
export interface ObjectsToMask {
  readonly boxesOf: BoxesOfImage;
  readonly source: string;
  readonly images: number;
  readonly leftOut: Omit<MaskedLeftOut, "withoutAnswer">;
}

/** Boxes that leave less than a hundredth of this grid leave no background. */
const GRID = 200;

/**
 * What is to be masked where an analysis that was asked for wants pictures without their objects; null where
 * none does.
 *
 * @throws HomegroundError `analysis/no-boxes` where nothing says where objects are
 */
export async function objectsToMask(
  boxes: ObjectBoxes | null,
  { files }: Pick<TruthOnFiles, "files">,
  images: Pick<ImageSet, "found">,
  request: Pick<EvaluateRequest, "analyses" | "task">,
  ports: { readonly access: FileAccess; readonly signal: EvaluateContext["signal"] },
): Promise<ObjectsToMask | null> {
  const isWanted = ANALYSES.some(
    (one) => one.wantsMasked === true && request.analyses.includes(one.id),
  );
  if (!isWanted) return null;
  if (taskOf(request.task).truth !== "label") {
    throw onlyOfLabels(request.task);
  }
  const found = Array.from(images.found, (file) => files[file] ?? { path: "", sizeBytes: 0 });
  const placed = await boxesOfFiles(found, { boxes, ...ports });
  const own: (Float64Array | null)[] = [];
  const leftOut = { withoutObject: 0, withoutBackground: 0 };
  for (let image = 0; image < found.length; image++) {
    const box = placed?.of(image)?.box ?? new Float64Array(0);
    const isEmpty = box.length === 0;
    const isFull = !isEmpty && coversAll(box);
    if (isEmpty) leftOut.withoutObject++;
    if (isFull) leftOut.withoutBackground++;
    own.push(isEmpty || isFull ? null : box);
  }
  const count = own.filter((box) => box !== null).length;
  if (boxes === null || count === 0) {
    throw askedInVain(
      "analysis/no-boxes",
      boxes === null
        ? "nothing says where objects are"
        : `no image has an object and a background by the boxes of ${boxes.source}`,
      {
        command:
          "Say where objects are: --objects PATH, annotated boxes, masks or a detector's answers",
        app: "Give annotations that say where objects are",
      },
    );
  }
  return { boxesOf: (image) => own[image] ?? null, source: boxes.source, images: count, leftOut };
}

function coversAll(boxes: Float64Array): boolean {
  const covered = coveredPixels(GRID, GRID, boxes).reduce((sum, one) => sum + one, 0);
  return covered > 0.99 * GRID * GRID;
}

/** Evaluates what was said of the pictures as they are, without their objects, and of these alone. */
export async function evaluateMasked(
  placed: TruthOnFiles,
  prepared: PreparedImages,
  objects: ObjectsToMask,
  sources: MaskedSources,
  request: EvaluateRequest,
  { version, engine, signal }: Pick<EvaluateContext, "version" | "engine" | "signal">,
): Promise<MaskedPictures> {
  if (sources.unanswered === objects.images) {
    throw askedInVain(
      "analysis/no-boxes",
      `none of ${objects.images} pictures with objects has an answer with them, without them and to them alone`,
      "Give more time for each picture, or leave it out",
    );
  }
  const own = plainRequest(request);
  const of = async (part: "whole" | "background" | "objects") =>
    evaluate(placed, prepared, sources[part], own, {
      ...{ version, engine, signal },
      model: null,
      notes: [],
      gapAttributes: null,
      onlyHeadline: true,
    });
  return {
    boxes: objects.source,
    leftOut: { ...objects.leftOut, withoutAnswer: sources.unanswered },
    whole: await of("whole"),
    background: await of("background"),
    objects: await of("objects"),
  };
}
