import { HomegroundError } from "../core/errors.js";
import type { Taxon } from "../formats/import-types.js";
import { parseTaxonLabel, rankOf, scientificName } from "../formats/taxonomy.js";
import { isKindOf, type KnownThing, knownThing } from "./known-names.js";
import { LABEL_MAP_SCHEMA, type LabelMap } from "./label-map.js";

/** What two labels have in common; from the surest to the least sure. */
export type LabelLikeness =
  | "exact"
  | "case"
  | "separators"
  | "taxonomy"
  | "plural"
  | "synonym"
  | "abbreviation"
  /** The ground truth has one name for what the model splits into several. */
  | "wider"
  /** The model has one name for what the ground truth splits into several. */
  | "narrower"
  | "fuzzy";

/** A label, or labels, of the model that a label of the ground truth may stand for. */
export interface LabelSuggestion {
  /** Several when the ground truth has one name for them, such as a family of species. */
  readonly modelLabels: readonly string[];
  readonly likeness: LabelLikeness;
  /** From 0 to 1: how far to trust the suggestion, ranked by hand; not a measured probability. */
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
  synonym: 0.87,
  abbreviation: 0.86,
  wider: 0.84,
  narrower: 0.82,
  fuzzy: 0.8,
};
/** Share of letters that must agree for a fuzzy likeness, word by word, and letters of such a word. */
const MIN_SIMILARITY = 0.75;
const MIN_FUZZY_LETTERS = 6;
const MAX_SUGGESTIONS = 5;

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ["mice", "mouse"],
  ["geese", "goose"],
  ["oxen", "ox"],
  ["people", "person"],
  ["men", "man"],
  ["women", "woman"],
  ["children", "child"],
  ["knives", "knife"],
  ["wives", "wife"],
  ["leaves", "leaf"],
  ["loaves", "loaf"],
  ["scarves", "scarf"],
  ["hooves", "hoof"],
  ["thieves", "thief"],
  ["tomatoes", "tomato"],
  ["potatoes", "potato"],
  ["mosquitoes", "mosquito"],
  ["buffaloes", "buffalo"],
  ["bacteria", "bacterium"],
]);

/** Words that number or qualify a thing without naming it. */
const QUALIFIERS: ReadonlySet<string> = new Set(
  (
    "adult juvenile young calf cub male female group herd sp spp species type class cell cells " +
    "tissue area region zone surface object item image photo lesion tumor tumour defect disease fruit"
  ).split(" "),
);
/** Words that turn a name into its opposite, by themselves and at the beginning of a word. */
const DENIALS: ReadonlySet<string> = new Set(["no", "not", "non", "without", "un"]);
const DENIED = /^(?:no|not|non|without|un|in|ab|dis|mis)$/;
/** Words that an abbreviation may skip. */
const SMALL: ReadonlySet<string> = new Set("a an and at by for in of on or the to with".split(" "));

/**
 * Lower case, without accents, one blank for blanks, `_`, `-`, `.`, `/` and between the words of
 * `RedFox`, and without the number in front of `012.Red_fox`.
 */
function fold(label: string): string {
  return label
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[\s_\-./]+/g, " ")
    .replace(/^\s*\d+ (?=\D)/, "")
    .trim();
}

/** The last word in the singular, by the rules of English spelling. */
function singular(folded: string): string {
  return folded.replace(/[^ ]+$/, (word) => {
    const irregular = IRREGULAR.get(word);
    if (irregular !== undefined) return irregular;
    if (/(ss|us|is)$/.test(word) || word.length < 4) return word;
    // Of Latin and Greek: nevi, larvae, keratoses.
    if (/i$/.test(word)) return `${word.slice(0, -1)}us`;
    if (/ae$/.test(word)) return word.slice(0, -1);
    if (/..oses$/.test(word) && word.length > 6) return `${word.slice(0, -2)}is`;
    if (/ies$/.test(word)) return `${word.slice(0, -3)}y`;
    if (/lves$/.test(word)) return `${word.slice(0, -3)}f`;
    if (/(x|ch|sh|s)es$/.test(word)) return word.slice(0, -2);
    return /s$/.test(word) ? word.slice(0, -1) : word;
  });
}

/** What British and American spelling have in common: `oedema` and `edema`, `tumour` and `tumor`. */
function spelled(folded: string): string {
  return folded
    .replace(/([ao])e(?=\w\w)/g, "e")
    .replace(/our(?=s?\b)/g, "or")
    .replace(/([bt])re(?=s?\b)/g, "$1er")
    .replace(/is(?=(?:e|ed|er|ing|ation)s?\b)/g, "iz")
    .replace(/\bgrey\b/g, "gray");
}

