import type { NameFacts } from "../results/report-input.js";
import { toleranceText, valueText } from "./estimate-text.js";
import { grouped } from "./numbers.js";
import { ascii, type TerminalOptions, wrapped } from "./terminal.js";
import { shown } from "./text.js";
import { metricWords } from "./words/metrics.js";
import { OPENING } from "./words/opening.js";

/** What is known before the first image is scored. */
export interface OpeningFacts {
  readonly images: number;
  readonly toScore: number;
  /** The images as given: a folder, a file, a pattern. */
  readonly place: string;
  readonly labels: {
    readonly source: string;
    /** How it is written: `commas between cells, UTF-8`; the format where that says nothing. */
    readonly writing: string;
    /** How columns were read: role → column name. */
    readonly roles: ReadonlyMap<string, string>;
  };
  /** Null for tasks without names to meet. */
  readonly names: NameFacts | null;
  readonly claims: readonly AskedClaim[];
  /** When the claims and their limits were fixed, ISO 8601. */
  readonly fixedAt: string;
  /** The same as a clock on the wall shows it: `10:42`. */
  readonly clock: string;
  /** Whether the result of an earlier run is there already. */
  readonly hasEarlier: boolean;
}

export interface AskedClaim {
  readonly metric: string;
  readonly kind: "claim" | "requirement";
  readonly value: number;
  readonly tolerance: number;
  /** As it was understood: `accuracy 94.4 %: 84 of 89 right`. */
  readonly inWords: string;
}

const HEAD = 8;
const MOST_NAMES = 4;
/** Of many claims the first are read back; the report has all. */
const MOST_CLAIMS = 4;

/** Lines above a run on a terminal: Images, Labels, Names, Claim, Limit. */
export function openingLines(facts: OpeningFacts, options: TerminalOptions): string {
  const { images, toScore, place, names, claims } = facts;
  const heads: (readonly [head: string, text: string])[] = [
    [
      "Images",
      OPENING.images({
        images: grouped(images),
        place: shown(place, 60),
        toScore: grouped(toScore),
        listed: grouped(images - toScore),
      }),
    ],
    ["Labels", labelsText(facts)],
  ];
  if (names !== null) heads.push(["Names", namesText(names)]);
  if (claims.length > 0) {
    const state = facts.hasEarlier ? OPENING.earlierResult : OPENING.noResult;
    for (const { kind, inWords } of claims.slice(0, MOST_CLAIMS)) {
      heads.push([kind === "claim" ? "Claim" : "Need", shown(inWords, 200)]);
    }
    const limit = limitText(claims);
    heads.push(["Limit", OPENING.fixed({ limit, time: facts.clock, state })]);
  }
  const lines = heads.flatMap(([head, text]) =>
    wrapped(text, options.width, " ".repeat(HEAD)).map((line, i) =>
      i === 0 ? head.padEnd(HEAD) + line.slice(HEAD) : line,
    ),
  );
  return options.unicode ? lines.join("\n") : ascii(lines.join("\n"));
}

/** The same for a log: `images=77 score=73 listed=4 folder=photos/site2`. */
export function plainOpening(facts: OpeningFacts): string {
  const { images, toScore, place, labels, names, claims, fixedAt } = facts;
  const lines = [
    `images=${images} score=${toScore} listed=${images - toScore} folder=${field(place)}`,
  ];
  const roles = [...labels.roles].map(([role, column]) => `${field(role)}=${field(column)}`);
  const matched = names === null ? [] : [`matched=${names.matched.length}/${namesOf(names)}`];
  lines.push([`labels=${field(labels.source)}`, ...roles, ...matched].join(" "));
  if (claims.length > 0) {
    lines.push(...claims.map(({ kind, inWords }) => `${kind}=${field(inWords)}`));
    const limits = claims.map((claim) => String(Number(limitOf(claim).toPrecision(3))));
    lines.push(`limit=${limits.join(",")} fixed=${fixedAt}`);
  }
  return ascii(lines.join("\n"));
}

/** A value without blanks, or in quotes. */
function field(text: string): string {
  const safe = shown(text);
  return /[\s"=]/.test(safe) ? JSON.stringify(safe) : safe;
}

function labelsText({ labels }: OpeningFacts): string {
  const roles = [...labels.roles].map(([role, column]) =>
    OPENING.role({ column: shown(column, 30), role: shown(role, 30) }),
  );
  return OPENING.labels({
    source: shown(labels.source, 60),
    writing: shown(labels.writing, 60),
    roles: roles.join(", "),
  });
}

function namesOf({ matched, outside, ignored }: NameFacts): number {
  return matched.length + outside.length + ignored.length;
}

function namesText(names: NameFacts): string {
  const { matched } = names;
  const some = matched
    .slice(0, MOST_NAMES)
    .map((name) => shown(name, 24))
    .join(", ");
  const more = matched.length - MOST_NAMES;
  return OPENING.names({
    matched: grouped(matched.length),
    of: grouped(namesOf(names)),
    some: more > 0 ? OPENING.others({ some, count: grouped(more) }) : some,
  });
}

function limitText(claims: readonly AskedClaim[]): string {
  const [first, second] = claims;
  if (first === undefined || second !== undefined) {
    return OPENING.several({ count: grouped(claims.length) });
  }
  const { scale, better } = metricWords(first.metric);
  const isHigher = better === "higher";
  const limit = valueText(scale, limitOf(first), null);
  if (first.kind === "requirement") {
    return OPENING.need({ limit, better: isHigher ? "more" : "less" });
  }
  return OPENING.claim({
    allowed: toleranceText(scale, first.tolerance),
    worse: isHigher ? "below" : "above",
    better: isHigher ? "above" : "below",
    limit,
  });
}

/** The worst value that still holds. */
function limitOf({ metric, kind, value, tolerance }: AskedClaim): number {
  if (kind === "requirement") return value;
  return metricWords(metric).better === "higher" ? value - tolerance : value + tolerance;
}
