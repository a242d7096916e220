import type { ScopeRegion } from "../../dataset/profile/known-to-fail.js";
import type { ProfileAttribute } from "../../dataset/profile/profile-types.js";
import { chosenReadings, readingWords } from "../../formats/registry.js";
import { counted, grouped } from "../../reports/numbers.js";
import { figureText } from "../../reports/record-figure-text.js";
import { ascii, type TerminalOptions, wrapped } from "../../reports/terminal.js";
import { shown } from "../../reports/text.js";
import type {
  ConstructStatement,
  RecordClaim,
  RecordFacts,
  TransparencyRecord,
} from "../record/record-types.js";
import { TRAINING_KINDS, type TrainingNames } from "../record/training-domain.js";
import { OPENNESS, RECORD, TRAINED } from "../words/record.js";

/** Figures below the first that a terminal shows. */
const MOST_FIGURES = 8;
const MOST_WORDS = 600;
const LABEL = 16;
const NOT_STATED = "not stated";

/**
 * A record on a terminal: what it claims, on what, and what is not stated. No final line feed.
 *
 * @param evidence its evidence id, where the manifest was at hand
 */
export function recordShowText(
  record: TransparencyRecord,
  signedBy: readonly string[],
  options: TerminalOptions,
  evidence: string | null = null,
): string {
  const { width } = options;
  const row = (label: string, ...texts: readonly string[]): string[] =>
    texts.flatMap((text, k) => {
      const lines = wrapped(shown(text, MOST_WORDS), width - LABEL, "");
      return lines.map((line, i) => (i === 0 && k === 0 ? label : "").padEnd(LABEL) + line);
    });
  const stated = (label: string, words: string | null): string[] =>
    row(label, words === null || words.trim() === "" ? NOT_STATED : words);
  const several = (label: string, words: readonly string[]): string[] =>
    row(label, ...(words.length === 0 ? [NOT_STATED] : words));

  const lines = [
    ...wrapped(shown(record.title, MOST_WORDS), width, ""),
    ...(record.state === "draft" ? ["DRAFT"] : []),
    "",
    ...figureLines(record, width),
    "",
    ...row("Id", record.id),
    ...(evidence === null ? [] : row("Evidence id", evidence)),
    ...row("Version", versionText(record)),
    ...row("Openness", OPENNESS[record.openness]),
    ...row("Signed by", ...(signedBy.length === 0 ? ["nobody"] : signedBy)),
    ...row("Model", modelText(record)),
    ...row("Images", imagesText(record)),
    ...row("Unit", unitText(record)),
    ...readAs(record, row),
    "",
    ...constructLines(record.construct, stated),
    "",
    ...factLines(record.facts, stated, several),
    "",
    ...trainingLines(record.training, row),
    ...several("Tested", (record.profile?.attributes ?? []).map(attributeText)),
    ...several("Expected", record.scope.expected.map(regionText)),
    ...several("Not tested", record.scope.notTested),
    ...several("Known to fail", record.scope.knownToFail.map(regionText)),
    ...several(
      "Caveats",
      record.caveats.map(({ words, by }) => (by === "check" ? RECORD.byCheck(words) : words)),
    ),
    ...overlapLines(record, row),
  ];
  const text = lines.map((line) => line.trimEnd()).join("\n");
  return options.unicode ? text : ascii(text);
}

function figureLines({ claims }: TransparencyRecord, width: number): string[] {
  const [first, ...rest] = claims;
  if (first === undefined) return [RECORD.noFigure];
  const line = (claim: RecordClaim): string[] => {
    const mark = claim.recomputable ? "" : RECORD.notRecomputable;
    return wrapped(figureText(claim) + mark, width, "");
  };
  const more = rest.length - MOST_FIGURES;
  return [
    ...line(first),
    ...rest.slice(0, MOST_FIGURES).flatMap(line),
    ...(more > 0 ? [`and ${counted(more, "further figure")} in record.json`] : []),
  ];
}

function versionText({ version, previous }: TransparencyRecord): string {
  return previous === null ? String(version) : `${version}, in place of ${previous}`;
}

function modelText({ model }: TransparencyRecord): string {
  const where = { included: "included", withheld: "withheld" }[model.where] ?? model.where;
  const labels = counted(model.labels.length, "label");
  // The hash comes last: alone on a line of a terminal it can be copied without a comma.
  const file = model.sha256 === null ? RECORD.predictionsAlone : `SHA-256 ${model.sha256}`;
  return [model.name, where, labels, file].join(", ");
}

