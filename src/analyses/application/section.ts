import {
  details as behind,
  column,
  heading,
  list,
  paragraph,
  plot,
  stacked,
  table,
} from "../../reports/document-blocks.js";
import type { DocumentBlock } from "../../reports/document-types.js";
import type { AnalysisSection } from "../analysis.js";
import {
  type ApplicationRow,
  type ApplicationView,
  type AreaView,
  applicationView,
} from "./application-view.js";
import { APPLICATION_WORDS as WORDS } from "./words.js";

const MOST_ROWS = 60;
const FILE = "tables/application.csv";

/** What a model's answers lead to where they are used. */
export const applicationSection: AnalysisSection<ApplicationView> = {
  anchor: "application",
  question: "figures",
  paper: true,
  view({ result, extras: { surface = "command", extent } }) {
    const found = result.analyses?.application;
    return found === undefined ? null : applicationView(found, surface, extent);
  },
  title: () => WORDS.title,
  answer: ({ finding }) => finding,
  first: ({ finding }) => ({
    part: "places",
    title: WORDS.title,
    paper: false,
    blocks: paragraph(finding),
    lines: [],
  }),
  blocks: ({ finding, details, areas, left, benefit, costs, extent }) => [
    ...paragraph(finding),
    ...areas.flatMap((area): DocumentBlock[] => [
      heading(area.title),
      ...areaTable(area, area.rows, "all"),
      ...(area.perLabel.length === 0
        ? []
        : [behind(WORDS.perLabel, ...areaTable(area, area.perLabel, "labels"))]),
      ...(area.id === "clinic" && benefit !== null
        ? [plot(benefit, "tables/net-benefit.csv")]
        : []),
      ...(area.id === "line" && costs !== null
        ? [plot(costs, "tables/cost-by-threshold.csv")]
        : []),
      ...(area.id === "outline" && extent !== null ? [plot(extent, "tables/extent.csv")] : []),
    ]),
    ...list(details),
    ...(left.length === 0 ? [] : [behind(WORDS.left, ...list(left))]),
  ],
  summary: ({ finding }) => [finding],
};

function areaTable(
  { id, caption, hasTruth }: AreaView,
  rows: readonly ApplicationRow[],
  part: "all" | "labels",
): readonly DocumentBlock[] {
  const { columns } = WORDS;
  const kept = rows.slice(0, MOST_ROWS);
  const more = rows.length - kept.length;
  return stacked(
    table(
      `application-${id}-${part}`,
      caption,
      [
        column(columns.figure),
        ...(part === "labels" ? [column(columns.label)] : []),
        ...(hasTruth
          ? [
              column(columns.truth, "number"),
              column(columns.model, "number"),
              column(columns.difference, "number"),
            ]
          : [column(columns.value, "number")]),
        column(columns.n, "number"),
        column(columns.warnings, "wide"),
        ...(part === "all" ? [column(columns.means, "wide")] : []),
      ],
      kept.map((one) => [
        one.name,
        ...(part === "labels" ? [one.label] : []),
        ...(hasTruth ? [one.truth, one.model, one.difference] : [one.model]),
        one.rests,
        one.warnings,
        ...(part === "all" ? [one.means] : []),
      ]),
      more === 0 ? null : `${more} more rows in ${FILE}`,
    ),
  );
}
