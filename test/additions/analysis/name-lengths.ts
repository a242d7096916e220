import type { Analysis } from "../../../src/analyses/analysis.js";
import type { BarDrawing } from "../../../src/reports/bars-view.js";
import { csvTable } from "../../../src/reports/csv.js";
import { column, list, paragraph, plot, table } from "../../../src/reports/document-blocks.js";
import type { PictureTile } from "../../../src/reports/document-types.js";
import type { PlotFrame } from "../../../src/reports/plot-view.js";

/** Right answers by the length of a class's name: of no use, and quickly seen. */
interface LengthFacts {
  readonly letters: number;
  readonly right: number;
  readonly n: number;
}

declare module "../../../src/results/result.js" {
  interface EvaluationResult {
    readonly nameLengths?: { readonly longest: number };
  }
}
declare module "../../../src/results/report-input.js" {
  interface ReportExtras {
    readonly nameLengths?: readonly LengthFacts[];
  }
}

/** A picture of one pixel, with a box around it. */
const SHOWN: PictureTile = {
  file: "0.png",
  truth: "badger",
  said: "called fox",
  note: "six letters",
  alt: "0.png: badger, called fox",
  sureness: 0.5,
  picture: {
    src: "data:image/png;base64,iVBORw0KGgo=",
    widthPx: 1,
    heightPx: 1,
    marks: [{ x: 0, y: 0, width: 1, height: 1, outcome: "found", subject: true, caption: "" }],
  },
  noPicture: null,
  cutOut: null,
};

interface LengthView {
  readonly finding: string;
  readonly rows: readonly (readonly [letters: string, right: string])[];
  readonly bars: PlotFrame & { readonly drawing: BarDrawing };
}

function lengthView(facts: readonly LengthFacts[], longest: number): LengthView {
  const bars = facts.map(({ letters, right, n }, row) => ({
    label: `${letters} letters`,
    sub: `${n} images`,
    length: right / n,
    valueText: `${right}/${n}`,
    row,
  }));
  const cell = (text: string, value: number | null) => ({ text, value });
  return {
    finding: `The longest name of a class has ${longest} letters.`,
    rows: facts.map(({ letters, right, n }) => [String(letters), `${right}/${n}`]),
    bars: {
      id: "name-lengths-plot",
      title: "Right by length of name",
      reading: `Names of ${facts.length} lengths were answered.`,
      caption: null,
      table: {
        columns: [
          { name: "letters", numeric: true },
          { name: "right", numeric: true },
        ],
        rows: facts.map(({ letters, right }) => ({
          cells: [cell(String(letters), letters), cell(String(right), right)],
          said: null,
        })),
        more: 0,
      },
      explore: null,
      drawing: { name: "Right by length of name", bars },
    },
  };
}

/** An analysis that is not in `src`: what docs/adding-an-analysis.md shows. */
export const nameLengths: Analysis<LengthView> = {
  id: "name-lengths",
  find({ outcomes }) {
    const lengths = outcomes.classes.map((name) => name.length);
    const longest = Math.max(...lengths);
    return {
      notes: [
        { file: "", code: "name-lengths/measured", what: `${lengths.length} names measured` },
      ],
      result: { nameLengths: { longest } },
    };
  },
  facts({ outcomes }) {
    if (outcomes.kind !== "classification") return {};
    const found = new Map<number, { right: number; n: number }>();
    for (const [i, truth] of outcomes.truth.entries()) {
      const letters = outcomes.classes[truth]!.length;
      const { right, n } = found.get(letters) ?? { right: 0, n: 0 };
      found.set(letters, { right: right + (truth === outcomes.predicted[i] ? 1 : 0), n: n + 1 });
    }
    return { nameLengths: [...found].map(([letters, counts]) => ({ letters, ...counts })) };
  },
  tables({ extras: { nameLengths: facts } }) {
    if (facts === undefined) return [];
    const rows = facts.map(({ letters, right, n }) => [letters, right, n]);
    return [{ name: "name-lengths", text: csvTable(["letters", "right", "n"], rows) }];
  },
  limits: ({ result }) => [
    ...(result.nameLengths === undefined
      ? []
      : [{ of: "run" as const, text: "How names of other lengths do." }]),
    { of: "every-run", text: "Whether a name is the right one." },
  ],
  actions: ({ extras }) =>
    extras.nameLengths === undefined
      ? []
      : [{ what: "Find shorter names.", why: "Nobody reads the long ones." }],
  limitation: ({ nameLengths: own }) =>
    own === undefined ? null : "The length of a name explains nothing.",
  section: {
    anchor: "name-lengths-section",
    question: "computed",
    answer: ({ finding }) => finding,
    paper: true,
    view: ({ result, extras }) =>
      extras.nameLengths === undefined
        ? null
        : lengthView(extras.nameLengths, result.nameLengths?.longest ?? 0),
    title: () => "Lengths of names",
    blocks: ({ finding, rows, bars }) => [
      ...paragraph(finding, "Seen:"),
      ...list(["a name is a name"]),
      ...table(
        "name-lengths",
        "Right answers by length",
        [column("Letters", "number"), column("Right", "number")],
        rows,
      ),
      plot(bars, "tables/name-lengths.csv"),
      {
        kind: "pictures",
        id: "name-lengths-shown",
        tiles: [SHOWN],
        key: [{ outcome: "found", text: "where the name stands" }],
      },
      { kind: "code", text: "echo rose | wc -c" },
    ],
    summary: ({ finding }) => [finding],
    findings: () => ["Names were measured."],
  },
};
