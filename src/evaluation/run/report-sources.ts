import { placesOf } from "../../analyses/places/place-attribute.js";
import type { Surface } from "../../core/sentence.js";
import type { ImagePredictions, ImageTruth } from "../../formats/import-types.js";
import type { ObjectPredictions } from "../../formats/objects/object-types.js";
import type { ModelCard } from "../../models/card/card-types.js";
import type {
  ModelFacts,
  NameFacts,
  ReportExtras,
  ReportInput,
  TaxonomyFacts,
} from "../../results/report-input.js";
import type { EvaluationResult } from "../../results/result.js";
import type { Evaluation } from "../evaluation.js";
import { optionSentences } from "../options/registry.js";

/** What a report says of its making, beside the evaluation. */
export interface ReportSources {
  readonly surface: Surface;
  /** What the images are called: the name of their folder; null where they have none. */
  readonly place: string | null;
  readonly where: readonly string[];
  /** The arguments after `homeground` that give the same again. */
  readonly command?: readonly string[];
  /** When the run ended, ISO 8601. */
  readonly madeAt: string;
  /** When claims and their limits were fixed, ISO 8601: before the first answer. */
  readonly fixedAt: string;
  readonly model: ModelFacts | null;
  readonly truth: ImageTruth;
  readonly predictions: ImagePredictions | ObjectPredictions | null;
  /** How labels met the model's; null for the anomaly task, which has no names to meet. */
  readonly names: NameFacts | null;
}

/** Everything that a report is made of. */
export function reportInput(
  evaluation: Evaluation & { readonly taxonomy?: TaxonomyFacts },
  facts: ReportExtras,
  sources: ReportSources,
): ReportInput {
  const { truth, predictions, model, names, where } = sources;
  const placesHere = placesOf(evaluation);
  const asked = optionSentences(evaluation.request);
  return {
    result: sources.surface === "app" ? resultInApp(evaluation) : evaluation.result,
    extras: {
      surface: sources.surface,
      ...(sources.place === null ? {} : { place: sources.place }),
      ...(where.length === 0 ? {} : { where }),
      ...(placesHere === null ? {} : { placesHere }),
      ...(asked.length === 0 ? {} : { asked }),
      ...questionFacts(evaluation),
      ...(sources.command === undefined ? {} : { command: sources.command }),
      madeAt: sources.madeAt,
      question: {
        fixedAt: sources.fixedAt,
        source: isToleranceGiven(evaluation.request) ? "given" : "default",
      },
      ...(model === null ? {} : { model }),
      imports: [
        importFacts("labels", truth),
        ...(predictions === null ? [] : [importFacts("predictions", predictions)]),
      ],
      ...(names === null ? {} : { names }),
      ...facts,
      ...(evaluation.taxonomy === undefined ? {} : { taxonomy: evaluation.taxonomy }),
    },
  };
}

/** The result with its notes in the words of the app. */
function resultInApp({ result, inApp }: Evaluation): EvaluationResult {
  const notes = result.inputs.notes.map((note) => {
    const what = inApp.get(note);
    return what === undefined ? note : { ...note, what };
  });
  return { ...result, inputs: { ...result.inputs, notes } };
}

/** What clusters are called, and which attribute looks like one and is not used. */
function questionFacts({ question }: Evaluation) {
  const candidate = question.notUsed[0]?.attribute;
  return {
    ...(question.clusters === null ? {} : { clusterName: question.clusters.name }),
    ...(candidate === undefined ? {} : { clusterCandidate: candidate }),
  };
}

function importFacts(
  role: "labels" | "predictions",
  read: ImageTruth | ImagePredictions | ObjectPredictions,
) {
  const { source, format, rowCount, roles, problems } = read;
  return { role, source, format, rows: rowCount, roles, problems };
}

/**
 * What a report says of a model.
 *
 * @param source its address, or the name of its file: a report is passed on, and names no folders of
 *   the machine that made it
 */
export function modelFacts(source: string, sizeBytes: number | null, card: ModelCard): ModelFacts {
  const lines: { name: string; value: string }[] = [];
  const { training } = card;
  for (const [key, name] of [
    ["data", "Trained on"],
    ["images", "Training images"],
    ["how", "Trained how"],
  ] as const) {
    const value = training?.[key];
    if (typeof value === "string" || typeof value === "number")
      lines.push({ name, value: String(value) });
  }
  const expected = card.raw["expectedToGeneralise"];
  if (typeof expected === "string") lines.push({ name: "Said to work for", value: expected });
  return { source, sizeBytes, card: lines };
}

/** Whether somebody said what is still fine: of all claims, or of each in its own words. */
function isToleranceGiven({ tolerance, claims }: Evaluation["request"]): boolean {
  return tolerance !== null || (claims.length > 0 && claims.every((text) => text.includes("~")));
}
