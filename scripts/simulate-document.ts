/** `docs/truth.md`: what was measured, beside what is promised. */
import type { Measure, Measured } from "./simulate-measure.js";
import { monteCarloError } from "./simulate-measure.js";

/** What is promised of one measure in some settings. */
interface Bound {
  readonly part: string;
  readonly measure: string;
  /** Words of the table. */
  readonly promise: string;
  /** What METHODS measured as the worst, in percent. */
  readonly methods: string;
  /** Bound on the share, and on which side of it the share must be. */
  readonly bound: number;
  readonly side: "at least" | "at most";
  /** Which settings of the part it is about; all if left out. */
  readonly of?: (setting: Measured["setting"]) => boolean;
  /** Share of the settings that must keep it; 1 if left out. */
  readonly inShare?: number;
}

const isRandomEffect = ({ world }: Measured["setting"]): boolean =>
  world === "beta" || world === "logit-normal";
const isSmallClaim = ({ claim }: Measured["setting"]): boolean => claim === "K/50";

/** Macro F1, AUC and AP: least coverage, and METHODS' figures. */
const METRIC_BOUNDS = [
  { part: "macro F1, independent", coverage: 91, covered: "91", wrong: ["2.6", "5.0"] },
  { part: "macro F1, clusters", coverage: 92, covered: "92", wrong: ["3.3", "3.6"] },
  { part: "AUC, independent", coverage: 94, covered: "94.9", wrong: ["3.9", "3.9"] },
  { part: "AUC, clusters", coverage: 92, covered: "92", wrong: ["2.0", "2.2"] },
  { part: "AP50, independent", coverage: 94, covered: "95.1", wrong: ["–", "–"] },
  { part: "AP50, clusters", coverage: 92, covered: "92", wrong: ["3.5", "3.4"] },
] as const;

const PROMISES: readonly Bound[] = [
  {
    ...{ part: "coverage, independent", measure: "coverage", bound: 0.83, side: "at least" },
    promise: "Accuracy on independent images: a 95 % interval holds the truth in at least 83 %",
    methods: "83",
  },
  {
    ...{ part: "coverage, independent", measure: "unwarned miss", bound: 0.07, side: "at most" },
    promise: "… and misses it without a warning in at most 7 %",
    methods: "6.6",
  },
  {
    ...{ part: "verdicts, independent", measure: "wrong holds", bound: 0.05, side: "at most" },
    promise: "Accuracy, independent, gap = tolerance: wrong _holds_ at most 5 %",
    methods: "4.6",
    of: (setting) => !isSmallClaim(setting),
  },
  {
    ...{ part: "verdicts, independent", measure: "wrong fails", bound: 0.05, side: "at most" },
    promise: "… wrong _fails_ at most 5 %",
    methods: "4.95",
  },
  {
    ...{ part: "verdicts, independent", measure: "wrong holds", bound: 0.0505, side: "at most" },
    promise: "… wrong _holds_ against a claim from 50 images at most 5.05 % (a known exception)",
    methods: "5.04",
    of: isSmallClaim,
  },
  {
    ...{ part: "clusters", measure: "coverage", bound: 0.93, side: "at least", inShare: 0.99 },
    promise: "Accuracy over sites that differ at random: coverage of 93 % in 99 % of settings",
    methods: "90.5",
    of: isRandomEffect,
  },
  {
    ...{ part: "clusters", measure: "unwarned miss", bound: 0.07, side: "at most" },
    promise: "Accuracy over sites of any kind here: a miss without a warning in at most 7 %",
    methods: "5.3",
  },
  {
    ...{ part: "clusters", measure: "wrong holds", bound: 0.05, side: "at most" },
    promise: "Accuracy over sites, gap = tolerance: wrong _holds_ at most 5 %",
    methods: "4.6",
  },
  {
    ...{ part: "clusters", measure: "wrong fails", bound: 0.05, side: "at most" },
    promise: "… wrong _fails_ at most 5 %",
    methods: "3.2",
  },
  ...METRIC_BOUNDS.flatMap(({ part, coverage, covered, wrong }): Bound[] => [
    {
      ...{ part, measure: "coverage", bound: coverage / 100, side: "at least" },
      promise: `${part}: coverage at least ${coverage} %`,
      methods: covered,
    },
    ...(["holds", "fails"] as const).map(
      (verdict, i): Bound => ({
        ...{ part, measure: `wrong ${verdict}`, bound: 0.05, side: "at most" },
        promise: `${part}, gap = tolerance: wrong _${verdict}_ at most 5 %`,
        methods: wrong[i]!,
      }),
    ),
  ]),
  ...(["holds", "fails"] as const).map(
    (verdict, i): Bound => ({
      ...{ part: "anytime", measure: `wrong ${verdict}`, bound: 0.025, side: "at most" },
      promise: `Anytime mode, any of all looks: wrong _${verdict}_ at most 2.5 %`,
      methods: ["2.0", "1.9"][i]!,
    }),
  ),
  {
    ...{ part: "gap", measure: "mix", bound: 0.94, side: "at least" },
    promise: "Gap by class: the interval of _class mix_ holds the truth in at least 94 %",
    methods: "94.5",
  },
  {
    ...{ part: "gap", measure: "within", bound: 0.92, side: "at least" },
    promise: "… of _within_ in at least 92 %, on independent images and from 20 sites on",
    methods: "92.1",
    of: (setting) => !isFewSites(setting),
  },
  {
    ...{ part: "gap", measure: "within", bound: 0.87, side: "at least" },
    promise: "… of _within_ over 5 or 10 sites in at least 87 %: below the nominal 95 %",
    methods: "87.5",
    of: isFewSites,
  },
  {
    ...{ part: "scope, false alarms", measure: "p ≤ 0.05", bound: 0.05, side: "at most" },
    promise:
      "An attribute of two sets of one law, sites known on both sides: p ≤ 0.05 in at most 5 %",
    methods: "5.7",
    of: ({ record }) => record === "clusters",
  },
  {
    ...{ part: "scope, false alarms", measure: "p ≤ 0.05", bound: 0.1, side: "at most" },
    promise:
      "… where one side's sites are not known (Rao–Scott), sites of one size: in at most 10 %",
    methods: "9.7",
    of: ({ record, sizes }) => record !== "clusters" && sizes === "equal",
  },
  {
    ...{ part: "scope, coverage", measure: "promised too much", bound: 0.02, side: "at most" },
    promise: "A test set covers itself at most 2 points better than other images of its law",
    methods: "0.1",
  },
];

