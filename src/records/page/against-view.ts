import { counted, grouped } from "../../reports/numbers.js";
import { figureText } from "../../reports/record-figure-text.js";
import { capitalised, shown } from "../../reports/text.js";
import { warningWords } from "../../reports/words/warnings.js";
import { statedOrNull } from "../kit/record-facts.js";
import { lintRecord } from "../lint/lint-record.js";
import type { RecordOverlapPair, TransparencyRecord } from "../record/record-types.js";
import { lintViews } from "../texts/record-lint.js";
import { AGAINST } from "../words/record-page.js";

/** What speaks against the figure: who says so, and the sentence. */
export interface AgainstView {
  readonly items: readonly AgainstItem[];
  /** Beside what is said, what was looked at and not found, or not looked at. */
  readonly notes: readonly string[];
  /** How well those who labelled agree; null: not stated. */
  readonly agreement: string | null;
}

export interface AgainstItem {
  readonly text: string;
  readonly by: "author" | "check";
}

const MOST_PAIRS = 8;
const MOST_WITHOUT = 3;
const MOST_WORDS = 1000;

/** What speaks against a record: its overlap, its authors, its warnings, its wording. */
export function againstView(record: TransparencyRecord): AgainstView {
  const { caveats, claims, construct, overlap } = record;
  const warnings = [...new Set(claims[0]?.warnings ?? [])].map((code): AgainstItem => {
    const { title, text } = warningWords(code);
    return { text: AGAINST.warning({ title: shown(title, 200), meaning: text }), by: "check" };
  });
  return {
    items: [
      ...overlapItems(overlap),
      ...caveats.map(({ words, by }) => ({ text: shown(words, MOST_WORDS), by })),
      ...warnings,
      ...wordingItems(record),
    ],
    notes: overlapNotes(overlap),
    agreement: statedOrNull(construct.agreement, MOST_WORDS),
  };
}

/** What the linter finds in what the record says; what is not stated is said by a banner. */
function wordingItems(record: TransparencyRecord): AgainstItem[] {
  const findings = lintRecord(record).filter(({ code }) => code !== "lint/not-stated");
  return lintViews(findings).map(({ title, text }) => ({
    text: AGAINST.warning({ title, meaning: `${shown(text, MOST_WORDS)}.` }),
    by: "check",
  }));
}

function overlapItems(overlap: TransparencyRecord["overlap"]): AgainstItem[] {
  if (overlap === null || overlap.pairs.length === 0) return [];
  const { pairs, without } = overlap;
  const more = pairs.length - MOST_PAIRS;
  const told = pairs.slice(0, MOST_PAIRS).map(pairText);
  const figures = without
    .slice(0, MOST_WITHOUT)
    .map((claim) => AGAINST.without({ figure: figureText(claim) }));
  return [
    {
      text: [
        AGAINST.pairs({ pairs: counted(pairs.length, "pair") }),
        ...told,
        ...(more > 0 ? [`${capitalised(AGAINST.more({ n: grouped(more) }))}.`] : []),
        ...figures,
      ].join(" "),
      by: "check",
    },
  ];
}

function pairText({ test, other, kind, across }: RecordOverlapPair): string {
  const name = (text: string | null): string =>
    text === null ? AGAINST.withheld : shown(text, 80);
  return AGAINST.overlap({
    test: name(test),
    other: name(other),
    kind: AGAINST.kinds[kind],
    where: AGAINST.across[across],
  });
}

function overlapNotes(overlap: TransparencyRecord["overlap"]): string[] {
  if (overlap === null || overlap.trainingImages === null) return [AGAINST.notCompared];
  const found = overlap.pairs.some(({ across }) => across === "training");
  return found ? [] : [AGAINST.overlapNone({ images: counted(overlap.trainingImages, "image") })];
}
