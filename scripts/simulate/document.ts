/** `docs/truth.md`: what was measured, beside what is promised. */
import type { Measure, Measured } from "./measure.js";
import { monteCarloError } from "./measure.js";

/** What is promised of one measure in some settings. */
interface Bound {
  readonly part: string;
  readonly measure: string;
  /** Words of the table. */
  readonly promise: string;
  /** Bound on the share, and on which side of it the share must be. */
  readonly bound: number;
  readonly side: "at least" | "at most";
  /** Which settings of the part it is about; all if left out. */
  readonly of?: (setting: Measured["setting"]) => boolean;
}

const isRandomEffect = ({ world }: Measured["setting"]): boolean =>
  world === "beta" || world === "logit-normal";
const isSmallClaim = ({ claim }: Measured["setting"]): boolean => claim === "K/50";

/** Parts whose figures have a range and verdicts, and what they are called. */
const FIGURES: readonly (readonly [part: string, name: string])[] = [
  ["clusters", "Accuracy over sites of any kind here"],
  ["accuracy, found subjects", "Accuracy of images of the same subjects, which a column names"],
  ["macro F1, independent", "Macro F1, independent"],
  ["macro F1, clusters", "Macro F1, clusters"],
  ["AUC, independent", "AUC, independent"],
  ["AUC, unequal spreads", "AUC of few positives, other spreads"],
  ["AUC, clusters", "AUC, clusters"],
  ["mean AUC over labels", "Mean AUC over labels"],
  ["mean average precision over labels", "Mean average precision over labels"],
  ["AP50, independent", "AP50 of one label, independent"],
  ["AP50, clusters", "AP50 of one label, clusters"],
  ["mean AP, independent", "Mean AP50 over labels, independent"],
  ["mean AP, clusters", "Mean AP50 over labels, clusters"],
  ["counts, independent", "Figures of counts, independent"],
  ["counts, clusters", "Figures of counts, clusters"],
  ["close counts", "Share of images counted within 1"],
  ["masks, independent", "Overlap of masks, images independent"],
  ["masks, clusters", "Overlap of masks, clusters"],
  ["outlined objects, independent", "PQ and AJI, images independent"],
  ["outlined objects, clusters", "PQ and AJI, clusters"],
  [
    "factors of outlined objects, independent",
    "SQ, RQ, PQ of things and stuff, AJI+ and object Dice",
  ],
  [
    "factors of outlined objects, clusters",
    "SQ, RQ, PQ of things and stuff, AJI+ and object Dice, clusters",
  ],
  [
    "boundaries and pixels, independent",
    "Distances of boundaries and pixels right, images independent",
  ],
  ["boundaries and pixels, clusters", "Distances of boundaries and pixels right, clusters"],
  ["PCK, independent", "Share of points that are close (PCK), images independent"],
  ["PCK, clusters", "Share of points that are close (PCK), clusters"],
  ["PCK by image", "Share of points that are close, mean over images"],
  ["OKS AP, independent", "OKS AP of one label, independent"],
  ["rarely missed objects, independent", "Figures of outlines where one object in 50 is missed"],
  [
    "rarely missed objects, clusters",
    "Figures of outlines where one object in 50 is missed, clusters",
  ],
  ["drawn lists", "Accuracy of a pool from a list that was drawn by a design"],
];

/** Parts that have verdicts alone. */
const VERDICTS: readonly (readonly [part: string, name: string])[] = [
  ["missing answers", "Accuracy where images have no answer"],
  ["five looks", "Accuracy, five looks that follow the advice"],
  ["label order", "Looking as you go at labels sorted by class"],
  ["label sessions", "Sessions of labelling in the app, any of all looks"],
];

/**
 * What is promised: a verdict is wrong in at most 5 % at a gap of exactly the tolerance, and a 95 % range
 * misses the truth without a warning in at most 7 %; no promise is a number that was measured.
 */
