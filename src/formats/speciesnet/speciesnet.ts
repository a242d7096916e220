import { type CategoricalColumn, createCategoricalBuilder } from "../../core/table.js";
import { withSlashes } from "../delimited/table-cells.js";
import { createFieldCounter } from "../fields.js";
import type { FileAccess } from "../file-access.js";
import { createProblemList, type ProblemList } from "../import-problems.js";
import type { ImagePredictions, Taxon } from "../import-types.js";
import { isRecord, listOf, numberOf, textOf } from "../json/json-values.js";
import { createRecordColumns } from "../json/record-columns.js";
import type { MegaDetectorOptions } from "../megadetector/megadetector.js";
import { parseTaxonLabel, scientificName } from "../taxonomy.js";
import { attributeOf, SPECIESNET_ANSWER_FIELDS } from "./fields.js";
import { labelOfDetection } from "./labels.js";
import { readSpeciesNetRecords, type SpeciesNetRecord } from "./results-file.js";

/** Classes that SpeciesNet lists for an image, at most. */
const TOP = 5;

/** From this confidence on the ensemble takes a detection for an animal. */
const DETECTION_THRESHOLD = 0.2;

/** What an image is called on which nothing is detected. */
const BLANK = "blank";

/** What the detector alone can answer. */
const DETECTOR_LABELS = ["animal", BLANK, "human", "vehicle"] as const;

/** Fields of a prediction that become attributes; coordinates stay out. */
const ATTRIBUTES = ["country", "admin1_region", "prediction_source", "model_version"] as const;

/**
 * Reads a predictions file of SpeciesNet.
 *
 * The prediction is `prediction`, which the ensemble may have rolled up to a genus, a family or
 * "animal", otherwise the first class of the classifier. Where only the detector was run, it is what
 * the surest detection shows, and `blank` where none reaches the threshold. Answers are called by their common name,
 * or their scientific one where two taxa share it; their taxa are in `taxa`, so that a prediction can
 * be compared rank by rank (`compareTaxa`). Images without any prediction were not processed; they are
 * listed and are no rows.
 *
 * Source: google/cameratrapai, README, "Output format"; the threshold is that of
 * `ensemble_prediction_combiner.py` for animals.
 *
 * @param options `threshold` of detections, where only those are there
 * @throws HomegroundError as `readJsonRecords`
 */
export async function readSpeciesNet(
  access: FileAccess,
  path: string,
  { threshold = DETECTION_THRESHOLD }: Pick<MegaDetectorOptions, "threshold"> = {},
): Promise<ImagePredictions> {
  const problems = createProblemList();
  const rows = createPredictionRows(path, threshold, problems);
  const notRead = createFieldCounter(SPECIESNET_ANSWER_FIELDS);
  const values = await readSpeciesNetRecords(access, path, problems, (read) => {
    notRead.record("predictions[].", read.record, read.where);
    rows.add(read);
  });
  for (const [key, value] of values) notRead.field("", key, value, `${path}, /${key}`);
  return { ...rows.finish(), notRead: notRead.finish() };
}

