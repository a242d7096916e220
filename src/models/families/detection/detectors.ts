import { boxesScores } from "./boxes-scores.js";
import { customDetector } from "./custom-detector.js";
import type { DetectorFamily } from "./detector-family.js";
import { detr } from "./detr.js";
import { efficientdet } from "./efficientdet.js";
import { fcos } from "./fcos.js";
import { nanodet } from "./nanodet.js";
import { rtDetr } from "./rt-detr.js";
import { ssd } from "./ssd.js";
import { ssdPriors } from "./ssd-priors.js";
import { torchvisionDetection } from "./torchvision-detection.js";
import { yolov5 } from "./yolov5.js";
import { yolov6 } from "./yolov6.js";
import { yolov7 } from "./yolov7.js";
import { yolov8 } from "./yolov8.js";
import { yolov8Nms } from "./yolov8-nms.js";
import { yolov10 } from "./yolov10.js";
import { yolox } from "./yolox.js";

/**
 * All families of detectors, in the order in which they are asked whether a model is theirs: names of
 * outputs say more than shapes, and special shapes more than those that fit many models.
 */
export const DETECTORS = [
  ssd,
  torchvisionDetection,
  detr,
  efficientdet,
  ssdPriors,
  boxesScores,
  yolov7,
  rtDetr,
  yolov8,
  yolov6,
  yolox,
  yolov5,
  nanodet,
  fcos,
  yolov10,
  yolov8Nms,
  customDetector,
] as const;

export type DetectorId = (typeof DETECTORS)[number]["id"];

export function isDetectorFamily(family: object): family is DetectorFamily {
  return "recognise" in family;
}