const PROMISES: readonly Bound[] = [
  {
    part: "coverage, independent",
    measure: "unwarned miss",
    bound: 0.07,
    side: "at most",
    promise: "Accuracy on independent images: a miss without a warning in at most 7 %",
  },
  ...(["holds", "fails"] as const).map(
    (verdict): Bound => ({
      part: "verdicts, independent",
      measure: `wrong ${verdict}`,
      bound: 0.05,
      side: "at most",
      promise: `Accuracy on independent images: wrong _${verdict}_ in at most 5 %`,
      of: (setting) => !isSmallClaim(setting),
    }),
  ),
  {
    part: "verdicts, independent",
    measure: "wrong holds",
    bound: 0.05,
    side: "at most",
    promise: "… wrong _holds_ against a claim from 50 images in at most 5 %",
    of: isSmallClaim,
  },
  ...[...FIGURES, ...VERDICTS].flatMap(([part, name]): Bound[] => [
    ...(VERDICTS.some(([one]) => one === part)
      ? []
      : [
          {
            part,
            measure: "unwarned miss",
            bound: 0.07,
            side: "at most" as const,
            promise: `${name}: a miss without a warning in at most 7 %`,
          },
        ]),
    ...(["holds", "fails"] as const).map(
      (verdict): Bound => ({
        part,
        measure: `wrong ${verdict}`,
        bound: 0.05,
        side: "at most",
        promise: `${name}: wrong _${verdict}_ in at most 5 %`,
      }),
    ),
  ]),
  {
    part: "drawn lists of other tasks",
    measure: "unwarned miss",
    bound: 0.07,
    side: "at most",
    promise: "Drawn lists beyond one label an image: a miss without a warning in at most 7 %",
  },
  ...(["holds", "fails"] as const).map(
    (verdict): Bound => ({
      part: "anytime",
      measure: `wrong ${verdict}`,
      bound: 0.025,
      side: "at most",
      promise: `Looking as you go, any of all looks: wrong _${verdict}_ in at most 2.5 %`,
    }),
  ),
  {
    part: "gap",
    measure: "mix",
    bound: 0.95,
    side: "at least",
    promise: "Gap by class: the 95 % range of _class mix_ holds the truth",
  },
  {
    part: "gap",
    measure: "within",
    bound: 0.95,
    side: "at least",
    promise: "… of _within_, on independent images and from 20 sites on",
    of: (setting) => !isFewSites(setting),
  },
  {
    part: "gap",
    measure: "within",
    bound: 0.95,
    side: "at least",
    promise: "… of _within_, over 5 or 10 sites",
    of: isFewSites,
  },
  ...["mix", "within"].map(
    (measure): Bound => ({
      part: "gap of masks",
      measure,
      bound: 0.95,
      side: "at least",
      promise: `Gap of masks by light: the 95 % range of _${measure}_ holds the truth, but over 10 sites`,
      of: ({ local }) => local !== "10 sites",
    }),
  ),
  ...["independent", "clusters"].map(
    (where): Bound => ({
      part: `further errors of points, ${where}`,
      measure: "unwarned miss",
      bound: 0.07,
      side: "at most",
      promise: `RMS, normalised and angular errors of points, ${where}: a miss without a warning in at most 7 %`,
    }),
  ),
  {
    part: "scope, false alarms",
    measure: "p ≤ 0.05",
    bound: 0.05,
    side: "at most",
    promise:
      "An attribute of two sets of one law, sites known on both sides: p ≤ 0.05 in at most 5 %",
    of: ({ record }) => record === "clusters",
  },
  {
    part: "scope, false alarms",
    measure: "p ≤ 0.05",
    bound: 0.05,
    side: "at most",
    promise: "… where one side's sites are not known (Rao–Scott)",
    of: ({ record }) => record !== "clusters",
  },
  {
    part: "scope, features",
    measure: "p ≤ 0.05",
    bound: 0.05,
    side: "at most",
    promise: "Features of two sets of one law: p ≤ 0.05 in at most 5 %",
    of: ({ moved }) => moved === 0,
  },
  {
    part: "scope, coverage",
    measure: "promised too much",
    bound: 0.02,
    side: "at most",
    promise: "A test set covers itself at most 2 points better than other images of its law",
  },
  ...(["at least", "at most"] as const).map(
    (side): Bound => ({
      part: "next place",
      measure: "next place inside",
      bound: side === "at least" ? 0.938 : 0.962,
      side,
      promise: `One result at the next place inside in ${side} ${side === "at least" ? "93.8" : "96.2"} %`,
      of: isNormalLaw,
    }),
  ),
  {
    part: "next place",
    measure: "T(δ) inside",
    bound: 0.94,
    side: "at least",
    promise: "How likely it sees a threshold: the 95 % range in at least 94 %",
    of: isNormalLaw,
  },
  {
    part: "drift",
    measure: "false alarm",
    bound: 0.05,
    side: "at most",
    promise: "A place of a ledger said to have changed, where none has, in at most 5 %",
  },
  {
    part: "few labels, many predictions",
    measure: "unwarned miss",
    bound: 0.07,
    side: "at most",
    promise:
      "Accuracy of a pool by few labels and confidence: a miss without a warning in at most 7 %",
  },
  {
    part: "races",
    measure: "best dropped",
    bound: 0.05,
    side: "at most",
    promise: "A race of models: the best, or a given one of equal models, dropped in at most 5 %",
  },
  {
    part: "label races",
    measure: "best dropped",
    bound: 0.05,
    side: "at most",
    promise: "… while somebody labels in the app, after any label and with images put off",
  },
  {
    part: "label races by scores",
    measure: "best dropped",
    bound: 0.05,
    side: "at most",
    promise: "… by the F1 of boxes that are drawn, and by numbers that are close enough",
  },
  {
    part: "shortlist",
    measure: "parc: all ranks held",
    bound: 0.95,
    side: "at least",
    promise: "A shortlist: the ranges of ranks by PARC hold the planted ranks of all candidates",
  },
  {
    part: "site in the score",
    measure: "found in vain",
    bound: 0.05,
    side: "at most",
    promise: "A score without the site in it: said to carry the site in at most 5 %",
  },
  {
    part: "site in the score",
    measure: "found",
    bound: 0.8,
    side: "at least",
    promise: "A site effect of one standard deviation, 40 patients a site: found in at least 80 %",
  },
  {
    part: "risk among the surest",
    measure: "coverage",
    bound: 0.93,
    side: "at least",
    promise: "What is wrong among the surest answers: the 95 % range in at least 93 %",
  },
  {
    part: "scores of confidence",
    measure: "none said to be better",
    bound: 0.95,
    side: "at least",
    promise: "Scores as good as the model's own confidence: none said to beat it in at least 95 %",
  },
  {
    part: "scores of confidence",
    measure: "the better one found",
    bound: 0.8,
    side: "at least",
    promise: "A far better score among others: found in at least 80 %",
  },
  ...(["boxes", "images"] as const).map(
    (of): Bound => ({
      part: "scores of boxes",
      measure: "unwarned miss",
      bound: 0.07,
      side: "at most",
      promise: `Whether a detector knows when it is wrong, by ${of === "boxes" ? "box" : "image"}: a miss without a warning in at most 7 %`,
      of: (setting) => setting["of"] === of,
    }),
  ),
  {
    part: "scores of boxes",
    measure: "none said to be better",
    bound: 0.95,
    side: "at least",
    promise: "Scores of images as good as a detector's own: none said to beat it in at least 95 %",
  },
  {
    part: "scores of boxes",
    measure: "the better one found",
    bound: 0.8,
    side: "at least",
    promise: "A far better score of a detector's images: found in at least 80 %",
  },
  ...["kept-animals", "events", "trap-rate of one", "shannon", "naive-occupancy of one"].map(
    (measure): Bound => ({
      part: "uses in the field",
      measure,
      bound: 0.9,
      side: "at least",
      promise: `What answers lead to in the field: the range of ${measure} in at least 90 %`,
    }),
  ),
  {
    part: "hours of activity",
    measure: "coverage",
    bound: 0.9,
    side: "at least",
    promise: "Overlap of activity over the day, by cameras: the 95 % range in at least 90 %",
  },
  ...["ppv", "npv", "net-benefit", "escapes-per-thousand", "cost"].map(
    (measure): Bound => ({
      part: "uses as a test and on a line",
      measure,
      bound: 0.93,
      side: "at least",
      promise: `What answers lead to as a test and on a line: the range of ${measure} in at least 93 %`,
    }),
  ),
  ...(["bias of psi", "bias of p"] as const).map(
    (measure): Bound => ({
      part: "occupancy",
      measure,
      bound: 0.02,
      side: "at most",
      promise: `Occupancy: the ${measure} at most 2 points`,
    }),
  ),
  {
    part: "altered pictures",
    measure: "all costs held",
    bound: 0.95,
    side: "at least",
    promise: "Altered pictures: the ranges of what kinds cost hold all planted costs",
  },
  {
    part: "altered pictures",
    measure: "alike told apart",
    bound: 0.05,
    side: "at most",
    promise: "Two models that alterations cost alike, told apart in at most 5 %",
  },
  ...[
    ...["ar-1", "ar-10", "ar-100", "ar-small", "ar-medium", "ar-large", "oks-ar", "oks-ar-medium"],
    ...["oks-map", "oks-map-medium", "oks-map-large"],
  ].map(
    (measure): Bound => ({
      part: "rankings by overlap and size",
      measure,
      bound: 0.93,
      side: "at least",
      promise: `Rankings over ten overlaps: the 95 % range of ${measure} in at least 93 %`,
    }),
  ),
  {
    part: "answers without objects",
    measure: "found in vain",
    bound: 0.05,
    side: "at most",
    promise: "Answers that know nothing of the background: said to know it in at most 5 %",
  },
  {
    part: "answers without objects",
    measure: "found",
    bound: 0.8,
    side: "at least",
    promise: "30 % of answers told by the background alone: found in at least 80 %",
  },
];

