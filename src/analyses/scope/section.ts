import {
  column,
  inPage,
  inText,
  list,
  paragraph,
  plot,
  table,
  toned,
} from "../../reports/document-blocks.js";
import type { DocumentBlock } from "../../reports/document-types.js";
import { shellQuoted, visible } from "../../reports/text.js";
import type { LeastAlikePicture } from "../../results/report-input.js";
import type { EvaluationResult } from "../../results/result.js";
import type { AnalysisSection } from "../analysis.js";
import type { FeaturesView } from "./features-view.js";
import { type ScopeView, scopeView } from "./scope-view.js";
import { FEATURES, SCOPE_PAGE, SCOPE_SECTION } from "./words.js";

/** How far the evaluated images are like those of the claim's record, in a report. */
export interface ScopePartView extends ScopeView {
  readonly title: string;
  /** Where there is more of it. */
  readonly more: string;
}

const FILE = "tables/scope-features.csv";

/** How far the images are like those of the claim's record. */
export const scopeSection: AnalysisSection<ScopePartView> = {
  anchor: "scope",
  question: "alike",
  paper: true,
  view: ({ result, extras: { least } }) => scopePartView(result, least),
  title: ({ title }) => title,
  answer: ({ headline }) => headline,
  blocks(view) {
    const { headline, details, parts, without, attributes, oneSided, notes, more, features } = view;
    const lines = list([...parts, ...without]);
    const asides = [...oneSided, ...notes.map(({ text }) => text), more];
    return [
      ...paragraph([headline, ...details].join(" ")),
      ...(parts.length === 0 ? [inText(...lines)] : lines),
      ...table(
        "scope",
        "",
        [
          ...[SCOPE_PAGE.attribute, SCOPE_PAGE.testSet, SCOPE_PAGE.yours].map((name) =>
            column(name),
          ),
          ...[SCOPE_PAGE.inside, SCOPE_PAGE.difference].map((name) => column(name, "number")),
        ],
        attributes.map(({ name, tested, here, inside, difference }) => [
          name,
          tested,
          here,
          inside,
          difference,
        ]),
      ),
      ...(features === null ? [] : featureBlocks(features)),
      inPage(...asides.flatMap((text) => toned("aside", text))),
    ];
  },
  summary: ({ kind, headline }) => (kind === "unknown" ? [] : [headline]),
};

function featureBlocks({
  finding,
  details,
  plot: drawn,
  least,
  pictures,
}: FeaturesView): DocumentBlock[] {
  return [
    { kind: "heading", text: SCOPE_PAGE.embedding },
    ...(drawn === null ? paragraph(finding) : [plot(drawn, FILE)]),
    ...list(details),
    ...(least === null
      ? []
      : [
          { kind: "heading" as const, text: FEATURES.least },
          ...paragraph(FEATURES.leastLead),
          // A text has the table.
          ...(pictures.length === 0
            ? []
            : [
                inPage({
                  kind: "pictures",
                  id: "least-alike-pictures",
                  tiles: pictures,
                  key: [],
                  together: 2,
                }),
              ]),
          ...table(
            "least-alike",
            "",
            least.columns.map(({ name, numeric }) => column(name, numeric ? "number" : "text")),
            least.rows.map(({ cells }) => cells.map(({ text }) => text)),
          ),
        ]),
  ];
}

/** Null where no record was claimed. */
function scopePartView(
  { scope, verdicts }: EvaluationResult,
  least: readonly LeastAlikePicture[] | undefined,
): ScopePartView | null {
  if (scope === null) return null;
  const { source } = scope.record;
  const verdict = verdicts.find(({ claim }) => claim.source === source);
  const claim =
    verdict === undefined
      ? null
      : { metric: verdict.metric, value: verdict.claim.value, n: verdict.claim.n ?? 0 };
  const view = scopeView({ scope, claim, least });
  return {
    ...view,
    title: SCOPE_PAGE.title,
    more: SCOPE_SECTION.page({ source: shellQuoted(visible(source)) }),
  };
}