function imagesText({ counts }: TransparencyRecord): string {
  const reasons = Object.entries(counts.reasons).map(([code, n]) => `${grouped(n)} ${code}`);
  const listed = counts.listed === 0 ? "none" : `${grouped(counts.listed)} (${reasons.join(", ")})`;
  return RECORD.images({
    images: grouped(counts.images),
    scored: grouped(counts.scored),
    listed,
  });
}

/** What its maker said about the reading of labels and predictions, as a command line says it. */
function readAs(
  { settings }: TransparencyRecord,
  row: (label: string, text: string) => string[],
): string[] {
  const words = readingWords(chosenReadings(settings));
  return words.length === 0 ? [] : row("Read with", words.join(" "));
}

function unitText({ unit, clusters }: TransparencyRecord): string {
  if (clusters === null) return RECORD.independent(unit);
  const people = clusters.people ? " (people)" : "";
  return `${unit}, in ${grouped(clusters.size.length)} groups by ${clusters.attribute}${people}`;
}

type Stated = (label: string, words: string | null) => string[];

function constructLines(construct: ConstructStatement, stated: Stated): string[] {
  return [
    ...stated("Task", construct.task),
    ...stated("Population", construct.population),
    ...stated("Labelled by", construct.labelling),
    ...stated("Agreement", construct.agreement),
    ...stated("It counts", construct.counts),
    ...stated("For deciding", construct.decision),
    ...stated("Does not show", construct.doesNotShow),
  ];
}

function factLines(
  facts: RecordFacts,
  stated: Stated,
  several: (label: string, words: readonly string[]) => string[],
): string[] {
  return [
    ...several(
      "Authors",
      facts.authors.map(({ name, orcid }) => (orcid === null ? name : `${name} (${orcid})`)),
    ),
    ...stated("Contact", facts.contact),
    ...stated("DOI", facts.doi),
    ...stated("Address", facts.url),
    ...stated("Licence", facts.licence),
    ...stated("Made", facts.madeAt),
    ...stated("Sites", facts.sites),
    ...stated("Seasons", facts.seasons),
    ...stated("Devices", facts.devices),
    ...stated("Populations", facts.populations),
    ...stated("How chosen", facts.howChosen),
    ...stated("Left out", facts.exclusions),
    ...stated("Used also for", facts.uses),
  ];
}

/** An attribute and what of it was tested: `light: day (30), night (12)`. */
export function attributeText({ name, bins, edges, withheld }: ProfileAttribute): string {
  if (withheld) return `${name}: withheld`;
  const tested = bins.filter((bin) => bin.tested);
  if (tested.length === 0) return `${name}: ${RECORD.nothingTested}`;
  const isRange = edges !== null && edges.length > 1;
  if (isRange && tested.length === bins.length) {
    return `${name}: ${short(edges[0])} to ${short(edges.at(-1))}`;
  }
  const parts = tested.map((bin) =>
    bin.n === null ? bin.name : `${bin.name} (${grouped(bin.n)})`,
  );
  return `${name}: ${parts.join(", ")}`;
}

/** Four digits that count; record.json has them all. */
function short(value: number | undefined): string {
  return value === undefined ? "…" : String(Number(value.toPrecision(4)));
}

/** A region in the author's words, with its conditions. */
export function regionText({ words, where }: ScopeRegion): string {
  const conditions = where.map(({ attribute, levels, from, to }) => {
    if (levels !== undefined) return `${attribute} ${levels.join(" or ")}`;
    return `${attribute} ${from ?? "…"} to ${to ?? "…"}`;
  });
  return conditions.length === 0 ? words : `${words} (${conditions.join(", ")})`;
}

function trainingLines(
  training: TransparencyRecord["training"],
  row: (label: string, ...texts: readonly string[]) => string[],
): string[] {
  if (training === undefined) return row(TRAINED.places, NOT_STATED);
  return TRAINING_KINDS.flatMap((kind) => row(TRAINED[kind], trainingNamesText(training[kind])));
}

/** The names, or how many there are that can be tried. */
export function trainingNamesText(told: TrainingNames | null): string {
  if (told === null) return NOT_STATED;
  if ("names" in told) return told.names.join(", ");
  return TRAINED.hashed({ n: counted(told.hashes.length, "name") });
}

function overlapLines(
  { overlap }: TransparencyRecord,
  row: (label: string, ...texts: readonly string[]) => string[],
): string[] {
  if (overlap === null) return row("Training", RECORD.notCompared);
  const of =
    overlap.trainingImages === null
      ? ""
      : ` (${counted(overlap.trainingImages, "training image")})`;
  const pairs = counted(overlap.pairs.length, "pair");
  return row("Training", RECORD.overlap({ pairs, training: of }));
}
