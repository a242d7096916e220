import {
  column,
  inPage,
  inText,
  paragraph,
  plot,
  table,
  toned,
} from "../../reports/document-blocks.js";
import type { DocumentBlock } from "../../reports/document-types.js";
import { grouped } from "../../reports/numbers.js";
import { shown } from "../../reports/text.js";
import { COLUMNS } from "../../reports/words/columns.js";
import { DOCUMENT, HEADS, moreRows } from "../../reports/words/document.js";
import { PARTS_OF_PAGE } from "../../reports/words/page.js";
import { EVENED_OUT, SLICES } from "../../reports/words/parts.js";
import type { AnalysisSection } from "../analysis.js";
import { levelParts } from "../level-parts.js";
import { type PartsView, partsView, type SlicesView } from "./slices-view.js";

const FILE = "tables/slices.csv";

/** Parts of the data: a forest an attribute where one differs from the rest, else a row a part. */
export const slicesSection: AnalysisSection<PartsView> = {
  anchor: "parts",
  question: "where",
  paper: true,
  view({ result }) {
    const view = partsView(result.estimates, result.inputs.notes);
    return view.slices.length + view.slicesNone.length === 0 ? null : view;
  },
  title: () => DOCUMENT.parts,
  pageTitle: () => PARTS_OF_PAGE.slices,
  answer({ slices, slicesNone }) {
    const worse = slices.find(({ drawing }) => drawing.marks.some(({ sign }) => sign === "worse"));
    return (worse ?? slices[0])?.reading ?? slicesNone[0] ?? null;
  },
  blocks({ slices, slicesLeft, slicesNone }) {
    const none = slicesNone.flatMap((sentence) => paragraph(sentence));
    const drawn = slices.filter(({ hasFinding }) => hasFinding);
    const evened = drawn.some((one) => one.evened) ? ` ${EVENED_OUT}` : "";
    const link = { text: PARTS_OF_PAGE.meaning, anchor: "figures" };
    const hasRanges = slices.length === 0 || slices.some((one) => one.hasRanges);
    const lead = hasRanges ? PARTS_OF_PAGE.slicesLead : PARTS_OF_PAGE.slicesWithout;
    return [
      inPage({ kind: "paragraph", text: lead + evened, link }),
      ...(slices.length === 0 ? [] : [inText(...paragraph(lead + evened))]),
      ...drawn.map((one) => plot(one, FILE, one.heading)),
      ...restOf(slices).flatMap(restTable),
      inPage(...none, ...toned("note", slicesLeft)),
      inText(...(slices.length === 0 ? [] : paragraph(slicesLeft)), ...none),
    ];
  },
  marks: ({ slices }) =>
    new Map([
      ...slices
        .filter(({ hasFinding }) => hasFinding)
        .map((one) => [one.id, levelParts(one.attribute, one.table)] as const),
      ...restOf(slices).map(
        (own, i) =>
          [
            restId(i),
            own.flatMap(({ attribute, table: rows, drawing }) =>
              levelParts(attribute, rows).slice(0, drawing.marks.length),
            ),
          ] as const,
      ),
    ]),
  summary: ({ slicesNone }) => slicesNone,
};

/** Those without a finding, of one metric and question together. */
function restOf(slices: readonly SlicesView[]): readonly (readonly SlicesView[])[] {
  const groups = new Map<string, SlicesView[]>();
  for (const one of slices) {
    if (one.hasFinding) continue;
    const key = `${one.asHere} ${one.metric}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function restId(i: number): string {
  return i === 0 ? "parts-rest" : `parts-rest-${i + 1}`;
}

/** A row a part: its name, how many images, the figure and its range. */
function restTable(own: readonly SlicesView[], i: number): DocumentBlock[] {
  const [first] = own;
  if (first === undefined) return [];
  const left = own.reduce(
    (sum, { table: { rows, more }, drawing }) => sum + rows.length + more - drawing.marks.length,
    0,
  );
  return table(
    restId(i),
    SLICES.rest({ asHere: first.asHere, compared: own.some((one) => one.isCompared) }),
    [column(COLUMNS.part, "wide"), column(HEADS.rests), column(first.label, "number")],
    own.flatMap(({ attribute, drawing }) =>
      drawing.marks.map(({ label, sub, valueText, intervalText }) => [
        SLICES.restRow({ attribute: shown(attribute, 40), part: label }),
        sub,
        { text: valueText, aside: intervalText, figure: restId(i) },
      ]),
    ),
    left === 0 ? null : moreRows(grouped(left), FILE),
  );
}
