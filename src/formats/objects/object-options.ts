import type { BoxTableColumns } from "../csv-boxes/box-roles.js";
import type { TableWriting } from "../delimited/table-writing.js";
import type { MaskMeaning } from "../mask-images/mask-reading.js";
import type { ChosenPredictionReadings } from "../prediction-reading/choices.js";
import type { OneBased } from "../voc/voc-corners.js";
import type { YoloOrder } from "../yolo/yolo-order.js";
import type { YoloTask } from "../yolo/yolo-task.js";
import type { BoxReading } from "./reinterpret-boxes.js";

/** What a user can say about a reading, by the keys of the formats' choices. */
export interface ChosenReadings extends ChosenPredictionReadings {
  /** What the numbers of the boxes are, where the file is not what its format says. */
  readonly boxes?: BoxReading | undefined;
  /** What the lines of YOLO label files are, where their length does not tell. */
  readonly yoloTask?: YoloTask | undefined;
  /** What the numbers in masks stand for; told from the numbers where nothing is said. */
  readonly maskValues?: MaskMeaning | undefined;
  /** Where the confidence stands in a line of YOLO's predictions. */
  readonly yoloOrder?: YoloOrder | undefined;
  /** Whether corners of Pascal VOC are counted from 1. Default: `auto`, from the corners. */
  readonly vocOneBased?: OneBased | undefined;
}

/** What can be said about files with objects; nothing of it is needed where files are plain. */
export interface ReadObjectOptions extends ChosenReadings {
  /**
   * Paths of the images, where they lie elsewhere than the annotations: formats with a file for each
   * image are named after images, not always with their extension.
   */
  readonly images?: readonly string[];
  /** Labels of the model by their number, for files that number classes and name none. */
  readonly classNames?: readonly string[] | undefined;
  /** Which columns of a table mean what. */
  readonly columns?: BoxTableColumns;
  /** How a table of delimited text is written. */
  readonly writing?: TableWriting;
  /** For COCO: whether outlines are kept, as overlaps of masks need them. Default false. */
  readonly outlines?: boolean;
  /** Whether pixels of which nothing is known become ignored objects, where outlines say them. Default false. */
  readonly voids?: boolean;
  /** Whether points of objects are kept, as similarities of keypoints need them. Default false. */
  readonly points?: boolean;
}
