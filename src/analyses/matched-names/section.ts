import { paragraph } from "../../reports/document-blocks.js";
import type { PictureTile } from "../../reports/document-types.js";
import { shown } from "../../reports/text.js";
import type { NameExample } from "../../results/report-input.js";
import type { AnalysisSection } from "../analysis.js";
import { plainTile } from "../mistakes/mistakes-view.js";
import { NAMES } from "./words.js";

/** Pictures of labels whose names were matched, for the reader to check the decision. */
export const namesSection: AnalysisSection<readonly PictureTile[]> = {
  anchor: "matched-names",
  question: "computed",
  paper: false,
  view: ({ extras: { names } }) =>
    names?.examples === undefined || names.examples.length === 0
      ? null
      : names.examples.map(tileOf),
  title: () => NAMES.title,
  blocks: (tiles) => [
    ...paragraph(NAMES.lead),
    { kind: "pictures", id: "matched-names", tiles, key: [] },
  ],
};

function tileOf({ label, to, file, thumbnail }: NameExample): PictureTile {
  const truth = shown(label, 60);
  const said = NAMES.taken({ name: to.map((name) => shown(name, 40)).join(", ") });
  const name = shown(file, 60);
  const alt = NAMES.alt({ file: name, label: truth, said });
  return plainTile({ file: name, truth, said, alt }, thumbnail);
}
