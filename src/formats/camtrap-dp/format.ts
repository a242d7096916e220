import { baseName, joinPath } from "../file-access.js";
import { CONFIDENCE, type Format, loaded } from "../format.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import { boxes } from "../objects/reinterpret-boxes.js";
import { CAMTRAP_FIELDS } from "./fields.js";
import { camtrapFiles, countLabelsBesideBoxes, countMissingFields } from "./write.js";

const PACKAGE = "datapackage.json";

export const camtrapDp: Format = {
  id: "camtrap-dp",
  name: "Camtrap DP",
  fileName: PACKAGE,
  folder({ folder, wanted, listed }) {
    const isTruth = wanted === "labels" || wanted === "objects";
    const files = isTruth
      ? listed.all.filter((path) => baseName(path) === PACKAGE)
      : listed.all.filter((path) => path === joinPath(folder, PACKAGE));
    return { name: "a Camtrap DP package", files, confidence: CONFIDENCE.named };
  },
  read: loaded(["labels", "objects", "predictions", "detections"], () => import("./read.js")),
  fields: CAMTRAP_FIELDS,
  choices: [boxes],
  write: {
    isOneFile: false,
    files: camtrapFiles,
    count(set, losses) {
      countMissingFields(set, losses);
      countLabelsBesideBoxes(set, losses);
    },
    holds: {
      ...NOTHING_HELD,
      name: "Camtrap DP",
      unit: "fraction",
      scores: "kept",
      imageLabels: true,
      empty: true,
      unlabelled: true,
      inside: true,
      fractionScores: true,
      whyNotLabel: (label) =>
        /^(NA|NaN|nan|blank|)$/.test(label.trim())
          ? "it is a mark of a missing value or of an empty image there"
          : null,
    },
  },
};