/** A name in the singular, with letters that are spelled in more ways than one made equal. */
function keyOf(name: string): string {
  return spelled(singular(name));
}

/** Without blanks between words: `no tumor` is `notumor`. */
function joined(name: string): string {
  return name.replaceAll(" ", "");
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
 * as synonyms; names that stand for one known thing (`known-names.ts`) are synonyms, and those that
 * stand for different ones are never taken for misspellings of each other. Nothing is decided here:
 * only what the user accepts becomes a label map.
 */
export function suggestLabels(
  truthLabels: readonly string[],
  modelLabels: readonly string[],
  options: SuggestionOptions = {},
): ReadonlyMap<string, readonly LabelSuggestion[]> {
  const model = describeAll(modelLabels, options.modelTaxa);
  const truths = describeAll(truthLabels, options.truthTaxa);
  const isAbbreviated = abbreviations(truths, model);
  const result = new Map<string, readonly LabelSuggestion[]>();
  for (const truth of truths) {
    const found: LabelSuggestion[] = [];
    const kinds: string[] = [];
    const inside = model.filter((other) => liesIn(other.taxon, truth));
    for (const other of model) {
      const likeness = likenessOf(truth, other, isAbbreviated);
      if (likeness === null || (likeness.likeness === "wider" && inside.length > 1)) continue;
      if (likeness.likeness === "wider") kinds.push(other.label);
      found.push({ modelLabels: [other.label], ...likeness });
    }
    if (inside.length > 1) {
      const likeness = "taxonomy";
      const confidence = CONFIDENCE.taxonomy;
      found.push({ modelLabels: inside.map((other) => other.label), likeness, confidence });
    }
    // All the kinds that the model knows together make up what the ground truth names.
    if (kinds.length > 1) {
      found.unshift({ modelLabels: kinds, likeness: "wider", confidence: CONFIDENCE.wider });
    }
    found.sort((a, b) => b.confidence - a.confidence);
    if (found.length > 0) result.set(truth.label, found.slice(0, MAX_SUGGESTIONS));
  }
  return result;
}

interface DescribedLabel {
  readonly label: string;
  readonly composed: string;
  readonly folded: string;
  /** Its names, folded. */
  readonly names: readonly string[];
  readonly taxon: Taxon | null;
  readonly scientific: string;
  /** The known things that its names stand for. */
  readonly things: readonly KnownThing[];
}

function describeAll(
  labels: readonly string[],
  taxa: ReadonlyMap<string, Taxon> | undefined,
): readonly DescribedLabel[] {
  const distinct = [...new Set(labels)];
  const prefix = commonStart(distinct.map(fold));
  return distinct.map((label) => describeLabel(label, prefix, taxa));
}

/** The word that all labels begin with and that tells none from another: `wbc ` of `WBC-mono`; "" for none. */
function commonStart(folded: readonly string[]): string {
  const [first = ""] = folded;
  const start = first.slice(0, first.indexOf(" ") + 1);
  return folded.length > 2 && start !== "" && folded.every((label) => label.startsWith(start))
    ? start
    : "";
}

function describeLabel(
  label: string,
  prefix: string,
  taxa: ReadonlyMap<string, Taxon> | undefined,
): DescribedLabel {
  const taxon = taxa?.get(label) ?? parseTaxonLabel(label);
  const parts = label.split(/[,;|()[\]]/).map(fold);
  const names = parts.flatMap((name) =>
    prefix !== "" && name.startsWith(prefix) ? [name.slice(prefix.length)] : [name],
  );
  if (taxon !== null) names.push(fold(taxon.commonName), fold(scientificName(taxon)));
  const distinct = [...new Set(names.filter((name) => name !== ""))];
  const things = distinct.flatMap((name) => {
    const ways = [name, singular(name), bare(name), reversed(name), reversed(bare(name))];
    ways.push(keyOf(name), joined(name));
    return ways.map(knownThing).find((thing) => thing !== null) ?? [];
  });
  return {
    label,
    composed: label.normalize("NFC").trim(),
    folded: fold(label),
    names: distinct,
    taxon,
    scientific: taxon === null ? "" : fold(scientificName(taxon)),
    things: [...new Set(things)],
  };
}

/** The words from last to first, as in `hyenaSpotted`. */
function reversed(name: string): string {
  return name.split(" ").reverse().join(" ");
}

/** A name without the words that only number or qualify it. */
function bare(name: string): string {
  const words = name.split(" ");
  const own = words.filter((word) => !QUALIFIERS.has(word));
  return singular((own.length === 0 ? words : own).join(" "));
}

/** Whether one name negates the other: `without helmet` and `helmet`, `uninfected` and `infected`. */
function areOpposite(a: string, b: string): boolean {
  const isDenied = (name: string): boolean => name.split(" ").some((word) => DENIALS.has(word));
  return isDenied(a) !== isDenied(b) || isDenialOf(a, b) || isDenialOf(b, a);
}

/** Whether two names negate the same thing: `not infected` and `uninfected`. */
function denySame(a: string, b: string): boolean {
  const [first = "", ...rest] = a.split(" ");
  return rest.length > 0 && DENIALS.has(first) && isDenialOf(b, rest.join(" "));
}

/** Whether a name is another one with a negation in front: a word, or a prefix. */
function isDenialOf(denied: string, name: string): boolean {
  const [whole, end] = [joined(denied), joined(name)];
  return whole.endsWith(end) && DENIED.test(whole.slice(0, -end.length));
}

function likenessOf(
  truth: DescribedLabel,
  model: DescribedLabel,
  isAbbreviated: IsAbbreviated,
): Pick<LabelSuggestion, "likeness" | "confidence"> | null {
  const of = (likeness: LabelLikeness, share = 1) => ({
    likeness,
    confidence: CONFIDENCE[likeness] * share,
  });
  if (truth.label === model.label) return of("exact");
  if (truth.composed.toLowerCase() === model.composed.toLowerCase()) return of("case");
  if (joined(truth.folded) === joined(model.folded)) return of("separators");
  if (denySame(truth.folded, model.folded) || denySame(model.folded, truth.folded)) {
    return of("synonym");
  }
  const scientific = [truth.scientific, ...truth.names].filter((name) => name !== "");
  if (model.scientific !== "" && scientific.includes(model.scientific)) return of("taxonomy");
  if (truth.scientific !== "" && model.names.includes(truth.scientific)) return of("taxonomy");
  if (singular(truth.folded) === singular(model.folded)) return of("plural");
  const keys = new Set(model.names.map(keyOf));
  if (truth.names.some((name) => keys.has(keyOf(name)))) return of("synonym");
  if (truth.things.some((thing) => model.things.includes(thing)))
    return of(qualified(truth, model));
  const isTurned = (name: string): boolean =>
    name.includes(" ") && model.names.includes(reversed(name));
  if (truth.names.some(isTurned)) return of("synonym");
  const areKinds = (some: DescribedLabel, wider: DescribedLabel): boolean =>
    some.things.some((thing) => wider.things.some((other) => isKindOf(thing, other)));
  if (areKinds(model, truth)) return of("wider");
  if (areKinds(truth, model)) return of("narrower");
  // Two things that are known, and neither is the other, however alike their names are.
  if (truth.things.length > 0 && model.things.length > 0) return null;
  if (truth.names.some((mine) => model.names.some((other) => areOpposite(mine, other))))
    return null;
  if (isAbbreviated(truth, model)) return of("abbreviation");
  const singulars = new Set(model.names.map(singular));
  for (const mine of truth.names.map(singular)) {
    for (const other of singulars) {
      // A kind of what is named, or a part of it: `lion female`.
      if (other.endsWith(` ${mine}`) || bare(other) === mine) return of("wider");
      if (mine.endsWith(` ${other}`) || bare(mine) === other) return of("narrower");
    }
  }
  let best = 0;
  for (const mine of truth.names) {
    for (const other of model.names) best = Math.max(best, similarity(mine, other));
  }
  return best >= MIN_SIMILARITY ? of("fuzzy", best) : null;
}

/** Two names of one thing are synonyms, unless one is narrower: `lion female` is only some of the lions. */
function qualified(truth: DescribedLabel, model: DescribedLabel): LabelLikeness {
  const [mine, other] = [truth, model].map(({ names }) => names.every((name) => isQualified(name)));
  if (mine === other) return "synonym";
  return other ? "wider" : "narrower";
}

function isQualified(name: string): boolean {
  return name.split(" ").some((word) => QUALIFIERS.has(word)) && knownThing(name) === null;
}

/** Whether one of two labels is short for the other. */
type IsAbbreviated = (truth: DescribedLabel, model: DescribedLabel) => boolean;

/** So many letters are no word by themselves; fewer are short for something where others are as well. */
const LETTERS_ALONE = 4;

/**
 * Which labels are short for which: each word begins the word of the same place (`Eos.`, `imm gran`), or
 * the letters are those that the words begin with (`SN`), and no other label begins so. Few letters
 * count only with a full stop, in capitals, or where other labels are shortened as well: `ant` alone
 * is short for no antelope.
 */
function abbreviations(
  truths: readonly DescribedLabel[],
  model: readonly DescribedLabel[],
): IsAbbreviated {
  const pairs = new Map<DescribedLabel, DescribedLabel>();
  const sure = new Set<DescribedLabel>();
  for (const [short, long] of [
    [truths, model],
    [model, truths],
  ] as const) {
    for (const one of short) {
      if (one.things.length > 0) continue;
      const fits = long.filter((other) => other.names.some((name) => begins(one, name)));
      const [only] = fits;
      if (only === undefined || fits.length > 1) continue;
      pairs.set(one, only);
      const isMarked = /\.$/.test(one.label.trim()) || /^[^\p{Ll}]{2,}$/u.test(one.label);
      if (isMarked || one.folded.replaceAll(" ", "").length >= LETTERS_ALONE) sure.add(one);
    }
  }
  const count = pairs.size;
  const holds = (short: DescribedLabel, long: DescribedLabel): boolean =>
    pairs.get(short) === long && (sure.has(short) || count > 1);
  return (truth, model) => holds(truth, model) || holds(model, truth);
}

function begins({ names }: DescribedLabel, long: string): boolean {
  const words = long.split(" ");
  return names.some((name) => {
    const parts = name.split(" ");
    if (name === long || name.length < 2 || /\d/.test(name)) return false;
    if (areInitials(name, words) || isSkeleton(name, words)) return true;
    const [first] = words;
    // `NORM` of `normal colon mucosa`, but a whole word in front may say what is another thing: `parking meter`.
    if (parts.length === 1 && name.length >= LETTERS_ALONE) {
      return first !== name && first!.startsWith(name);
    }
    if (parts.length !== words.length) return false;
    return parts.every((part, k) => words[k]!.startsWith(part));
  });
}

/** Whether the letters are those that words begin with; small words may be left out, short ones be there as a whole. */
function areInitials(name: string, words: readonly string[]): boolean {
  const fits = (some: readonly string[], at: number): boolean => {
    const [word, ...rest] = some;
    if (word === undefined) return at === name.length;
    if (name[at] === word[0] && fits(rest, at + 1)) return true;
    return word.length <= 3 && name.startsWith(word, at) && fits(rest, at + word.length);
  };
  const counted = words.filter((word) => !SMALL.has(word));
  return [words, counted].some((some) => some.length > 1 && fits(some, 0));
}

/** Whether two to four letters that are no word, for want of a vowel, stand in this order in words, from the beginning of one. */
function isSkeleton(name: string, words: readonly string[]): boolean {
  if (!/^[a-z][bcdfghj-np-tv-xz]{1,3}$/.test(name)) return false;
  return words.some((word, k) => {
    if (word[0] !== name[0]) return false;
    let at = 0;
    for (const letter of words.slice(k).join("")) if (letter === name[at]) at++;
    return at === name.length;
  });
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
 * The least likeness of the words of two names that have as many: 1 of equal ones, otherwise 1 −
 * distance ÷ length of the longer word, 0 where that is short. The distance counts insertions,
 * deletions, changes and exchanges of neighbours (optimal string alignment).
 */
function similarity(a: string, b: string): number {
  if (a.length + b.length > 400) return 0;
  const [mine, other] = [a.split(" "), b.split(" ")];
  if (mine.length !== other.length) return a.replaceAll(" ", "") === b.replaceAll(" ", "") ? 1 : 0;
  let least = 1;
  for (const [k, word] of mine.entries()) {
    const against = other[k]!;
    if (word === against) continue;
    const longer = Math.max(word.length, against.length);
    if (Math.min(word.length, against.length) < MIN_FUZZY_LETTERS) return 0;
    least = Math.min(least, 1 - alignmentDistance(word, against) / longer);
  }
  return least;
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
 * one, the best suggestions beside them with some files of each, and the model's labels to choose from.
 *
 * @param examples files of images with each label
 */
export function labelMapTemplate(
  decided: LabelMap,
  unmapped: readonly string[],
  modelLabels: readonly string[],
  suggestions: ReadonlyMap<string, readonly LabelSuggestion[]>,
  examples: ReadonlyMap<string, readonly string[]> = new Map(),
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
    examples: Object.fromEntries(unmapped.map((label) => [label, examples.get(label) ?? []])),
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
