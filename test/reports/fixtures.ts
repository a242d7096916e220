import type {
  Mistake,
  ReportExtras,
  ReportInput,
  Thumbnail,
} from "../../src/results/report-input.js";
import type {
  EvaluationResult,
  ResultEstimate,
  ResultGapTerm,
  ResultVerdict,
} from "../../src/results/result.js";

/**
 * A run as the first evaluation gives it: a blood-cell classifier of one laboratory, tried on the
 * images of another (22 of 73 right, 84 of 89 were claimed). Limits of proportions are Wilson's,
 * the difference is square-and-add, worked out apart from this package.
 */

export function estimate(
  metric: string,
  value: number | null,
  limits: readonly [low: number, high: number] | null,
  more: Partial<ResultEstimate> = {},
): ResultEstimate {
  return {
    metric,
    role: "headline",
    value,
    low: limits?.[0] ?? null,
    high: limits?.[1] ?? null,
    level: 0.95,
    method: "wilson",
    n: 73,
    defined: null,
    unit: "image",
    clusters: null,
    slice: null,
    warnings: [],
    ...more,
  };
}

const ACCURACY = estimate("accuracy", 22 / 73, [0.20822590579126068, 0.41437365901307077]);

/** k of n by class, with Wilson limits: found (recall) and trust (precision). */
const CLASSES: readonly (readonly [string, string, number, number, number, number])[] = [
  ["recall", "neutrophil", 5, 25, 0.08860584686802572, 0.3913095036954033],
  ["recall", "lymphocyte", 5, 28, 0.07878501945604274, 0.3559142478934295],
  ["recall", "monocyte", 11, 11, 0.7411670330319684, 1],
  ["recall", "eosinophil", 1, 9, 0.019890887638544935, 0.434999705576656],
  ["precision", "neutrophil", 5, 6, 0.43649717781352987, 0.9699466302516935],
  ["precision", "lymphocyte", 5, 5, 0.5655175352168251, 1],
  ["precision", "monocyte", 11, 54, 0.11774054087421393, 0.3290230668833543],
  ["precision", "eosinophil", 1, 8, 0.02241749145005667, 0.4708881822128535],
];

const VERDICT: ResultVerdict = {
  metric: "accuracy",
  claim: {
    kind: "claim",
    value: 84 / 89,
    low: 0.8751458326492151,
    high: 0.9757671215792799,
    n: 89,
    source: "accuracy=0.944@84/89",
  },
  tolerance: 0.05,
  difference: 22 / 73 - 84 / 89,
  low: -0.7409206668031844,
  high: -0.5102156081931879,
  verdict: "fails",
  reason: null,
  moreLabels: null,
  moreClusters: null,
  level: 0.95,
  mode: "fixed",
  warnings: [],
};

/** Images of each class and how many were right, there and here. */
const COUNTS = {
  neutrophil: [52, 52, 5, 25],
  lymphocyte: [16, 16, 5, 28],
  monocyte: [10, 14, 11, 11],
  eosinophil: [6, 7, 1, 9],
} as const;

/** Kitagawa's split with symmetric weights: (a + b)/2 · (r_A − r_B) for each class. */
function gapTerms(): ResultGapTerm[] {
  let within = 0;
  const parts = Object.entries(COUNTS).map(([name, [kA, nA, kB, nB]]): ResultGapTerm => {
    const value = ((nA / 89 + nB / 73) / 2) * (kA / nA - kB / nB);
    within += value;
    return { term: "within", class: name, value, low: value - 0.09, high: value + 0.08 };
  });
  const mix = 84 / 89 - 22 / 73 - within;
  return [
    { term: "class-mix", value: mix, low: -0.0333395613, high: 0.0514543933 },
    { term: "within", value: within, low: 0.5154401, high: 0.751345792 },
    ...parts,
  ];
}

