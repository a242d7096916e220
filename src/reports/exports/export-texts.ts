import type { ExportTexts } from "../../records/exports/export-texts.js";
import type { TransparencyRecord } from "../../records/record-types.js";
import { counted } from "../numbers.js";
import { figureText } from "../record-figure-text.js";
import { EXPORT_FILES, EXPORTS } from "../words/exports.js";

/** The words that exports of a record carry. */
export function exportTexts(record: TransparencyRecord): ExportTexts {
  const [first] = record.claims;
  const images = counted(record.counts.scored, "image");
  return {
    summary: EXPORTS.summary({
      ...{ model: record.model.name, task: record.task, images, id: record.id },
      figure: first === undefined ? null : figureText(first),
      openness: EXPORTS.openness[record.openness],
    }),
    figure: figureText,
    files: EXPORT_FILES,
    evaluation: EXPORTS.evaluation({ model: record.model.name, images }),
    noLicence: EXPORTS.noLicence,
  };
}
