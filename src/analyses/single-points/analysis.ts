import { haveObjects } from "../../outcomes/detection/evaluated-detections.js";
import { pairedPoints } from "../../outcomes/detection/paired-points.js";
import { csvTable } from "../../reports/csv.js";
import { column, paragraph, table } from "../../reports/document-blocks.js";
import { intervalText, valueText } from "../../reports/estimate-text.js";
import { grouped } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import type { ResultEstimate } from "../../results/result.js";
import type { Analysis } from "../analysis.js";
import { type PointCounts, type PointRow, rowsOf } from "./point-rows.js";
import { SINGLE_POINTS } from "./words.js";

declare module "../../results/report-input.js" {
  interface ReportExtras {
    /** How often each point is annotated, and how often it is not predicted then; absent of other tasks. */
    readonly points?: readonly PointCounts[];
  }
}

/** How well each point is placed: PCK and mean distance of it alone. */
export const singlePoints: Analysis<readonly PointRow[]> = {
  id: "single-points",
  facts({ outcomes }) {
    if (!haveObjects(outcomes) || outcomes.input.keypoints === undefined) return {};
    const { joints, count, truth, distance } = pairedPoints(outcomes);
    const points = joints.map((name, k) => {
      let annotated = 0;
      let missed = 0;
      for (let i = 0; i < count; i++) {
        const at = i * joints.length + k;
        if (!(truth[3 * at + 2]! > 0)) continue;
        annotated++;
        if (Number.isNaN(distance[at]!)) missed++;
      }
      return { name, annotated, missed };
    });
    return { points };
  },
  tables(input) {
    const rows = rowsOf(input);
    if (rows.length === 0) return [];
    const figures = (one: ResultEstimate | undefined) => [
      one?.value ?? null,
      one?.low ?? null,
      one?.high ?? null,
    ];
    const heads = ["close", "close_low", "close_high", "off_px", "off_low", "off_high"];
    return [
      {
        name: "points",
        text: csvTable(
          ["point", "annotated", "not_predicted", ...heads],
          rows.map(({ name, annotated, missed, close, off }) => [
            ...[name, annotated, missed],
            ...figures(close),
            ...figures(off),
          ]),
        ),
      },
    ];
  },
  section: {
    anchor: "single-points",
    question: "missed",
    paper: true,
    view(input) {
      const rows = rowsOf(input);
      return rows.length === 0 ? null : rows;
    },
    title: () => SINGLE_POINTS.title,
    answer: finding,
    blocks: (rows) => [
      ...paragraph(finding(rows)),
      ...table(
        "points",
        SINGLE_POINTS.title,
        [
          column(SINGLE_POINTS.point),
          column(SINGLE_POINTS.annotated, "number"),
          column(SINGLE_POINTS.close, "number"),
          column(SINGLE_POINTS.closeRange, "number"),
          column(SINGLE_POINTS.off, "number"),
          column(SINGLE_POINTS.offRange, "number"),
          column(SINGLE_POINTS.missed, "number"),
        ],
        rows.map(({ name, annotated, missed, close, off }) => [
          shown(name, 60),
          grouped(annotated),
          ...cells("percent", close),
          ...cells("number", off),
          grouped(missed),
        ]),
      ),
      ...paragraph(SINGLE_POINTS.alone),
    ],
  },
};

function cells(scale: "percent" | "number", one: ResultEstimate | undefined): readonly string[] {
  const { value = null, low = null, high = null, n = null } = one ?? {};
  return [
    value === null ? SINGLE_POINTS.none : valueText(scale, value, n),
    intervalText(scale, low, high, n) ?? SINGLE_POINTS.none,
  ];
}

/** The point that is placed best, and the one that is placed worst; null where fewer than two have a figure. */
function finding(rows: readonly PointRow[]): string | null {
  const known = rows
    .flatMap(({ name, close }) =>
      close?.value === undefined || close.value === null
        ? []
        : [{ name: shown(name, 40), value: close.value, n: close.n }],
    )
    .sort((a, b) => a.value - b.value);
  const [worst, best] = [known[0], known.at(-1)];
  if (worst === undefined || best === undefined || known.length < 2) return null;
  const share = ({ value, n }: typeof worst) => valueText("percent", value, n);
  return SINGLE_POINTS.from({
    worst: worst.name,
    least: share(worst),
    best: best.name,
    most: share(best),
  });
}