export const RESULT: EvaluationResult = {
  schema: "homeground.result/1",
  task: "classification",
  unit: "image",
  software: { name: "homeground", version: "0.1.0", engine: "wasm" },
  seed: 0,
  model: {
    name: "wbc_site1",
    sha256: "33f8f8460e4e48c2dcfdb73d2b1c9a20514de4f9bb7b8ac0da2c9d0fcf50c4e6",
    labels: ["neutrophil", "lymphocyte", "monocyte", "eosinophil"],
  },
  inputs: {
    images: 77,
    labelled: 75,
    scored: 73,
    ignored: 0,
    listed: [
      { file: "s2_101.png", code: "unlabelled", what: "no row in labels.csv" },
      { file: "s2_102.png", code: "unlabelled", what: "no row in labels.csv" },
      { file: "s2_118 copy.png", code: "duplicate", what: "byte for byte s2_118.png" },
      { file: "s2_300.png", code: "unreadable", what: "ends after 12,288 of 45,102 bytes" },
    ],
    notes: [{ file: "s2_044.png", code: "orientation", what: "turned by 90°" }],
  },
  question: "here",
  estimates: [
    ACCURACY,
    estimate("balanced-accuracy", 0.37242063492063493, [0.305, 0.453], {
      role: "detail",
      method: "wilson-jackknife",
      defined: 4,
      warnings: ["interval/few-of-a-class"],
    }),
    estimate("f1{average=macro}", 0.2704303, [0.167, 0.368], {
      role: "detail",
      method: "wilson-jackknife",
      defined: 4,
      warnings: ["interval/few-of-a-class"],
    }),
    estimate("ece", 0.4967950849315069, null, {
      role: "detail",
      method: "none",
      warnings: ["interval/biased"],
    }),
    estimate("auroc-failure", 0.5414, [0.384, 0.684], {
      role: "detail",
      method: "wilson-jackknife",
    }),
    ...CLASSES.map(([id, name, k, n, low, high]) =>
      estimate(`${id}{class=${name}}`, k / n, [low, high], {
        role: "detail",
        n,
        warnings: n - k < 5 || k < 5 ? ["interval/few-outcomes"] : [],
      }),
    ),
  ],
  confusion: {
    labels: ["neutrophil", "lymphocyte", "monocyte", "eosinophil"],
    counts: [
      [5, 0, 15, 5],
      [0, 5, 21, 2],
      [0, 0, 11, 0],
      [1, 0, 7, 1],
    ],
  },
  verdicts: [VERDICT],
  gap: {
    metric: "accuracy",
    value: 84 / 89 - 22 / 73,
    terms: gapTerms(),
    supported: { claimed: 1, local: 1 },
    reweighted: { value: 0.939334638, low: 0.853851304, high: 0.976211229, n: 65.601001 },
    warnings: [],
  },
  scope: null,
  files: { predictions: "predictions.csv", outcomes: null, report: "report.html" },
};

/** A one-pixel PNG: a picture that is really one. */
const PIXEL = Uint8Array.from(
  atob(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  ),
  (letter) => letter.charCodeAt(0),
);

export function thumbnail(bytes = PIXEL): Thumbnail {
  return { mime: "image/png", bytes, widthPx: 160, heightPx: 160 };
}

const WORST: readonly Mistake[] = (
  [
    ["s2_049.png", "lymphocyte", "monocyte", 0.9975103],
    ["s2_097.png", "eosinophil", "monocyte", 0.9950428],
    ["s2_033.png", "lymphocyte", "monocyte", 0.9883229],
    ["s2_100.png", "neutrophil", "monocyte", 0.9861608],
    ["s2_069.png", "neutrophil", "monocyte", 0.9847132],
    ["s2_098.png", "eosinophil", "monocyte", 0.9802697],
  ] as const
).map(([file, truth, predicted, confidence]) => ({
  file,
  truth,
  predicted,
  confidence,
  thumbnail: thumbnail(),
}));

export const EXTRAS: ReportExtras = {
  place: "photos/site2",
  placeName: "site 2",
  claimedPlace: "site 1",
  madeAt: "2026-11-25T10:42:31Z",
  question: { fixedAt: "2026-11-25T10:42:07Z", source: "given" },
  groupWord: "patient",
  command: [
    "evaluate",
    "photos/site2",
    "--labels",
    "labels.csv",
    "--model",
    "wbc_site1.onnx",
    "--claim",
    "accuracy=0.944@84/89",
  ],
  model: {
    source: "wbc_site1.onnx",
    sizeBytes: 542_310,
    card: [{ name: "Trained on", value: "180 images of site 1" }],
  },
  imports: [
    {
      role: "labels",
      source: "labels.csv",
      format: { id: "csv", reason: "the first line names columns; separator is a comma" },
      rows: 181,
      roles: new Map([
        ["image", "filename"],
        ["label", "cell"],
      ]),
      problems: [
        { code: "labels/empty-row", what: "the row is empty", where: "labels.csv, line 12" },
      ],
    },
  ],
  names: {
    matched: ["neutrophil", "lymphocyte", "monocyte", "eosinophil"],
    outside: [],
    ignored: [],
    source: "the same words",
  },
  seconds: 6.2,
  reliability: {
    bins: {
      count: Uint32Array.of(0, 0, 0, 0, 0, 1, 6, 6, 5, 5, 5, 9, 7, 9, 20),
      meanConfidence: Float64Array.of(
        NaN,
        NaN,
        NaN,
        NaN,
        NaN,
        0.3527346,
        0.44542265,
        0.5008531,
        0.57396844,
        0.63840484,
        0.69200794,
        0.75717203,
        0.83775454,
        0.91154943,
        0.97853277,
      ),
      accuracy: Float64Array.of(
        NaN,
        NaN,
        NaN,
        NaN,
        NaN,
        0,
        2 / 6,
        1 / 6,
        4 / 5,
        0,
        1 / 5,
        2 / 9,
        2 / 7,
        3 / 9,
        7 / 20,
      ),
    },
    low: Float64Array.of(
      NaN,
      NaN,
      NaN,
      NaN,
      NaN,
      0,
      0.09677,
      0.03005,
      0.37553,
      0,
      0.03622,
      0.06323,
      0.08222,
      0.12058,
      0.18119,
    ),
    high: Float64Array.of(
      NaN,
      NaN,
      NaN,
      NaN,
      NaN,
      0.79345,
      0.70001,
      0.5635,
      0.96378,
      0.43448,
      0.62447,
      0.54741,
      0.64107,
      0.6458,
      0.56715,
    ),
    meanConfidence: 0.767201720547945,
    accuracy: 22 / 73,
  },
  kept: [
    { threshold: 0, kept: 73, right: 22, low: 0.2082259, high: 0.4143737 },
    { threshold: 0.5, kept: 63, right: 20, low: 0.2158669, high: 0.4400353 },
    { threshold: 0.7, kept: 47, right: 15, low: 0.2039538, high: 0.4616734 },
    { threshold: 0.9, kept: 27, right: 8, low: 0.1585304, high: 0.4848068 },
    { threshold: 0.95, kept: 18, right: 6, low: 0.1627877, high: 0.5625053 },
  ],
  mistakes: { worst: WORST, total: 51, picturesWithheld: null },
  waterfall: {
    classes: new Map(
      Object.entries(COUNTS).map(([name, [claimedRight, claimed, localRight, local]]) => [
        name,
        { claimedRight, claimed, localRight, local },
      ]),
    ),
  },
  warningFacts: new Map([["interval/biased", new Map([["excess", "8.1 points"]])]]),
};

