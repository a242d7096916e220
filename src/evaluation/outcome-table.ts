import { type Column, cellText } from "../core/table.js";
import type { ImageSet } from "../dataset/image-set.js";
import {
  booleanColumn,
  integerColumn,
  knownNumbers,
  numberColumn,
  optionalTextColumn,
  textColumn,
  textsColumn,
} from "../formats/parquet/parquet-columns.js";
import type { ParquetColumn, ParquetTable } from "../formats/parquet/parquet-write.js";
import type {
  AnomalyOutcomes,
  ClassificationOutcomes,
  MultilabelOutcomes,
} from "../outcomes/classification-types.js";
import { countedErrors } from "./detection/detection-facts.js";
import { detectionColumns } from "./detection/detection-table.js";
import type { Evaluation } from "./evaluation.js";

/** Columns with their names: cells come from what the evaluation holds, nothing is copied before. */
export interface OutcomeColumns {
  readonly rowCount: number;
  readonly columns: readonly ParquetColumn[];
  /** Unit of each row; null where rows are units. */
  readonly unitOfRow: Int32Array | null;
}

/**
 * The outcomes behind the figures as a table (docs/outputs.md): a row a unit; of a detector a row a
 * detection, and one for each object that none is matched to. Attributes of the unit and its cluster
 * come last.
 */
export function outcomeTable(
  { outcomes, image, answered, question, attributes, result }: Evaluation,
  images: ImageSet,
): ParquetTable {
  const files = (of: Int32Array) => (row: number) => images.file[of[row]!]!;
  let own: OutcomeColumns;
  if (outcomes.kind === "detection") {
    own = detectionColumns(outcomes, countedErrors(outcomes), files(answered));
  } else {
    own = {
      rowCount: outcomes.unitCount,
      columns: [
        textColumn("file", files(image)),
        integerColumn("unit", (row) => row),
        ...unitColumns(outcomes),
      ],
      unitOfRow: null,
    };
  }
  const unitOf = (row: number): number => own.unitOfRow?.[row] ?? row;
  const columns = [...own.columns];
  const { cluster } = outcomes;
  if (cluster !== null) columns.push(integerColumn("cluster", (row) => cluster[unitOf(row)]!));
  for (const [name, column] of attributes.table.columns) {
    columns.push(
      attributeColumn(`attribute_${name}`, column, (row) => attributes.rows[unitOf(row)]!),
    );
  }
  return {
    rowCount: own.rowCount,
    columns: withOwnNames(columns),
    metadata: new Map([
      ["homeground.schema", "homeground.outcomes/1"],
      ["homeground.task", result.task],
      ["homeground.unit", outcomes.unit],
      ["homeground.cluster", question.clusters?.name ?? ""],
    ]),
  };
}

function unitColumns(
  outcomes: ClassificationOutcomes | MultilabelOutcomes | AnomalyOutcomes,
): ParquetColumn[] {
  switch (outcomes.kind) {
    case "classification":
      return classificationColumns(outcomes);
    case "multilabel":
      return multilabelColumns(outcomes);
    case "anomaly":
      return anomalyColumns(outcomes);
    default:
      return outcomes satisfies never;
  }
}

function classificationColumns(outcomes: ClassificationOutcomes): ParquetColumn[] {
  const { truth, predicted, classes, scores } = outcomes;
  const confidence = scores?.confidence ?? outcomes.answerConfidence ?? null;
  const columns = [
    textColumn("truth", (row) => classes[truth[row]!]!),
    textColumn("predicted", (row) => classes[predicted[row]!]!),
    booleanColumn("right", (row) => truth[row] === predicted[row]),
  ];
  if (confidence !== null) columns.push(knownNumbers("confidence", confidence));
  if (scores?.sums.areProbabilities === true) {
    columns.push(
      knownNumbers("truth_probability", scores.truthProbability),
      knownNumbers("log_loss", scores.logLoss),
      knownNumbers("brier", scores.brier),
    );
  }
  return columns;
}

function multilabelColumns({
  classes,
  truth,
  predicted,
  scores,
}: MultilabelOutcomes): ParquetColumn[] {
  const width = classes.length;
  const labels = (bits: Uint8Array) => (row: number) =>
    classes.filter((_, k) => bits[row * width + k] === 1);
  const columns = [
    textsColumn("truth", labels(truth)),
    textsColumn("predicted", labels(predicted)),
    booleanColumn("right", (row) => {
      for (let k = row * width; k < (row + 1) * width; k++) {
        if (truth[k] !== predicted[k]) return false;
      }
      return true;
    }),
  ];
  if (scores === null) return columns;
  for (const [k, name] of classes.entries()) {
    columns.push(numberColumn(`score_${name}`, (row) => scores[row * width + k]!));
  }
  return columns;
}

function anomalyColumns({ classes, truth, score, threshold }: AnomalyOutcomes): ParquetColumn[] {
  const columns = [
    textColumn("truth", (row) => classes[truth[row]!]!),
    knownNumbers("score", score),
  ];
  if (threshold === null) return columns;
  const answer = (row: number): number => (score[row]! >= threshold ? 1 : 0);
  return [
    ...columns,
    textColumn("predicted", (row) => classes[answer(row)]!),
    booleanColumn("right", (row) => answer(row) === truth[row]),
  ];
}

function attributeColumn(
  name: string,
  column: Column,
  rowOf: (row: number) => number,
): ParquetColumn {
  if (column.kind === "categorical")
    return optionalTextColumn(name, (row) => cellText(column, rowOf(row)));
  return numberColumn(name, (row) => column.values[rowOf(row)]!);
}

/** A second column of a name gets a number behind it: a file with two of one name is read by few. */
function withOwnNames(columns: readonly ParquetColumn[]): ParquetColumn[] {
  const seen = new Set<string>();
  return columns.map((column) => {
    let { name } = column;
    for (let n = 2; seen.has(name); n++) name = `${column.name}_${n}`;
    seen.add(name);
    return { ...column, name };
  });
}
