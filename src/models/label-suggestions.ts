import { HomegroundError } from "../core/errors.js";
import type { Taxon } from "../formats/import-types.js";
import { parseTaxonLabel, rankOf, scientificName } from "../formats/taxonomy.js";
import { LABEL_MAP_SCHEMA, type LabelMap } from "./label-map.js";

/** What two labels have in common; from the surest to the least sure. */
export type LabelLikeness =
  | "exact"
  | "case"
  | "separators"
  | "taxonomy"
  | "plural"
  | "synonym"
  | "fuzzy";

/** A label, or labels, of the model that a label of the ground truth may stand for. */
export interface LabelSuggestion {
  /** Several when the ground truth names what the model tells apart, such as a family. */
  readonly modelLabels: readonly string[];
  readonly likeness: LabelLikeness;
  /** From 0 to 1; a rank of trust that was set by hand, not a measured probability. */
  readonly confidence: number;
}

/** Likenesses that `--label-map auto` accepts without asking. */
export const AUTO_ACCEPTS: readonly LabelLikeness[] = ["exact"];

const CONFIDENCE: { readonly [likeness in LabelLikeness]: number } = {
  exact: 1,
  case: 0.98,
  separators: 0.97,
  taxonomy: 0.95,
  plural: 0.9,
  synonym: 0.85,
  fuzzy: 0.8,
};
/** Share of letters that must agree for a fuzzy likeness. */
const MIN_SIMILARITY = 0.75;
const MAX_SUGGESTIONS = 5;

/** Words that people use for one thing; each list is about one thing. Folded as {@link fold}. */
const SYNONYMS: readonly (readonly string[])[] = [
  ["empty", "blank", "none", "nothing", "no animal", "background", "misfire", "false trigger"],
  ["human", "person", "people", "homo sapiens", "human camera trapper"],
  ["vehicle", "car", "motor vehicle"],
  ["unknown", "unidentified", "unclassified", "indeterminate", "cannot tell"],
  ["animal", "unknown animal", "unidentified animal", "unspecified animal"],
  ["dog", "domestic dog", "canis familiaris", "canis lupus familiaris"],
  ["cat", "domestic cat", "felis catus"],
  ["cow", "cattle", "domestic cattle", "bos taurus"],
  ["sheep", "domestic sheep", "ovis aries"],
  ["goat", "domestic goat", "capra hircus", "capra aegagrus hircus"],
  ["horse", "domestic horse", "equus caballus", "equus ferus caballus"],
  ["chicken", "domestic chicken", "gallus gallus domesticus"],
  ["wild boar", "boar", "sus scrofa", "wild pig"],
  ["normal", "good", "ok", "no defect", "no finding", "healthy", "negative"],
  ["anomalous", "anomaly", "defect", "defective", "abnormal"],
];
const SYNONYM_GROUP: ReadonlyMap<string, number> = new Map(
  SYNONYMS.flatMap((words, group) => words.map((word) => [word, group] as const)),
);

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ["mice", "mouse"],
  ["geese", "goose"],
  ["oxen", "ox"],
  ["people", "person"],
  ["men", "man"],
  ["children", "child"],
]);

/** Lower case, composed, with one blank for blanks, `_`, `-`, `.` and `/`. */
function fold(label: string): string {
  return label
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s_\-./]+/g, " ")
    .trim();
}

/** The last word in the singular, by the rules of English spelling. */
function singular(folded: string): string {
  return folded.replace(/[^ ]+$/, (word) => {
    const irregular = IRREGULAR.get(word);
    if (irregular !== undefined) return irregular;
    if (/(ss|us|is)$/.test(word) || word.length < 4) return word;
    if (/ies$/.test(word)) return `${word.slice(0, -3)}y`;
    if (/lves$/.test(word)) return `${word.slice(0, -3)}f`;
    if (/(x|ch|sh|s)es$/.test(word)) return word.slice(0, -2);
    return /s$/.test(word) ? word.slice(0, -1) : word;
  });
}