function isFewSites({ local }: Measured["setting"]): boolean {
  return local === "5 sites" || local === "10 sites";
}

/** One promise with the worst setting. */
export interface Kept {
  readonly promise: string;
  readonly methods: string;
  readonly worst: Measure | null;
  readonly setting: string;
  readonly settings: number;
  readonly kept: boolean;
}

/** Which promises are kept within two Monte Carlo errors. */
export function checkPromises(measured: readonly Measured[]): Kept[] {
  return PROMISES.map((promise) => {
    const found = measured.flatMap(({ part, setting, measures }) => {
      if (part !== promise.part || promise.of?.(setting) === false) return [];
      const measure = measures.find(({ name }) => name === promise.measure);
      return measure === undefined ? [] : [{ setting, measure }];
    });
    const sign = promise.side === "at most" ? 1 : -1;
    const worst = [...found].sort((a, b) => sign * (b.measure.share - a.measure.share))[0];
    const kept = found.filter(
      ({ measure }) => sign * (measure.share - promise.bound) <= 2 * monteCarloError(measure),
    );
    return {
      promise: promise.promise,
      methods: promise.methods,
      worst: worst?.measure ?? null,
      setting: worst === undefined ? "–" : inWords(worst.setting),
      settings: found.length,
      kept: found.length > 0 && kept.length >= (promise.inShare ?? 1) * found.length,
    };
  });
}

export interface Run {
  readonly repetitions: number;
  readonly seed: number;
}

/** The document, in Markdown. */
export function truthDocument(measured: readonly Measured[], run: Run): string {
  const parts = [...new Set(measured.map(({ part }) => part))];
  return [
    "# How often Homeground is right",
    "",
    "A range or a verdict is worth as much as it is right in worlds whose truth is known. This page is",
    "written by a program that draws samples from such worlds, asks the same code as `homeground",
    "evaluate`, and counts:",
    "",
    "```",
    `npm run simulate -- --repetitions ${run.repetitions} --seed ${run.seed}`,
    "```",
    "",
    "**How to read it.** _Coverage_: in how many samples the 95 % range held the true figure. _Wrong",
    "holds_, _wrong fails_: how often a verdict was given though the true figure was exactly at the",
    "limit, the worst place for it: further away errors are rarer. _Unwarned miss_: the range missed",
    "and no warning stood beside it. _Right holds_, _right fails_: how often the verdict was given when",
    "the true figure was 10 points on that side of the limit; it is low for few sites, on purpose.",
    "_p ≤ 0.05_, _called different_: how often an attribute was found to differ between two sets of one",
    "law. _By itself_, _fresh images_: mean share of a test set that it covers itself, and of other images",
    "(their `±` is at most so large).",
    "`±` is one Monte Carlo standard error, the uncertainty of the simulation itself; figures without it",
    "were summed exactly. All figures are percentages. A promise counts as kept within two such errors.",
    "The worlds are of the kinds that the methods were chosen on, with other random numbers: other",
    "worlds can be worse.",
    "",
    "## Promises",
    "",
    ...table(
      ["promise", "worst here, %", "METHODS' worst, %", "where", "settings", "kept"],
      checkPromises(measured).map(({ promise, methods, worst, setting, settings, kept }) => [
        promise,
        worst === null ? "–" : percent(worst),
        methods,
        setting,
        String(settings),
        kept ? "yes" : "**no**",
      ]),
    ),
    "",
    "What is _not_ promised: where a few sites fail outright, or where bigger sites do worse, the range",
    "alone can hold the truth far less often than in 95 % (next table). Nearly always a warning stands",
    "beside it then (the column of unwarned misses), and a verdict is given only if it would survive",
    "three sites of a kind that was not seen. Of a gap's parts, _within_ is rough below 20 sites. Where a",
    "record of sites of very different sizes tells bins alone, attributes are found to differ too often",
    "(up to one time in five): a warning stands beside it.",
    "",
    "## Accuracy over sites, by number of sites",
    "",
    ...bySites(measured),
    "",
    "## Wrong verdicts by how much sites differ (beta law)",
    "",
    ...byIcc(measured),
    ...parts.flatMap((part) => [
      "",
      `## All settings: ${part}`,
      "",
      ...settingsTable(measured, part),
    ]),
    "",
  ].join("\n");
}

