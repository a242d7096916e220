import { readingChoices } from "../../formats/registry.js";
import type { NameFacts, ReportInput } from "../../results/report-input.js";
import type { EvaluationResult, ResultReading } from "../../results/result.js";
import { counted, grouped, listed, plural } from "../numbers.js";
import { capitalised, shown } from "../text.js";
import { listedWords } from "../words/listed.js";
import { DESIGN, modelKind, UNITS } from "../words/methods-section.js";

/** Names of labels are named up to so many, and counted beyond. */
const MOST_NAMES = 6;
const NOT_SAMPLED = "not-sampled";

/** What was evaluated, on which images, what was left out and why, how names of labels met. */
export function designParagraph({ result, extras }: ReportInput): string {
  const { model, inputs, task, unit } = result;
  const place = extras.placeName ?? extras.place;
  const source = extras.imports?.find(({ role }) => role === "predictions")?.source;
  const what =
    model === null
      ? DESIGN.predictions({
          kind: modelKind(task),
          source: source === undefined ? null : shown(source, 60),
        })
      : DESIGN.model({ kind: modelKind(task), name: shown(model.name, 80) });
  const where = (extras.where ?? []).map((condition) => shown(condition, 60));
  const sentences = [
    DESIGN.evaluated({
      what,
      units: counted(inputs.scored, unit === "image" ? "labelled image" : "image"),
      place: place === undefined ? null : shown(place, 60),
      where: where.length === 0 ? null : listed(where),
    }),
    ...exclusions(result),
    ...rowsKept(result),
    ...readingsOf(result),
  ];
  if (extras.names !== undefined) sentences.push(...namesOf(extras.names));
  sentences.push(DESIGN.chosen);
  return sentences.join(" ");
}

/** A drawn sample is a design, the rest are exclusions: each with its count. */
function exclusions({ inputs, seed }: EvaluationResult): string[] {
  const counts = new Map<string, number>();
  for (const { code } of inputs.listed) counts.set(code, (counts.get(code) ?? 0) + 1);
  const unsampled = counts.get(NOT_SAMPLED) ?? 0;
  counts.delete(NOT_SAMPLED);
  const left = inputs.listed.length - unsampled;
  const drawn = inputs.images - left - unsampled;
  const sentences: string[] = [];
  if (unsampled > 0) {
    sentences.push(
      DESIGN.sampled({
        n: counted(drawn, "image"),
        of: grouped(drawn + unsampled),
        seed: String(seed),
      }),
    );
  }
  if (left === 0) return unsampled > 0 ? sentences : [DESIGN.allUsed];
  const reasons = [...counts].map(([code, n]) => `${grouped(n)} ${listedWords(code).phrase}`);
  return [
    ...sentences,
    DESIGN.leftOut({
      images: counted(inputs.images, "image"),
      left: `${grouped(left)} ${left === 1 ? "was" : "were"}`,
      reasons: listed(reasons),
    }),
  ];
}

/** Images whose rows contradicted each other, where somebody decided which row counts. */
function rowsKept({ inputs }: EvaluationResult): string[] {
  return Object.entries(DESIGN.rowKept).flatMap(([code, sentence]) => {
    const n = inputs.notes.filter((note) => note.code === code).length;
    return n === 0 ? [] : [sentence({ images: counted(n, "image") })];
  });
}

/** How files were read that leave something open, or are not what their format says. */
function readingsOf({ inputs: { imports = [] } }: EvaluationResult): string[] {
  return imports.flatMap(({ role, readings = [] }) =>
    (["declared", "found"] as const).flatMap((chosen) => {
      const own = readings.filter((one) => one.chosen === chosen).map(readingText);
      return own.length === 0 ? [] : [DESIGN.read[chosen]({ role, what: own.join("; ") })];
    }),
  );
}

function readingText({ reading, value }: ResultReading): string {
  const choice = readingChoices().find(({ name }) => name === reading);
  if (choice === undefined) return shown(DESIGN.otherReading({ reading, value }), 120);
  const { label, values } = choice;
  const said = Object.hasOwn(values, value) ? values[value]! : value;
  return `${label.charAt(0).toLowerCase()}${label.slice(1)}: ${shown(said, 120)}`;
}

function namesOf({ matched, outside, ignored, source }: NameFacts): string[] {
  const names = (all: readonly string[]): string => {
    const named = all.slice(0, MOST_NAMES).map((name) => shown(name, 40));
    const more = all.length - named.length;
    return more === 0 ? listed(named) : `${named.join(", ")} and ${grouped(more)} more`;
  };
  const sentences: string[] = [];
  if (matched.length > 0) {
    const n = grouped(matched.length);
    const count = matched.length === 1 ? DESIGN.oneName : DESIGN.someNames({ n });
    sentences.push(DESIGN.names({ count, source: shown(source, 60) }));
  }
  if (outside.length > 0) {
    sentences.push(
      DESIGN.outside({ names: capitalised(names(outside)), one: outside.length === 1 }),
    );
  }
  if (ignored.length > 0) sentences.push(DESIGN.ignored({ names: names(ignored) }));
  return sentences;
}

/** What counts as independent, and whom the figures speak about. */
export function unitsParagraph({ result, extras }: ReportInput): string {
  const { unit, question, estimates } = result;
  const count = estimates.find(({ clusters }) => clusters !== null)?.clusters ?? null;
  const sentences: string[] = unit === "sequence" ? [UNITS.sequences] : [];
  if (count === null) {
    sentences.push(UNITS.independent({ units: capitalised(shown(plural(unit), 40)) }));
  } else {
    const cluster = shown(extras.clusterName ?? "cluster", 40);
    const clusters = counted(count, cluster);
    sentences.push(
      question === "here"
        ? UNITS.here({ clusters, cluster })
        : UNITS.elsewhere({ clusters, cluster }),
    );
  }
  if (result.sampling?.chosen === "none") sentences.push(UNITS.apart);
  if (extras.clusterCandidate !== undefined) {
    sentences.push(UNITS.candidate({ attribute: shown(extras.clusterCandidate, 40) }));
  }
  return sentences.join(" ");
}