function isNormalLaw({ world }: Measured["setting"]): boolean {
  return world === "logit-normal";
}

function isFewSites({ local }: Measured["setting"]): boolean {
  return local === "5 sites" || local === "10 sites";
}

/** One promise with the worst setting. */
export interface Kept {
  readonly promise: string;
  readonly worst: Measure | null;
  readonly setting: string;
  readonly settings: number;
  /** Settings in which it is not kept, by more than two Monte Carlo errors. */
  readonly failing: number;
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
      worst: worst?.measure ?? null,
      setting: worst === undefined ? "–" : inWords(worst.setting),
      settings: found.length,
      kept: found.length > 0 && kept.length === found.length,
      failing: found.length - kept.length,
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
    commandOf(run),
    "```",
    "",
    "**How to read it.** _Coverage_: in how many samples the 95 % range held the true figure. _Wrong",
    "holds_, _wrong fails_: how often a verdict was given though the true figure was exactly at the",
    "limit, the worst place for it: further away errors are rarer. _Unwarned miss_: the range missed",
    "and no warning stood beside it. _Holds: truth = claim_, _fails: 10 below_, _20 below_: the power, how",
    "often the right verdict was given where the true figure is the claim, or 10 or 20 points below it, with 5",
    "points allowed; it is low for few sites, on purpose.",
    "_p ≤ 0.05_, _called different_: how often an attribute was found to differ between two sets of one",
    "law. _By itself_, _fresh images_: mean share of a test set that it covers itself, and of other images",
    "(their `±` is at most so large). Of drawn lists, _bias_: how far the mean of the estimates is from the",
    "truth; _labels saved_: how many fewer labels than in random order give the same variance, below 0 where a",
    "design costs labels. Of ledgers, _next place inside_: one more place's figure lay in the range that was foreseen;",
    "_T(δ) inside_: how likely the next place sees a threshold lay in its range; _inside the average's range_: what",
    "would be claimed if the range of the average were taken for that of a place. Of few labels with many predictions",
    "_labels saved_ is against the labels alone, and _weight_ how much confidence counts. Of races _labels saved_ and",
    "_predictions saved_ are against labelling as many images in random order with every model: those behind the decision,",
    "and of models that were dropped.",
    "`±` is one Monte Carlo standard error, the uncertainty of the simulation itself; figures without it",
    "were summed exactly. All figures are percentages. A promise counts as kept within two such errors.",
    "The worlds are of the kinds that the methods were chosen on, with other random numbers: other",
    "worlds can be worse.",
    "",
    PROMISES_HEADING,
    "",
    ...table(
      PROMISE_COLUMNS,
      checkPromises(measured).map((one) => promiseRow(one)),
    ),
    "",
    "A coverage below 95 % is no promise kept, and none is made of it: it is printed for each setting below.",
    "What is _not_ promised either: where a few sites fail outright, or where bigger sites do worse, the range",
    "alone can hold the truth far less often than in 95 % (next table). Nearly always a warning stands",
    "beside it then (the column of unwarned misses), and a verdict is given only if it would survive",
    "one site more that scores nothing. Of a gap's parts, _within_ is rough below 20 sites. Where a",
    "record of sites of very different sizes tells bins alone, attributes are found to differ too often",
    "(up to one time in five): a warning stands beside it. Where one place in seven fails outright, and no law",
    "of places without such is near, how likely a threshold is seen is misjudged nearly always: the list of the",
    "places shows it, the forecast does not. A fall of 10 points within a year is found at one place in six.",
    "",
    POWER_HEADING,
    "",
    ...powerTable(measured),
    "",
    "## Accuracy over sites, by number of sites",
    "",
    ...bySites(measured),
    "",
    "## Wrong verdicts by how much sites differ (beta law)",
    "",
    ...byIcc(measured),
    ...parts.flatMap((part) => ["", headingOf(part), "", ...settingsTable(measured, part)]),
    "",
  ].join("\n");
}

