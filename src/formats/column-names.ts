import { HomegroundError } from "../core/errors.js";
import { namesImage } from "./delimited/delimited-dialect.js";
import { quoted } from "./import-problems.js";

/** A column's name without what people write differently: case, blanks, `_`, `-`, `.`. */
export function foldName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** Names of a column that says which image a row is about, the surest first; folded. */
const IMAGE_NAMES = [
  "file",
  "filename",
  "filepath",
  "image",
  "imagefile",
  "imagefilename",
  "imagename",
  "imagepath",
  "img",
  "imgname",
  "imgpath",
  "imgfile",
  "picture",
  "photo",
  "fname",
  "path",
  "relativepath",
  "imageid",
  "imgid",
  "mediafile",
  "frame",
  "uri",
  "url",
];

/** Names of a column with the label of an image, the surest first; folded. */
const LABEL_NAMES = [
  "label",
  "labels",
  "class",
  "classname",
  "classlabel",
  "category",
  "categoryname",
  "species",
  "commonname",
  "scientificname",
  "taxon",
  "truelabel",
  "trueclass",
  "truth",
  "groundtruth",
  "target",
  "labelname",
  "annotation",
  "diagnosis",
  "dx",
  "finding",
  "answer",
  "classid",
  "labelid",
  "categoryid",
  "observation",
];

/** Names of a column with a model's prediction, the surest first; folded. */
const PREDICTED_NAMES = [
  "predicted",
  "prediction",
  "pred",
  "predictedlabel",
  "predictedclass",
  "predlabel",
  "predclass",
  "predictedspecies",
  "top1",
  "guess1",
  "output",
  "modellabel",
  "mllabel",
];

/** Names of a column with the score of that answer; folded. */
const PREDICTION_SCORE_NAMES = [
  "score",
  "confidence",
  "probability",
  "prob",
  "conf",
  "predictedscore",
  "predictionscore",
  "predscore",
  "predconf",
  "predictedconfidence",
  "predictedprobability",
  "ptop1",
  "confidence1",
  "top1score",
  "top1prob",
  "maxprob",
  "maxscore",
];

/** Names of a column that names a file which is not the image; folded. */
const OTHER_FILE_NAMES = /mask|segment|annotationfile|thumbnail|depthmap/;

const COLUMN_ROLES = {
  image: IMAGE_NAMES,
  label: LABEL_NAMES,
  predicted: PREDICTED_NAMES,
  predictionScore: PREDICTION_SCORE_NAMES,
} as const;

/** Columns whose names can play a role, the surest first. */
export function columnsFor(
  role: keyof typeof COLUMN_ROLES,
  names: readonly string[],
): readonly string[] {
  const wanted: readonly string[] = COLUMN_ROLES[role];
  const rank = (name: string): number => wanted.indexOf(foldName(name));
  return names.filter((name) => rank(name) >= 0).sort((a, b) => rank(a) - rank(b));
}

/** Cells of a column in the sample that are not empty. */
export function sampleOf(
  name: string,
  names: readonly string[],
  sample: readonly (readonly string[])[],
): string[] {
  const at = names.indexOf(name);
  return sample.flatMap((row) => {
    const cell = row[at]?.trim() ?? "";
    return cell === "" ? [] : [cell];
  });
}

/** Columns that name files in another role, such as masks: by their name and by their cells. */
export function otherFileColumns(
  names: readonly string[],
  sample: readonly (readonly string[])[],
): readonly string[] {
  return names.filter((name) => {
    if (!OTHER_FILE_NAMES.test(foldName(name))) return false;
    const cells = sampleOf(name, names, sample);
    return cells.length > 0 && cells.every(namesImage);
  });
}

/** The one column in which nearly all cells name image files; undefined for none or several. */
export function imageColumnByContent(
  names: readonly string[],
  sample: readonly (readonly string[])[],
): string | undefined {
  const found = names.filter((name) => {
    const cells = sampleOf(name, names, sample);
    return cells.length > 0 && cells.filter(namesImage).length >= 0.8 * cells.length;
  });
  return found.length === 1 ? found[0] : undefined;
}

/** That a table lacks a column, with those that it has. @param wanted `column predicted` */
export function missingColumn(
  wanted: string,
  names: readonly string[],
  source: string,
  fix: string,
): HomegroundError {
  const shown = names.slice(0, 20).map(quoted).join(", ");
  const more = names.length > 20 ? ` and ${names.length - 20} more` : "";
  return new HomegroundError("table/missing-column", {
    what: `there is no ${wanted}; the columns are ${shown}${more}`,
    where: `${source}, line 1`,
    fix,
  });
}
