import { ARCHIVE_CASES } from "./archives.js";
import { COUNT_CASES } from "./counts.js";
import { DEPLOYMENT_CASES } from "./deployments.js";
import { HIDDEN_TEXT_CASES } from "./hidden-texts.js";
import { INSTANCE_CASES } from "./instances.js";
import { MASK_CASES } from "./masks.js";
import { MODEL_CASES } from "./models.js";
import { NESTING_CASES } from "./nesting.js";
import type { OwnCase } from "./own-case.js";
import { PICTURE_CASES } from "./pictures.js";
import { POINT_CASES } from "./points.js";
import { RECORD_CASES } from "./records.js";

/** The bad inputs of this repository, an area a file. A new file is a line here. */
export const OWN_CASES: readonly OwnCase[] = [
  ...NESTING_CASES,
  ...PICTURE_CASES,
  ...ARCHIVE_CASES,
  ...MODEL_CASES,
  ...RECORD_CASES,
  ...HIDDEN_TEXT_CASES,
  ...COUNT_CASES,
  ...POINT_CASES,
  ...MASK_CASES,
  ...INSTANCE_CASES,
  ...DEPLOYMENT_CASES,
];