/** Parts with tables of their own in the document, which one part alone cannot make again. */
const WHOLE_ONLY = ["clusters"];

/** @throws Error where the document was not made by as many repetitions, or a part cannot be measured by itself */
export function checkParts(document: string, parts: readonly string[], run: Run): void {
  const whole = parts.find((part) => WHOLE_ONLY.includes(part));
  if (whole !== undefined) throw new Error(`${whole} is measured with all parts alone`);
  if (!document.includes(`${commandOf(run)}\n`)) {
    throw new Error("the document was made with other repetitions, or of another seed");
  }
}

/**
 * The document with some parts measured anew: their sections, their promises and their power; the rest
 * stays as it was.
 *
 * @param document as {@link truthDocument} wrote it
 * @param order names of all parts, as they stand in the document
 * @throws Error as {@link checkParts}
 */
export function withParts(
  document: string,
  measured: readonly Measured[],
  run: Run,
  order: readonly string[],
): string {
  const parts = [...new Set(measured.map(({ part }) => part))];
  checkParts(document, parts, run);
  // What is said before the tables is the program's.
  const sections = sectionsOf(document);
  const fresh = sectionsOf(truthDocument(measured, run));
  for (const part of parts) sections.set(headingOf(part), fresh.get(headingOf(part))!);
  const promises = PROMISES.filter(({ part }) => parts.includes(part));
  const rows = rowsOf(sections.get(PROMISES_HEADING)!);
  for (const one of checkPromises(measured)) {
    if (promises.some(({ promise }) => promise === one.promise)) {
      rows.set(one.promise, promiseRow(one));
    }
  }
  const inOrderOf = (known: ReadonlyMap<string, string[]>, names: readonly string[]) =>
    names.flatMap((name) => (known.has(name) ? [known.get(name)!] : []));
  const texts = inOrderOf(
    rows,
    PROMISES.map(({ promise }) => promise),
  );
  sections.set(
    PROMISES_HEADING,
    withTable(fresh.get(PROMISES_HEADING)!, table(PROMISE_COLUMNS, texts)),
  );
  const power = rowsOf(sections.get(POWER_HEADING)!);
  for (const [part, row] of rowsOf(fresh.get(POWER_HEADING)!)) power.set(part, row);
  const ofPower = inOrderOf(power, order);
  sections.set(POWER_HEADING, withTable(fresh.get(POWER_HEADING)!, table(POWER_COLUMNS, ofPower)));
  const names = [...sections.keys()].filter((name) => !name.startsWith(headingOf("")));
  sections.set(names[0]!, fresh.get(names[0]!)!);
  const inOrder = [...names, ...order.map(headingOf)];
  return `${inOrder.flatMap((name) => sections.get(name) ?? []).join("\n\n")}\n`;
}

