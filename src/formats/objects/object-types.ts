import type { DetectedObjects, TruthObjects } from "../../core/objects.js";
import type { Table } from "../../core/table.js";
import type {
  DetectedFormat,
  HowRead,
  ImageTruth,
  ImportProblem,
  LeftAside,
} from "../import-types.js";

/** The padded input of a model that boxes are fractions of, where they were not brought back to images. */
export interface PaddedInput {
  /** Null for a square of any size. */
  readonly size: readonly [width: number, height: number] | null;
  /** Whether the image lies in its middle; otherwise at the top left. */
  readonly isCentred: boolean;
}

/** What boxes are measured in: pixels, or fractions of the image's width and height (0 to 1). */
export type BoxUnit = "pixel" | "fraction";

/**
 * How a file writes the four numbers of a box: left, top, width, height · left, top, right, bottom
 * · centre, width, height.
 */
export type BoxWriting = "xywh" | "xyxy" | "cxcywh";

/**
 * Ground truth with the place of each object. The rows are images, each once, with the labels of
 * their objects, so that image-level tasks read the same table.
 */
export interface ObjectTruth extends ImageTruth {
  readonly regions: TruthRegions;
  /**
   * Labels that images have as a whole, as indexes into `labelNames`; the others are those of their
   * objects. Left out where the file has no place for them.
   */
  readonly imageLabels?: Pick<ImageTruth, "labelStart" | "labelIndex">;
}

/** The objects of an {@link ObjectTruth}. */
export interface TruthRegions {
  /** `image` is a row of the truth, `label` an index into its `labelNames`. */
  readonly objects: TruthObjects;
  readonly unit: BoxUnit;
  /** How the file wrote the boxes that `objects` has as x, y, width, height. Default: `xywh`. */
  readonly written?: BoxWriting;
  /** Size of each row's image as displayed, as the file says it; NaN where it does not. */
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
  /** Id or place of each object in its file (`annotations[].id`, line), for messages. */
  readonly objectId: readonly (string | number)[] | Float64Array;
  /** What else the file says of each object, a row an object; left out where it says nothing. */
  readonly attributes?: Table;
  /**
   * Federated truth: which labels were looked for on which image. Left out where every label was
   * looked for on every image.
   */
  readonly searched?: SearchedLabels;
  /** Labels of regions, one an image, and not of objects that can be counted (COCO's stuff). */
  readonly stuff?: ReadonlySet<string>;
  /** Whether each pixel is an object's or of nothing known (void), so that there is no background. */
  readonly isPartition?: true;
}

/**
 * Labels that were looked for, by image (LVIS). A label of an image that is in neither list and
 * has no object there was not looked for: a detection of it is neither right nor wrong.
 */
export interface SearchedLabels {
  /** Labels known to be absent from image i: absent[absentStart[i] … absentStart[i + 1] − 1]. */
  readonly absentStart: Int32Array;
  readonly absent: Int32Array;
  /** Labels of which not every object of the image is annotated; the same layout. */
  readonly partlyStart: Int32Array;
  readonly partly: Int32Array;
}

/** Detections that came from a file: rows are the images that the file speaks of. */
export interface ObjectPredictions extends LeftAside, HowRead {
  readonly format: DetectedFormat;
  readonly source: string;
  readonly rowCount: number;
  /** The image's path as written, with `/` for `\`; each once. */
  readonly file: readonly string[];
  /** Names of the labels that the file can answer with, in its order. */
  readonly labelNames: readonly string[];
  /** Whether the file lists no labels beside those that were found. Default false. */
  readonly namesOnlyFound?: boolean;
  /**
   * Whether a row of the file is a detection, and every image that it names has one: then it has no row
   * for an image on which nothing was found. Default false.
   */
  readonly imagesOnlyFound?: boolean;
  /** Whether each pixel is a detection's or of nothing known, so that there is no background. */
  readonly isPartition?: true;
  /** In the order of the file. */
  readonly objects: DetectedObjects;
  readonly unit: BoxUnit;
  /** How the file wrote the boxes that `objects` has as x, y, width, height. Default: `xywh`. */
  readonly written?: BoxWriting;
  /** What boxes are fractions of, where they were not brought back to the images. */
  readonly paddedInput?: PaddedInput;
  /** Whether the file says of no number that it is the score: it may as well stand before the box. */
  readonly scoreIsLast?: true;
  /** 1 where the model was not run or failed on the image: no prediction, not an empty one. */
  readonly failed: Uint8Array;
  /** Size of each row's image as displayed, as the file says it; NaN where it does not. */
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
  readonly line: Int32Array;
  readonly attributes: Table;
  readonly roles: ReadonlyMap<string, string>;
  readonly problems: readonly ImportProblem[];
  /** Rows of images of which a detection could not be read. */
  readonly incomplete?: ReadonlySet<number>;
  /** Those of them that lack nothing but detections of categories that the ground truth does not ask for. */
  readonly onlyUnasked?: ReadonlySet<number>;
  /** Least score that the file holds by its own account, where it says one. */
  readonly leastScore?: number;
  /** The threshold at which the file says that its scores are used, and where it says so. */
  readonly threshold?: { readonly value: number; readonly source: string };
}
