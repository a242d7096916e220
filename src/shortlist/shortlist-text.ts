import { counted, grouped, listed, percent, signed } from "../reports/numbers.js";
import { shown } from "../reports/text.js";
import { SHORTLIST_MEASURES } from "./measures.js";
import type { Shortlist, ShortlistRank, ShortlistScore } from "./shortlist.js";
import { SHORTLIST } from "./words.js";

export const nameOf = (text: string): string => shown(text, 60);

/** What the order says, in sentences. */
export function shortlistAnswer({ scores, n }: Shortlist): string {
  const ranked = scores.filter(({ rank }) => rank !== null);
  const [first] = ranked;
  if (first === undefined) return SHORTLIST.none;
  const open = ranked.filter(({ rankLow }) => rankLow === null || rankLow === 1);
  const out = ranked.length - open.length;
  const answer =
    open.length === 1
      ? SHORTLIST.ahead({ name: nameOf(first.name) })
      : out === 0
        ? SHORTLIST.open
        : SHORTLIST.among({ names: listed(open.map(({ name }) => nameOf(name))), n: grouped(out) });
  const others = SHORTLIST_MEASURES.slice(1).flatMap(({ id, saysNothing }) => {
    const best = scores.filter(({ ranks }) => ranks[id]?.rank === 1);
    if (best.length === 0 || best.includes(first)) return [];
    if (saysNothing !== undefined && best.every(({ features }) => saysNothing(n, features)))
      return [];
    const measure = SHORTLIST.names[id];
    return [SHORTLIST.disagreeing({ measure, name: nameOf(best[0]!.name) })];
  });
  if (others.length === 0) return answer;
  return `${answer} ${SHORTLIST.disagree({ names: listed(others) })}`;
}

/** A measure's value as it is printed. */
export function measureText(id: keyof typeof SHORTLIST.names, value: number | null): string {
  if (value === null) return SHORTLIST.undefined;
  switch (id) {
    case "knn":
      return percent(value, 1);
    case "parc":
      return grouped(value, 1);
    default:
      return value < 0 ? signed(value, 3) : grouped(value, 3);
  }
}

/** A range of ranks as it is printed. */
export function rangeText(rank: Pick<ShortlistRank, "low" | "high"> | null): string {
  if (rank === null || rank.low === null || rank.high === null) return SHORTLIST.undefined;
  if (rank.low === rank.high) return grouped(rank.low);
  return SHORTLIST.range({ low: grouped(rank.low), high: grouped(rank.high) });
}

/** Rank and range of a candidate by PARC. */
export function ownRange({ rankLow, rankHigh }: ShortlistScore): string {
  return rangeText({ low: rankLow, high: rankHigh });
}

/** What the terminal says of a shortlist. */
export function shortlistText(list: Shortlist): string {
  const { scores, n, clusters, classes } = list;
  const inGroups = clusters === null ? "" : ` in ${counted(clusters, "group")}`;
  const head = [
    SHORTLIST.rank,
    SHORTLIST.rangeOf,
    SHORTLIST.candidate,
    ...SHORTLIST_MEASURES.map(({ id }) => SHORTLIST.names[id]),
  ];
  const rows = scores.map((score) => [
    score.rank === null ? SHORTLIST.undefined : grouped(score.rank),
    ownRange(score),
    nameOf(score.name),
    ...SHORTLIST_MEASURES.map(({ id }) => measureText(id, score[id])),
  ]);
  const widths = head.map((_, c) => Math.max(...[head, ...rows].map((row) => row[c]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, c) => (c === 2 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join("  ")
      .trimEnd();
  return [
    shortlistAnswer(list),
    "",
    `${counted(scores.length, "candidate")} on ${counted(n, "labelled image")}${inGroups} of ${counted(classes.length, "class")}`,
    "",
    line(head),
    ...rows.map(line),
    "",
    ...list.warnings.map((code) => `${code}: ${SHORTLIST.warnings[code] ?? ""}`.trim()),
    SHORTLIST.limitations[0]!,
  ].join("\n");
}
