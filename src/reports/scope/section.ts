import type { EvaluationResult } from "../../results/result.js";
import { column, list, paragraph, table } from "../document-blocks.js";
import type { DocumentSection } from "../document-types.js";
import type { PlotTable } from "../plot-view.js";
import { shellQuoted, visible } from "../text.js";
import { SCOPE_PAGE, SCOPE_SECTION } from "../words/scope.js";
import { type ScopeView, scopeView } from "./scope-view.js";

/** How far the evaluated images are like those of the claim's record, in a report. */
export interface ScopeSection extends ScopeView {
  readonly title: string;
  readonly table: PlotTable | null;
  /** Where there is more of it. */
  readonly more: string;
}

/** Null where no record was claimed. */
export function scopeSection({ scope, verdicts }: EvaluationResult): ScopeSection | null {
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

/** The same in Markdown and LaTeX. */
export function scopeDocument(section: ScopeSection | null): DocumentSection {
  if (section === null) return { title: SCOPE_PAGE.title, paper: true, blocks: [] };
  const { title, headline, details, parts, without, table: own } = section;
  return {
    title,
    paper: true,
    blocks: [
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
  };
}
