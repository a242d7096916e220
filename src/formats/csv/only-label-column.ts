import { columnsFor, foldName, sampleOf } from "../column-names.js";
import { parsePlainText } from "../delimited/decimal.js";

/** Fewer rows than this say nothing about how often values come again. */
const FEWEST_ROWS = 6;

/** Names of columns that say where, when, who or how, or what a model said: never what is on an image. */
const OTHER_NAMES =
  /(^(id|no|nr|number|index|key|hash|md5|sha\d*|site|location|place|station|region|country|camera|cam|device|scanner|deployment|sequence|seq|event|series|patient|case|subject|person|sex|gender|age|split|set|subset|fold|part|group|batch|source|author|annotator|labeller|labeler|user|date|time|datetime|day|month|year|season|hour|folder|directory|dir|format|type|ending|extension|width|height|size)|id|name|path|date|time)$/;

/**
 * The label column of a table of two columns, one of which names the image: the other one, where it
 * looks like labels.
 *
 * @param image column that names the image
 */
export function onlyLabelColumn(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  image: string,
): string | undefined {
  return names.length === 2 ? columnLikeLabels(names, sample, [image]) : undefined;
}

/**
 * The one column whose values come again as labels do, and neither they nor its name say that it is
 * something else; undefined for none or several.
 *
 * @param taken columns that are known to be something else
 */
export function columnLikeLabels(
  names: readonly string[],
  sample: readonly (readonly string[])[],
  taken: readonly string[],
): string | undefined {
  const found = names.filter(
    (name) => !taken.includes(name) && looksLikeLabels(name, names, sample),
  );
  return found.length === 1 ? found[0] : undefined;
}

function looksLikeLabels(
  name: string,
  names: readonly string[],
  sample: readonly (readonly string[])[],
): boolean {
  const isPrediction = (["predicted", "predictionScore", "image"] as const).some(
    (role) => columnsFor(role, [name]).length > 0,
  );
  if (isPrediction || OTHER_NAMES.test(foldName(name)) || /^column \d+$/.test(name)) return false;
  const cells = sampleOf(name, names, sample);
  const distinct = new Set(cells);
  const comeAgain = cells.length >= FEWEST_ROWS && distinct.size * 3 <= cells.length;
  return comeAgain && distinct.size > 1 && [...distinct].every(isWord);
}

/** No number, date, path or file. */
function isWord(cell: string): boolean {
  if (!/\p{L}/u.test(cell) || !Number.isNaN(parsePlainText(cell))) return false;
  return !/[\\/]|\d{4}[-.:]\d{1,2}[-.:]\d{1,2}|\.[a-z]{2,4}$/i.test(cell);
}