/** The summary of accuracy over sites: one row a number of sites. */
function bySites(measured: readonly Measured[]): string[] {
  const clusters = measured.filter(({ part }) => part === "clusters");
  const numbers = [...new Set(clusters.map(({ setting }) => setting["G"]))];
  return table(
    [
      ...["sites", "coverage, random effects: mean, least", "least, failing sites"],
      ...["least, informative sizes", "most unwarned misses", "most wrong holds"],
      ...["most wrong fails", "right holds, right fails (mean, random effects)"],
    ],
    numbers.map((G) => {
      const of = clusters.filter(({ setting }) => setting["G"] === G);
      const random = of.filter(({ setting }) => isRandomEffect(setting));
      const inWorld = (name: string) => of.filter(({ setting }) => setting["world"] === name);
      return [
        String(G),
        `${mean(random, "coverage")}, ${extreme(random, "coverage", "least")}`,
        extreme(inWorld("failing sites"), "coverage", "least"),
        extreme(inWorld("informative sizes"), "coverage", "least"),
        extreme(of, "unwarned miss", "most"),
        extreme(of, "wrong holds", "most"),
        extreme(of, "wrong fails", "most"),
        `${mean(random, "right holds")}, ${mean(random, "right fails")}`,
      ];
    }),
  );
}

function byIcc(measured: readonly Measured[]): string[] {
  const beta = measured.filter(
    ({ part, setting }) => part === "clusters" && setting["world"] === "beta",
  );
  const numbers = [...new Set(beta.map(({ setting }) => setting["G"]))];
  const iccs = [...new Set(beta.map(({ setting }) => setting["icc"]))];
  const laws = [...new Set(beta.map(({ setting }) => setting["sizes"]))];
  const columns = laws.flatMap((law) => iccs.map((icc) => ({ law, icc })));
  return table(
    ["sites", ...columns.map(({ law, icc }) => `${law}, icc ${icc}: holds, fails`)],
    numbers.map((G) => [
      String(G),
      ...columns.map(({ law, icc }) => {
        const of = beta.filter(
          ({ setting }) => setting["G"] === G && setting["sizes"] === law && setting["icc"] === icc,
        );
        return `${extreme(of, "wrong holds", "most")}, ${extreme(of, "wrong fails", "most")}`;
      }),
    ]),
  );
}

function settingsTable(measured: readonly Measured[], part: string): string[] {
  const rows = measured.filter((one) => one.part === part);
  const names = [...new Set(rows.flatMap(({ measures }) => measures.map(({ name }) => name)))];
  const keys = [...new Set(rows.flatMap(({ setting }) => Object.keys(setting)))];
  return table(
    [...keys, ...names],
    rows.map(({ setting, measures }) => [
      ...keys.map((key) => String(setting[key] ?? "")),
      ...names.map((name) => {
        const measure = measures.find((one) => one.name === name);
        return measure === undefined ? "" : percent(measure);
      }),
    ]),
  );
}

function measuresOf(measured: readonly Measured[], name: string): Measure[] {
  return measured.flatMap(({ measures }) => measures.filter((one) => one.name === name));
}

function extreme(measured: readonly Measured[], name: string, which: "least" | "most"): string {
  const sign = which === "most" ? 1 : -1;
  const found = measuresOf(measured, name).sort((a, b) => sign * (b.share - a.share))[0];
  return found === undefined ? "–" : percent(found);
}

function mean(measured: readonly Measured[], name: string): string {
  const found = measuresOf(measured, name);
  if (found.length === 0) return "–";
  const sum = found.reduce((total, { share }) => total + share, 0);
  return (100 * (sum / found.length)).toFixed(1);
}

/** In percent, with one Monte Carlo error. */
function percent(measure: Measure): string {
  const value = (100 * measure.share).toFixed(measure.runs === null ? 2 : 1);
  if (measure.runs === null) return value;
  return `${value} ± ${(100 * monteCarloError(measure)).toFixed(1)}`;
}

function inWords(setting: Measured["setting"]): string {
  return Object.entries(setting)
    .map(([key, value]) => (key === "world" || key === "of" ? value : `${key} ${value}`))
    .join(", ");
}

/** Columns padded to one width, as the formatter of the repository has them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => (cells[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
