import { HomegroundError } from "../../core/errors.js";
import type { LabelSet } from "../../core/label-set.js";
import { formatCsvRow, readCsvRow } from "../../formats/delimited/csv-write.js";
import type { ImagePrediction, PredictionSource } from "../../tasks/predictions.js";
import { createLineReader } from "../record/lines.js";
import { recordPath } from "./manifest-lines.js";

/** Longest row that is read, in bytes: ten thousand scores and a name. */
const MOST_ROW_BYTES = 4_000_000;
const FIXED = ["file", "predicted"] as const;

/** A source of predictions that is read once, in the order of the images. */
export interface SequentialPredictions extends PredictionSource {
  /** Whether something is left when every image was asked for. @throws HomegroundError `record/predictions` */
  finish(): Promise<void>;
}

/**
 * The predictions of `predictions.csv` of a record: a row for each scored image, in their order, as the
 * program writes them. Anything else is no file of a record, so that nothing is guessed. What does
 * not fit ends the reading, with `record/predictions`.
 *
 * @param pieces of the file
 * @param file its name, for messages
 * @param names of the scored images
 * @param labels that have a column of scores each, or none of them has
 */
export function predictionRows(
  pieces: AsyncIterable<Uint8Array>,
  file: string,
  names: readonly string[],
  labels: LabelSet,
  scoreColumns: readonly string[],
): SequentialPredictions {
  const lines = createLineReader(pieces, MOST_ROW_BYTES);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let columns: "scores" | "answers" | "sure answers" | null = null;
  const scores = new Float64Array(scoreColumns.length);
  const place = (): string => `${file}, line ${lines.count}`;

  const nextRow = async (): Promise<readonly string[] | null> => {
    let text = "";
    for (;;) {
      const line = await lines.next();
      if (lines.end === "too-long") throw unfit("the line is too long", place());
      if (line === null) {
        if (text === "") return null;
        throw unfit("a quote does not close", place());
      }
      if (lines.end === "no-line-feed") {
        throw unfit("the last line has no line feed: it may be cut off", place());
      }
      try {
        text += `${decoder.decode(line)}\n`;
      } catch {
        throw unfit("the line is not UTF-8", place());
      }
      const cells = readCsvRow(text);
      if (cells !== null) return cells;
      if (text.length > MOST_ROW_BYTES) throw unfit("a quote does not close", place());
    }
  };

  const readHeader = async (): Promise<void> => {
    const header = await nextRow();
    const given = header === null ? "" : formatCsvRow(header);
    const withScores = formatCsvRow([...FIXED, ...scoreColumns]);
    if (given === withScores && scoreColumns.length > 0) columns = "scores";
    else if (given === formatCsvRow([...FIXED, "confidence"])) columns = "sure answers";
    else if (given === formatCsvRow(FIXED)) columns = "answers";
    else {
      throw unfit(`the first line is ${inShort(given)}, not ${inShort(withScores)}`, place());
    }
  };

  const predictionOf = (image: number, cells: readonly string[]): ImagePrediction => {
    const [name = "", predicted = ""] = cells;
    if (recordPath(name) !== names[image]) {
      throw unfit(
        `the line is of ${JSON.stringify(name)}, and the manifest has ${JSON.stringify(names[image])} there`,
        place(),
      );
    }
    if (columns !== "scores") {
      const position = labels.indexOf.get(predicted);
      if (position === undefined) {
        throw unfit(`it answers ${JSON.stringify(predicted)}, no label`, place());
      }
      const sure = columns === "sure answers" && cells[2] !== "" ? numberOf(cells[2]) : null;
      return { kind: "label", position, confidence: sure };
    }
    let best = 0;
    for (let k = 0; k < scores.length; k++) {
      scores[k] = numberOf(cells[k + 2]);
      if (scores[k]! > scores[best]!) best = k;
    }
    const answered = labels.names[best];
    if (scoreColumns === labels.keys && predicted !== answered) {
      const what = `it answers ${JSON.stringify(predicted)}, and its highest score is that of ${JSON.stringify(answered)}`;
      throw unfit(what, place());
    }
    return { kind: "scores", scores };
  };

  const numberOf = (cell: string | undefined): number => {
    const value = cell === undefined || cell === "" ? Number.NaN : Number(cell);
    if (Number.isFinite(value) && String(value) === cell) return value;
    throw unfit(`${JSON.stringify(cell ?? "")} is no number of the form`, place());
  };

  return {
    labels,
    async answer(image) {
      if (columns === null) await readHeader();
      const cells = await nextRow();
      if (cells === null) {
        throw unfit(
          `it ends before the row of ${JSON.stringify(names[image])}`,
          `${file}, its end`,
        );
      }
      const width = columns === "scores" ? scoreColumns.length : columns === "answers" ? 0 : 1;
      if (cells.length !== FIXED.length + width) {
        const what = `the line has ${cells.length} cells, not ${FIXED.length + width}`;
        throw unfit(what, place());
      }
      return predictionOf(image, cells);
    },
    async finish() {
      if (columns === null) await readHeader();
      if ((await nextRow()) !== null) {
        throw unfit("there are more rows than scored images in the manifest", place());
      }
    },
  };
}

/** An error about answers that are not those of the manifest. */
export function unfit(what: string, where: string): HomegroundError {
  return new HomegroundError("record/predictions", {
    what,
    where,
    fix: "Get the file again from where the record is published, or ask its authors",
  });
}

function inShort(text: string): string {
  const shown = text.trimEnd();
  return JSON.stringify(shown.length <= 80 ? shown : `${shown.slice(0, 77)}…`);
}
