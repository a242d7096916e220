import { column, list, paragraph, table } from "../../reports/document-blocks.js";
import type { PlotTable } from "../../reports/plot-view.js";
import { shellQuoted, visible } from "../../reports/text.js";
import type { EvaluationResult } from "../../results/result.js";
import type { AnalysisSection } from "../analysis.js";
import { type ScopeView, scopeView } from "./scope-view.js";
import { SCOPE_PAGE, SCOPE_SECTION } from "./words.js";

/** How far the evaluated images are like those of the claim's record, in a report. */
export interface ScopePartView extends ScopeView {
  readonly title: string;
  readonly table: PlotTable | null;
  /** Where there is more of it. */
  readonly more: string;
}

/** How far the images are like those of the claim's record. */
export const scopeSection: AnalysisSection<ScopePartView> = {
  anchor: "scope",
  paper: true,
  view: ({ result }) => scopePartView(result),
  title: ({ title }) => title,
  blocks: ({ headline, details, parts, without, table: own }) => [
    ...paragraph([headline, ...details].join(" ")),
    ...list([...parts, ...without]),
    ...(own === null
      ? []
      : table(
          "scope",
          "",
          own.columns.map(({ name, numeric }) => column(name, numeric ? "number" : "text")),
          own.rows.map(({ cells }) => cells.map(({ text }) => text)),
        )),
  ],
  summary: ({ kind, headline }) => (kind === "unknown" ? [] : [headline]),
};

/** Null where no record was claimed. */
function scopePartView({ scope, verdicts }: EvaluationResult): ScopePartView | null {
  if (scope === null) return null;
  const { source } = scope.record;
  const verdict = verdicts.find(({ claim }) => claim.source === source);
  const claim =
    verdict === undefined
      ? null
      : { metric: verdict.metric, value: verdict.claim.value, n: verdict.claim.n ?? 0 };
  const view = scopeView({ scope, claim });
  return {
    ...view,
    title: SCOPE_PAGE.title,
    table: attributeTable(view),
    more: SCOPE_SECTION.page({ source: shellQuoted(visible(source)) }),
  };
}

function attributeTable({ attributes }: ScopeView): PlotTable | null {
  if (attributes.length === 0) return null;
  const column = (name: string, numeric: boolean) => ({ name, numeric });
  return {
    columns: [
      ...[SCOPE_PAGE.attribute, SCOPE_PAGE.testSet, SCOPE_PAGE.yours].map((name) =>
        column(name, false),
      ),
      ...[SCOPE_PAGE.inside, SCOPE_PAGE.difference].map((name) => column(name, true)),
    ],
    rows: attributes.map(({ name, tested, here, inside, difference }) => ({
      cells: [name, tested, here, inside, difference].map((text) => ({ text, value: null })),
      said: null,
    })),
    more: 0,
  };
}