export const INPUT: ReportInput = { result: RESULT, extras: EXTRAS };

/** {@link RESULT} with another verdict. */
export function withVerdict(
  change: Partial<ResultVerdict>,
  accuracy?: ResultEstimate,
): ReportInput {
  const estimates = RESULT.estimates.map((one) =>
    one.metric === "accuracy" && accuracy !== undefined ? accuracy : one,
  );
  return {
    result: { ...RESULT, estimates, gap: null, verdicts: [{ ...VERDICT, ...change }] },
    extras: EXTRAS,
  };
}

/** Texts that try to become markup, script, terminal codes or another reading order. */
export const HOSTILE: readonly string[] = [
  "<script>document.title='pwned'</script>",
  "<img src=x onerror=\"document.title='pwned'\">",
  "\"><svg/onload=document.title='pwned'>",
  "' onmouseover='document.title=`pwned`",
  "</style><style>*{display:none}</style>",
  "</title><h1>pwned</h1>",
  "<!-- <h1>pwned</h1> -->",
  "--><h1>pwned</h1>",
  "{@html '<b>pwned</b>'} {{constructor}}",
  "javascript:document.title='pwned'",
  "\u001b[2J\u001b]0;pwned\u0007\u009b31m",
  "photo\u202egpj.exe\u2066\u200b",
  "a\u0000b\r\nc\td",
  "\ud800 lone",
  "=cmd|' /C calc'!A0",
  "__proto__",
];

/** {@link INPUT} with `text` in every place that data can reach. */
export function hostileInput(text: string): ReportInput {
  const label = `neutrophil ${text}`;
  const listed = { file: text, code: text, what: text };
  const [verdict] = RESULT.verdicts;
  return {
    result: {
      ...RESULT,
      unit: "image",
      software: { ...RESULT.software, engine: text },
      model: { name: text, sha256: "0".repeat(64), labels: [label] },
      inputs: { ...RESULT.inputs, listed: [listed], notes: [listed] },
      estimates: [
        ...RESULT.estimates.slice(0, 5),
        estimate(`recall{class=${JSON.stringify(label)}}`, 0.2, [0.1, 0.3], { n: 25 }),
        estimate("accuracy", 0.5, [0.4, 0.6], {
          slice: {
            attribute: text,
            value: text,
            family: 2,
            shrunken: null,
            difference: null,
            differenceLow: null,
            differenceHigh: null,
            finding: true,
          },
          warnings: [text],
          method: text,
        }),
      ],
      confusion: {
        labels: [label, "other"],
        counts: [
          [0, 30],
          [0, 3],
        ],
      },
      verdicts: verdict === undefined ? [] : [{ ...verdict, warnings: [text] }],
    },
    extras: {
      ...EXTRAS,
      place: text,
      placeName: text,
      claimedPlace: text,
      madeAt: text,
      clusterName: text,
      clusterCandidate: text,
      groupWord: text,
      question: { fixedAt: text, source: "given" },
      command: ["evaluate", text],
      model: { source: text, sizeBytes: 1, card: [{ name: text, value: text }] },
      imports: [
        {
          role: "labels",
          source: text,
          format: { id: text, reason: text },
          rows: 1,
          roles: new Map([[text, text]]),
          problems: [{ code: text, what: text, where: text }],
        },
      ],
      names: { matched: [text], outside: [text], ignored: [text], source: text },
      mistakes: {
        worst: [
          { file: text, truth: text, predicted: text, confidence: 0.5, thumbnail: thumbnail() },
        ],
        total: 1,
        picturesWithheld: null,
      },
      warningFacts: new Map([["interval/biased", new Map([["excess", text]])]]),
    },
  };
}