const PROMISES_HEADING = "## Promises";
const PROMISE_COLUMNS = ["promise", "worst here, %", "where", "settings", "kept"];
const POWER_HEADING = "## Power: how often the right verdict is given";
const POWER_NAMES = ["holds: truth = claim", "fails: 10 below", "fails: 20 below"];
const POWER_COLUMNS = [
  "figure",
  "settings",
  ...POWER_NAMES.map((name) => `${name}: least – most (mean)`),
];

function headingOf(part: string): string {
  return `## All settings: ${part}`;
}

function commandOf({ repetitions, seed }: Run): string {
  return `npm run simulate -- --repetitions ${repetitions} --seed ${seed}`;
}

function promiseRow({ promise, worst, setting, settings, failing, kept }: Kept): string[] {
  return [
    promise,
    worst === null ? "–" : percent(worst),
    setting,
    String(settings),
    kept ? "yes" : failing === 0 ? "not measured" : `**no**, in ${failing}`,
  ];
}

/** Texts by their heading, which each begins with. */
function sectionsOf(document: string): Map<string, string> {
  const texts = document.trimEnd().split(/\n\n(?=## )/);
  return new Map(texts.map((text) => [text.split("\n")[0]!, text]));
}

/** Cells of a table's rows, by their first. */
function rowsOf(section: string): Map<string, string[]> {
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  const cells = rows.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return new Map(cells.map((row) => [row[0]!, row]));
}

/** A section with another table in place of its own. */
function withTable(section: string, rows: readonly string[]): string {
  const lines = section.split("\n");
  const from = lines.findIndex((line) => line.startsWith("|"));
  const to = lines.findLastIndex((line) => line.startsWith("|"));
  return [...lines.slice(0, from), ...rows, ...lines.slice(to + 1)].join("\n");
}

/** Least, mean and greatest power of each part over its settings. */
function powerTable(measured: readonly Measured[]): string[] {
  const parts = [...new Set(measured.map(({ part }) => part))];
  const range = (of: readonly Measured[], name: string): string => {
    const shares = measuresOf(of, name).map(({ share }) => 100 * share);
    if (shares.length === 0) return "–";
    const text = (share: number): string => share.toFixed(0);
    return `${text(Math.min(...shares))} – ${text(Math.max(...shares))} (${mean(of, name)})`;
  };
  const rows = parts.flatMap((part) => {
    const of = measured.filter((one) => one.part === part);
    const cells = POWER_NAMES.map((name) => range(of, name));
    return cells.every((cell) => cell === "–") ? [] : [[part, String(of.length), ...cells]];
  });
  return table(POWER_COLUMNS, rows);
}

/** The summary of accuracy over sites: one row a number of sites. */
function bySites(measured: readonly Measured[]): string[] {
  const clusters = measured.filter(({ part }) => part === "clusters");
  const numbers = [...new Set(clusters.map(({ setting }) => setting["G"]))];
  return table(
    [
      "sites",
      "coverage, random effects: mean, least",
      "least, failing sites",
      "least, informative sizes",
      "most unwarned misses",
      "most wrong holds",
      "most wrong fails",
      "power, random effects: holds, fails 10 below (mean)",
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
        `${mean(random, "holds: truth = claim")}, ${mean(random, "fails: 10 below")}`,
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