/** Taxa of labels, where a format says them; labels in the form of seven fields need none. */
export interface SuggestionOptions {
  readonly truthTaxa?: ReadonlyMap<string, Taxon>;
  readonly modelTaxa?: ReadonlyMap<string, Taxon>;
}

/**
 * Labels of the model that each label of the ground truth may stand for, best first, at most five;
 * a label that is nothing like any is not in the result.
 *
 * Labels of the model that list names (`ostrich, Struthio camelus`) are also compared name by name,
 * as synonyms. Nothing is decided here: only what the user accepts becomes a label map.
 */
export function suggestLabels(
  truthLabels: readonly string[],
  modelLabels: readonly string[],
  options: SuggestionOptions = {},
): ReadonlyMap<string, readonly LabelSuggestion[]> {
  const model = [...new Set(modelLabels)].map((label) => describeLabel(label, options.modelTaxa));
  const result = new Map<string, readonly LabelSuggestion[]>();
  for (const label of new Set(truthLabels)) {
    const truth = describeLabel(label, options.truthTaxa);
    const found: LabelSuggestion[] = [];
    for (const other of model) {
      const likeness = likenessOf(truth, other);
      if (likeness !== null) found.push({ modelLabels: [other.label], ...likeness });
    }
    const inside = model.filter((other) => liesIn(other.taxon, truth));
    if (inside.length > 1) {
      const likeness = "taxonomy";
      const confidence = CONFIDENCE.taxonomy;
      found.push({ modelLabels: inside.map((other) => other.label), likeness, confidence });
    }
    found.sort((a, b) => b.confidence - a.confidence);
    if (found.length > 0) result.set(label, found.slice(0, MAX_SUGGESTIONS));
  }
  return result;
}

interface DescribedLabel {
  readonly label: string;
  readonly composed: string;
  readonly folded: string;
  readonly names: readonly string[];
  readonly taxon: Taxon | null;
  readonly scientific: string;
}

function describeLabel(
  label: string,
  taxa: ReadonlyMap<string, Taxon> | undefined,
): DescribedLabel {
  const taxon = taxa?.get(label) ?? parseTaxonLabel(label);
  const names = label.split(/[,;|]/).map(fold);
  if (taxon !== null) names.push(fold(taxon.commonName));
  return {
    label,
    composed: label.normalize("NFC").trim(),
    folded: fold(label),
    names: [...new Set(names)].filter((name) => name !== ""),
    taxon,
    scientific: taxon === null ? "" : fold(scientificName(taxon)),
  };
}

function likenessOf(
  truth: DescribedLabel,
  model: DescribedLabel,
): Pick<LabelSuggestion, "likeness" | "confidence"> | null {
  const of = (likeness: LabelLikeness, share = 1) => ({
    likeness,
    confidence: CONFIDENCE[likeness] * share,
  });
  if (truth.label === model.label) return of("exact");
  if (truth.composed.toLowerCase() === model.composed.toLowerCase()) return of("case");
  if (truth.folded === model.folded) return of("separators");
  const scientific = [truth.scientific, ...truth.names].filter((name) => name !== "");
  if (model.scientific !== "" && scientific.includes(model.scientific)) return of("taxonomy");
  if (truth.scientific !== "" && model.names.includes(truth.scientific)) return of("taxonomy");
  if (singular(truth.folded) === singular(model.folded)) return of("plural");
  for (const mine of truth.names) {
    for (const other of model.names) {
      const group = SYNONYM_GROUP.get(mine);
      if (singular(mine) === singular(other)) return of("synonym");
      if (group !== undefined && group === SYNONYM_GROUP.get(other)) return of("synonym");
    }
  }
  let best = 0;
  for (const mine of truth.names) {
    for (const other of model.names) best = Math.max(best, similarity(mine, other));
  }
  return best >= MIN_SIMILARITY ? of("fuzzy", best) : null;
}

