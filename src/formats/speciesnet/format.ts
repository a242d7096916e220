import { CONFIDENCE, type Format, loaded, oneFile } from "../format.js";
import { speciesNetPieces } from "../megadetector/write.js";
import type { LossCounter } from "../objects/conversion-losses.js";
import { NOTHING_HELD } from "../objects/format-holds.js";
import type { ObjectSet } from "../objects/object-set.js";
import { SPECIESNET_FIELDS } from "./fields.js";

export const speciesNet: Format = {
  id: "speciesnet",
  name: "SpeciesNet",
  file: ({ json }) =>
    json?.isList === false && "filepath" in json.first("predictions") ? CONFIDENCE.marked : 0,
  read: loaded(["predictions", "detections"], () => import("./read.js")),
  fields: SPECIESNET_FIELDS,
  write: {
    ...oneFile("predictions.json", speciesNetPieces),
    count: countRenamed,
    holds: {
      ...NOTHING_HELD,
      name: "SpeciesNet",
      unit: "fraction",
      scores: "needed",
      empty: true,
      unlabelled: true,
      inside: true,
      fractionScores: true,
      whyNotLabel: (label) =>
        /^(animal|human|person|vehicle)$/.test(label)
          ? null
          : "SpeciesNet's detector knows animal, human and vehicle",
    },
  },
};

function countRenamed(set: ObjectSet, losses: LossCounter): void {
  for (const i of set.objectOrder) {
    if (set.labelNames[set.objects.label[i]!] !== "person") continue;
    const words = "objects are called human, as SpeciesNet calls persons";
    losses.add("convert/label-name", words, set.file[set.objects.image[i]!]!);
  }
}
