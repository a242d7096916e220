import { bareValue, valueText } from "../../reports/estimate-text.js";
import { counted, grouped, percent } from "../../reports/numbers.js";
import { capitalised, shown } from "../../reports/text.js";
import { intervalWords } from "../../reports/words/methods.js";
import { modelKind } from "../../reports/words/methods-section.js";
import { metricWords } from "../../reports/words/metrics.js";
import { type Citations, createCitations } from "../../reports/words/works.js";
import type { RecordClaim, TransparencyRecord } from "../record/record-types.js";
import { METHODS } from "../words/kit.js";
import { statedOrNull, statedText } from "./record-facts.js";

/** A paragraph for the methods section of a paper, and what it cites. */
export interface KitMethods {
  readonly paragraph: string;
  /** In the order of authors' names. */
  readonly references: readonly string[];
}

/**
 * What was measured, on how many images from how many clusters, how the interval was made, and which
 * record binds it. Plain text; what the author did not answer is "not stated".
 *
 * @param evidence the evidence id, where it is known
 */
export function methodsParagraph(
  record: TransparencyRecord,
  evidence: string | null = null,
): string {
  return kitMethods(record, evidence).paragraph;
}

/** {@link methodsParagraph} with its references. */
export function kitMethods(record: TransparencyRecord, evidence: string | null): KitMethods {
  const citations = createCitations();
  const paragraph = [
    evaluatedText(record),
    ...statedSentences(record),
    ...figureSentences(record, citations),
    ...closingSentences(record, evidence),
  ].join(" ");
  return { paragraph, references: citations.list() };
}

function evaluatedText({ task, model, counts }: TransparencyRecord): string {
  const kind = modelKind(task);
  const what =
    model.sha256 === null
      ? METHODS.predictions({ kind })
      : METHODS.model({ kind, name: shown(model.name, 80) });
  const left = METHODS.left({
    images: `${grouped(counts.listed)} more`,
    one: counts.listed === 1,
  });
  return METHODS.evaluated({
    what,
    scored: counted(counts.scored, "image"),
    listed: counts.listed === 0 ? null : left,
  });
}

function statedSentences({ construct, facts }: TransparencyRecord): string[] {
  const exclusions = statedOrNull(facts.exclusions);
  const uses = statedOrNull(facts.uses);
  return [
    METHODS.population(statedText(construct.population)),
    METHODS.chosen(statedText(facts.howChosen)),
    ...(exclusions === null ? [] : [METHODS.excluded(exclusions)]),
    METHODS.labelling(statedText(construct.labelling)),
    METHODS.agreement(statedText(construct.agreement)),
    ...(uses === null ? [] : [METHODS.uses(uses)]),
  ];
}

function figureSentences(record: TransparencyRecord, citations: Citations): string[] {
  const { claims, clusters, construct } = record;
  const [first, ...rest] = claims;
  if (first === undefined) return [];
  const units = capitalised(counted(first.n, first.unit).replace(/^\S+ /, ""));
  const groups =
    clusters === null || first.clusters === null
      ? METHODS.independent({ units })
      : METHODS.clustered({
          groups: counted(first.clusters, shown(clusters.attribute, 40)),
          attribute: shown(clusters.attribute, 40),
        });
  return [
    figureSentence(first, citations),
    groups,
    METHODS.counts(statedText(construct.counts)),
    METHODS.decision(statedText(construct.decision)),
    METHODS.doesNotShow(statedText(construct.doesNotShow)),
    ...(rest.length === 0
      ? []
      : [
          METHODS.further({
            count: counted(rest.length, "further figure"),
            one: rest.length === 1,
          }),
        ]),
  ];
}

function figureSentence(claim: RecordClaim, { cite }: Citations): string {
  const { metric, value, low, high, n, unit, level, method } = claim;
  const { scale, label } = metricWords(metric);
  const name = shown(label, 80);
  if (value === null) return METHODS.noValue({ label: name });
  const range =
    low === null || high === null
      ? null
      : METHODS.range({
          level: percent(level, 0),
          low: bareValue(scale, low, n),
          high: valueText(scale, high, n),
        });
  const { label: how, works } = intervalWords(method);
  return METHODS.figure({
    label: name,
    value: valueText(scale, value, n),
    range,
    n: counted(n, unit),
    method: range === null ? null : how + cite(works).replace(/^ \((.*)\)$/, "; $1"),
  });
}

function closingSentences(record: TransparencyRecord, evidence: string | null): string[] {
  const { overlap, software, claims, model } = record;
  const withheld = claims.filter(({ recomputable }) => !recomputable).length;
  const engine = software.engine === null ? "" : ` (${shown(software.engine, 60)})`;
  const name = `${capitalised(shown(software.name, 40))} ${shown(software.version, 40)}${engine}`;
  return [
    overlap === null
      ? METHODS.notCompared
      : METHODS.compared({
          training:
            overlap.trainingImages === null
              ? METHODS.noTraining
              : counted(overlap.trainingImages, "training image"),
          pairs: counted(overlap.pairs.length, "pair"),
        }),
    METHODS.record({
      id: record.id,
      software: name,
      seed: String(record.seed),
      state: record.state,
    }),
    ...(evidence === null ? [] : [METHODS.evidence({ id: evidence })]),
    withheld === 0
      ? METHODS.all
      : METHODS.notAll({
          some: counted(withheld, "figure"),
          all: grouped(claims.length),
        }),
    ...(model.sha256 === null ? [] : [METHODS.file({ hash: model.sha256 })]),
  ];
}