/** Whether a taxon of the model lies inside the one that the truth names at a higher rank. */
function liesIn(taxon: Taxon | null, truth: DescribedLabel): boolean {
  if (taxon === null) return false;
  const ranks = [taxon.class, taxon.order, taxon.family, taxon.genus];
  if (truth.taxon !== null) {
    const rank = rankOf(truth.taxon);
    return rank !== null && rank !== "species" && truth.taxon[rank] === taxon[rank];
  }
  return ranks.includes(truth.folded);
}

/**
 * 1 − distance ÷ length of the longer text; or 0.8 when all words of one occur in the other and
 * there are at least two letters to each. The distance counts insertions, deletions, changes and
 * exchanges of neighbours (optimal string alignment).
 */
function similarity(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  if (longer === 0 || longer > 200) return 0;
  const wordsOf = (text: string) => new Set(text.split(" "));
  const [fewer, more] = a.length < b.length ? [wordsOf(a), wordsOf(b)] : [wordsOf(b), wordsOf(a)];
  const isPart = [...fewer].every((word) => word.length > 2 && more.has(word));
  const byWords = isPart ? 0.8 : 0;
  if (longer < 4) return byWords;
  const least = Math.abs(a.length - b.length) / longer;
  if (1 - least < MIN_SIMILARITY) return byWords;
  return Math.max(byWords, 1 - alignmentDistance(a, b) / longer);
}

function alignmentDistance(a: string, b: string): number {
  const width = b.length + 1;
  const table = new Int32Array((a.length + 1) * width);
  for (let j = 0; j < width; j++) table[j] = j;
  for (let i = 1; i <= a.length; i++) {
    table[i * width] = i;
    for (let j = 1; j < width; j++) {
      const at = i * width + j;
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(table[at - 1]!, table[at - width]!) + 1;
      best = Math.min(best, table[at - width - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, table[at - 2 * width - 2]! + 1);
      table[at] = best;
    }
  }
  return table[table.length - 1]!;
}

/**
 * The text of a label-map file to fill in: decisions already made, `null` for the labels that need
 * one, the best suggestions beside them and the model's labels to choose from.
 */
export function labelMapTemplate(
  decided: LabelMap,
  unmapped: readonly string[],
  modelLabels: readonly string[],
  suggestions: ReadonlyMap<string, readonly LabelSuggestion[]>,
): string {
  const labels: [string, unknown][] = unmapped.map((label) => [label, null]);
  for (const [label, target] of decided) {
    labels.push([label, target.kind === "model-labels" ? target.labels : target.kind]);
  }
  const shown = unmapped.flatMap((label) => {
    const found = suggestions.get(label) ?? [];
    const rows = found.map(({ modelLabels: names, likeness, confidence }) => ({
      labels: names,
      likeness,
      confidence: Math.round(confidence * 100) / 100,
    }));
    return rows.length === 0 ? [] : [[label, rows] as const];
  });
  const file = {
    schema: LABEL_MAP_SCHEMA,
    labels: Object.fromEntries(labels),
    suggestions: Object.fromEntries(shown),
    modelLabels,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** What blocks a run when labels of the ground truth have no decision. */
export function unmappedLabels(
  unmapped: readonly string[],
  suggestions: ReadonlyMap<string, readonly LabelSuggestion[]>,
  templatePath: string,
): HomegroundError {
  const shown = unmapped.slice(0, 5).map((label) => {
    const best = suggestions.get(label)?.[0];
    const name = JSON.stringify(label);
    return best === undefined ? name : `${name} (${best.modelLabels.slice(0, 3).join(" + ")}?)`;
  });
  const more = unmapped.length > 5 ? ` and ${unmapped.length - 5} more` : "";
  return new HomegroundError("labels/unmapped", {
    what: `${unmapped.length === 1 ? "a label of the ground truth stands" : `${unmapped.length} labels of the ground truth stand`} for no label of the model: ${shown.join(", ")}${more}`,
    where: "labels",
    fix: {
      command: `Decide in ${templatePath} (a label of the model, outside or ignore) and pass it with --label-map`,
      app: "Decide under Match the names what each of them is to the model",
    },
  });
}
