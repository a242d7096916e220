import { type Application, applicationOf } from "../../../src/analyses/application/application.js";
import { type Deployments, deploymentsOf } from "../../../src/analyses/application/deployments.js";
import type { ResultApplicationFigure } from "../../../src/analyses/application/result.js";
import { type Column, categoricalColumn, createTable } from "../../../src/core/table.js";
import { DEFAULT_REQUEST, type EvaluateRequest } from "../../../src/evaluation/request.js";
import {
  type ClassificationOutcomes,
  outcomesOfPairs,
} from "../../../src/outcomes/classification-types.js";
import type { EvaluatedOutcomes } from "../../../src/outcomes/detection/evaluated-detections.js";

/** An image with its label, the model's answer, and what is said of it. */
export interface MadeImage {
  readonly truth: string;
  readonly predicted: string;
  readonly [attribute: string]: string | number | null;
}

export const HERE = {
  question: "here",
  clusters: null,
  here: null,
  notUsed: [],
  warnings: [],
} as const;

export function attributesOf(rowCount: number, columns: ReadonlyMap<string, Column>) {
  const table = createTable(rowCount, columns);
  return { table, rows: Int32Array.from({ length: rowCount }, (_, i) => i) };
}

export function made(images: readonly MadeImage[], classes: readonly string[]) {
  const codes = (key: "truth" | "predicted") =>
    Int32Array.from(images, (image) => classes.indexOf(image[key]));
  const outcomes: ClassificationOutcomes = outcomesOfPairs({
    classes,
    modelClassCount: classes.length,
    truth: codes("truth"),
    predicted: codes("predicted"),
    cluster: null,
    clusterCount: 0,
  });
  const names = Object.keys(images[0] ?? {}).filter(
    (key) => key !== "truth" && key !== "predicted",
  );
  const columns = new Map(
    names.map((name): [string, Column] => {
      const cells = images.map((image) => image[name] ?? null);
      return cells.some((cell) => typeof cell === "number")
        ? [
            name,
            { kind: "numeric", values: Float64Array.from(cells, (cell) => Number(cell ?? NaN)) },
          ]
        : [name, categoricalColumn(cells as (string | null)[])];
    }),
  );
  return { outcomes, attributes: attributesOf(images.length, columns), question: HERE };
}

export function deployed(
  rows: readonly (readonly [camera: string, start: string, end: string])[],
): Deployments {
  const column = (k: 0 | 1 | 2) => categoricalColumn(rows.map((row) => row[k]));
  const columns = new Map([
    ["camera", column(0)],
    ["start", column(1)],
    ["end", column(2)],
  ]);
  return deploymentsOf(createTable(rows.length, columns), "d.csv");
}

type Basis = Omit<ReturnType<typeof made>, "outcomes" | "question"> & {
  readonly outcomes: EvaluatedOutcomes;
  readonly question: Parameters<typeof applicationOf>[0]["question"];
};

export function applied(
  basis: Basis,
  request: Partial<EvaluateRequest> = {},
  deployments: Deployments | null = null,
): Application {
  const task = basis.outcomes.kind;
  return applicationOf(basis, { ...DEFAULT_REQUEST, task, ...request }, deployments);
}

export function figureOf(
  { result }: Application,
  figure: string,
  label: string | null = null,
): ResultApplicationFigure {
  const found = result.figures.find(
    (one) => one.figure === figure && (label === null || one.label === label),
  );
  if (found === undefined) {
    const left = result.left.find((one) => one.figure === figure);
    throw new Error(`no ${figure}: ${left?.code ?? "never heard of"}`);
  }
  return found;
}

export function whyNot({ result }: Application, figure: string): string | undefined {
  return result.left.find((one) => one.figure === figure)?.code;
}