function createPredictionRows(source: string, threshold: number, problems: ProblemList) {
  let detectedOnly = 0;
  let lost = 0;
  const file: string[] = [];
  const line: number[] = [];
  const predictions = createCategoricalBuilder();
  const predictionScore: number[] = [];
  const topLabels = new Map<string, number>();
  const topCodes: number[] = [];
  const topScores: number[] = [];
  const columns = createRecordColumns();

  const codeOf = (label: string): number => {
    const known = topLabels.get(label);
    if (known !== undefined) return known;
    topLabels.set(label, topLabels.size);
    return topLabels.size - 1;
  };

  return {
    add({ record, file: name, number, where }: SpeciesNetRecord): void {
      const classifications = isRecord(record["classifications"]) ? record["classifications"] : {};
      const classes = listOf(classifications["classes"]).filter((c) => typeof c === "string");
      const scores = listOf(classifications["scores"]).map((s) => numberOf(s) ?? Number.NaN);
      const ensemble = textOf(record["prediction"]);
      const failures = listOf(record["failures"]).filter((f) => typeof f === "string");
      const said = ensemble ?? classes[0];
      const detected =
        said === undefined && failures.length === 0
          ? predictionOfDetector(record["detections"], threshold, (k) => {
              const what =
                "a detection without label and category, or without conf; it is left out";
              problems.add("predictions/missing-field", what, `${where}/detections/${k}`);
              lost++;
            })
          : null;
      const prediction = said ?? detected?.label;
      const failed =
        failures.length > 0
          ? `failed: ${failures.join(", ")}`
          : listOf(record["detections"]).length > 0
            ? "none of its detections could be read"
            : "no answer";
      if (prediction === undefined || prediction === "") {
        const what = `${withSlashes(name)} was not processed: ${failed}`;
        problems.add("predictions/not-processed", what, where);
        return;
      }
      if (failures.length > 0) {
        const what = `${withSlashes(name)} has an answer though a part ${failed}`;
        problems.add("predictions/not-processed", what, where);
      }
      const row = file.push(withSlashes(name)) - 1;
      line.push(number + 1);
      predictions.add(prediction);
      if (detected !== null) detectedOnly++;
      const score = ensemble === undefined ? scores[0] : numberOf(record["prediction_score"]);
      predictionScore.push(detected?.score ?? score ?? Number.NaN);
      for (let rank = 0; rank < TOP; rank++) {
        const label = classes[rank];
        topCodes.push(label === undefined ? -1 : codeOf(label));
        topScores.push(label === undefined ? Number.NaN : (scores[rank] ?? Number.NaN));
      }
      for (const field of ATTRIBUTES) columns.set(row, field, attributeOf(record, field));
    },
    finish(): ImagePredictions {
      const raw = predictions.finish();
      const rowCount = file.length;
      const { nameOf, taxa } = nameTaxa([...raw.levels, ...topLabels.keys()]);
      const predicted = renamed(raw, nameOf);
      const top = renamed(
        {
          kind: "categorical",
          codes: Int32Array.from(topCodes),
          levels: [...topLabels.keys()],
        },
        nameOf,
      );
      const isDetector = detectedOnly > 0 && detectedOnly === rowCount;
      if (detectedOnly > 0) {
        const what = `${detectedOnly} images have detections alone: one is ${BLANK} below confidence ${threshold}, otherwise what its surest detection shows`;
        problems.add("predictions/threshold", what, source);
      }
      if (topLabels.size > 0) {
        const what = `only the ${TOP} highest scores of an image are there`;
        problems.add("predictions/truncated", what, source);
      }
      return {
        format: {
          id: "speciesnet",
          reason: "an object with predictions that have a filepath, as SpeciesNet writes it",
        },
        source,
        rowCount,
        file,
        predicted,
        ...(isDetector
          ? { answerLabels: [...new Set([...DETECTOR_LABELS, ...predicted.levels])] }
          : {}),
        scoreLabels: [],
        scores: new Float64Array(),
        line: Int32Array.from(line),
        attributes: { rowCount, columns: columns.finish(rowCount) },
        roles: new Map([
          ["image", "predictions[].filepath"],
          ["predicted", "prediction, otherwise the first of classifications.classes"],
        ]),
        problems: problems.finish(),
        objectsNotRead: lost,
        predictedScore: Float64Array.from(predictionScore),
        top: { k: TOP, labels: top.levels, codes: top.codes, scores: Float64Array.from(topScores) },
        taxa,
      };
    },
  };
}

/**
 * What a list of detections says of the image; null where there is no list, or none of it can be read.
 *
 * @param lose called with the place of each that cannot be read
 */
function predictionOfDetector(
  detections: unknown,
  threshold: number,
  lose: (place: number) => void,
): { readonly label: string; readonly score: number } | null {
  if (!Array.isArray(detections)) return null;
  let best = { label: BLANK, score: 0 };
  let read = 0;
  for (const [place, detection] of (detections as readonly unknown[]).entries()) {
    const label = isRecord(detection) ? labelOfDetection(detection) : undefined;
    const score = isRecord(detection) ? numberOf(detection["conf"]) : undefined;
    if (label === undefined || score === undefined) {
      lose(place);
      continue;
    }
    read++;
    if (score > best.score) best = { label, score };
  }
  if (read === 0 && detections.length > 0) return null;
  return best.score >= threshold ? best : { label: BLANK, score: 1 - best.score };
}

/** A readable name of its own for every label in the form of seven fields. */
function nameTaxa(labels: readonly string[]): {
  readonly nameOf: ReadonlyMap<string, string>;
  readonly taxa: ReadonlyMap<string, Taxon>;
} {
  const nameOf = new Map<string, string>();
  const taxa = new Map<string, Taxon>();
  const owner = new Map<string, string>();
  for (const label of labels) {
    if (nameOf.has(label)) continue;
    const taxon = parseTaxonLabel(label);
    if (taxon === null) {
      nameOf.set(label, label);
      continue;
    }
    const scientific = scientificName(taxon);
    const common = taxon.commonName === "" ? scientific : taxon.commonName;
    const choices = [common, `${common} (${scientific})`, label].filter((name) => name !== "");
    const name = choices.find((choice) => !owner.has(choice)) ?? label;
    owner.set(name, label);
    nameOf.set(label, name);
    taxa.set(name, taxon);
  }
  return { nameOf, taxa };
}

/** A column with other names, which are as many as before. */
function renamed(
  column: CategoricalColumn,
  nameOf: ReadonlyMap<string, string>,
): CategoricalColumn {
  return { ...column, levels: column.levels.map((level) => nameOf.get(level) ?? level) };
}
