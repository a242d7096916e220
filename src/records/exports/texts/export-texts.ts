import { counted } from "../../../reports/numbers.js";
import { figureText } from "../../../reports/record-figure-text.js";
import type { TransparencyRecord } from "../../record/record-types.js";
import { EXPORT_FILES, EXPORTS } from "../../words/exports.js";
import type { ExportTexts } from "../export-texts.js";

/** The words that exports of a record carry. */
export function exportTexts(record: TransparencyRecord): ExportTexts {
  const [first] = record.claims;
  const images = counted(record.counts.scored, "image");
  return {
    summary: EXPORTS.summary({
      model: record.model.name,
      task: record.task,
      images,
      id: record.id,
      figure: first === undefined ? null : figureText(first),
      openness: EXPORTS.openness[record.openness],
    }),
    figure: figureText,
    files: EXPORT_FILES,
    evaluation: EXPORTS.evaluation({ model: record.model.name, images }),
    noLicence: EXPORTS.noLicence,
  };
}
