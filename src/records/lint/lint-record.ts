import type { TransparencyRecord } from "../record/record-types.js";
import type { LintFinding } from "./lint-types.js";
import { metricFindings, says } from "./metric-fit.js";
import { type Needs, overReaches, type TextKind } from "./over-reach.js";
import { statementFindings } from "./statement.js";

/** Places from which a sample can speak about others like them (METHODS: few clusters tell little). */
const FEWEST_PLACES = 10;
const DRAWN =
  /\b(?:random(?:ly|ised|ized)?|drawn|stratified|systematic(?:ally)?|every (?:second|third|fourth|fifth|tenth|n-?th|\d+(?:st|nd|rd|th))|grid|consecutive(?:ly)?|all of|census|probability)\b/iu;

interface LintedText {
  readonly field: string;
  readonly text: string | null;
  readonly kind: TextKind;
}

/**
 * Holds what a record says against what it measured: wordings wider than the sample, a first figure
 * that does not fit the decision, parts of the statement without an answer. Wordings are looked for
 * in English, in the title, the statement, the facts, what is expected, and the author's caveats; not
 * where an author says what was not tested or is not shown.
 *
 * @returns findings in the order of the record's parts; none for a record that claims what it shows
 */
export function lintRecord(record: TransparencyRecord): LintFinding[] {
  const isSampled = hasFrame(record);
  const wide = textsOf(record).flatMap(({ field, text, kind }) =>
    overReaches(text ?? "", kind)
      .filter(({ needs }) => !(isSampled && needs === "frame"))
      .map(({ word, needs }) => overReach(field, word, needs)),
  );
  return [...wide, ...metricFindings(record), ...statementFindings(record)];
}

function overReach(field: string, word: string, needs: Needs): LintFinding {
  return { code: "lint/over-reach", severity: "warning", field, values: { word, needs } };
}

/** Many places, of which it is said how they were drawn. */
function hasFrame({ clusters, facts }: TransparencyRecord): boolean {
  return clusters !== null && clusters.size.length >= FEWEST_PLACES && says(facts.howChosen, DRAWN);
}

function textsOf({ title, construct, facts, scope, caveats }: TransparencyRecord): LintedText[] {
  const claim = (field: string, text: string | null) => ({ field, text, kind: "claim" }) as const;
  const sampling = (field: string, text: string | null) =>
    ({ field, text, kind: "sampling" }) as const;
  return [
    claim("title", title),
    claim("construct.task", construct.task),
    sampling("construct.population", construct.population),
    sampling("construct.labelling", construct.labelling),
    claim("construct.counts", construct.counts),
    claim("construct.decision", construct.decision),
    ...(["sites", "seasons", "devices", "populations", "howChosen"] as const).map((name) =>
      sampling(`facts.${name}`, facts[name]),
    ),
    ...scope.expected.map(({ words }, i) => claim(`scope.expected[${i}]`, words)),
    ...caveats.flatMap(({ words, by }, i) =>
      by === "author" ? [sampling(`caveats[${i}]`, words)] : [],
    ),
  ];
}
