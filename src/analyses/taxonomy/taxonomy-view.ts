import { column, heading, inPage, inText, table } from "../../reports/document-blocks.js";
import type { DocumentBlock } from "../../reports/document-types.js";
import { counted, grouped, percent } from "../../reports/numbers.js";
import { HEADS } from "../../reports/words/document.js";
import type { TaxonomyFacts } from "../../results/report-input.js";
import { TAXONOMY } from "./words.js";

/** A table of predictions by how far they are right in a taxonomy. */
export interface TaxonomyView {
  readonly caption: string;
  readonly rows: readonly {
    readonly name: string;
    readonly count: string;
    /** Of all, as a percentage. */
    readonly share: string;
  }[];
}

/** Rows for what occurs, and for exact answers always. */
export function taxonomyView(facts: TaxonomyFacts, unit: string): TaxonomyView {
  const { units } = facts;
  const all: (readonly [name: string, n: number])[] = [
    [TAXONOMY.exact, facts.exact],
    ...facts.coarser.map(({ rank, n }) => [TAXONOMY.coarser({ rank }), n] as const),
    [TAXONOMY.finer, facts.finer],
    [TAXONOMY.otherName, facts.otherName],
    [TAXONOMY.different, facts.different],
    [TAXONOMY.unknown, facts.unknown],
  ];
  return {
    caption: TAXONOMY.caption({ units: counted(units, unit) }),
    rows: all
      .filter(([, n], i) => i === 0 || n > 0)
      .map(([name, n]) => ({
        name,
        count: grouped(n),
        share: percent(units === 0 ? 0 : n / units, 1),
      })),
  };
}

/** The table, in the page below a title of its own. */
export function taxonomyBlocks({ caption, rows }: TaxonomyView): DocumentBlock[] {
  const tableOf = (prediction: string): DocumentBlock[] =>
    table(
      "taxonomy",
      caption,
      [column(prediction), column(HEADS.count, "number"), column(HEADS.share, "number")],
      rows.map(({ name, count, share }) => [name, count, share]),
    );
  return [
    inPage(heading(TAXONOMY.title), ...tableOf(TAXONOMY.answer)),
    inText(...tableOf(HEADS.answer)),
  ];
}
