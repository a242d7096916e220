var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// <stdin>
var stdin_exports = {};
__export(stdin_exports, {
  fuzz: () => fuzz,
  seeds: () => seeds
});
module.exports = __toCommonJS(stdin_exports);

// ../../src/core/errors.ts
var HomegroundError = class extends Error {
  name = "HomegroundError";
  code;
  what;
  where;
  fix;
  constructor(code, parts) {
    const options = parts.cause === void 0 ? void 0 : { cause: parts.cause };
    super(`${parts.what} \u2014 ${parts.where} \u2014 ${parts.fix}`, options);
    this.code = code;
    this.what = parts.what;
    this.where = parts.where;
    this.fix = parts.fix;
  }
  toJSON() {
    return { code: this.code, what: this.what, where: this.where, fix: this.fix };
  }
};
function isHomegroundError(value) {
  return value instanceof Error && value.name === "HomegroundError" && "code" in value;
}

// harness.js
function fuzzWith(run2) {
  return (given) => {
    const bytes = new Uint8Array(given);
    try {
      const result = run2(bytes);
      return result instanceof Promise ? result.then(() => {
      }, expected) : void 0;
    } catch (error) {
      return expected(error);
    }
  };
}
function expected(error) {
  if (isHomegroundError(error) && error.code !== "internal/bug") return;
  throw error;
}

// ../../src/core/nearest-name.ts
function nearestName(mistyped, names) {
  const wanted = mistyped.toLowerCase();
  let nearest = null;
  let least = Math.max(1, Math.floor(Math.max(3, wanted.length) / 3)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}
function editDistance(a, b) {
  let beforeLast = new Int32Array(b.length + 1);
  let last = Int32Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = new Int32Array(b.length + 1);
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, beforeLast[j - 2] + 1);
      }
      row[j] = least;
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}

// ../../src/metrics/registry.ts
var IMAGE_TASKS = ["classification", "multilabel", "anomaly"];
var SINGLE_LABEL = ["classification", "anomaly"];
var CLASSIFICATION = ["classification"];
var SHARE = { unit: "share", range: [0, 1], direction: "higher-is-better" };
var ON_ANSWERS = { ties: null, needs: "answers" };
function classOrAverage(values) {
  return [
    { name: "class", kind: "class", excludes: ["average"] },
    { name: "average", kind: "choice", values, default: "macro", alwaysPrinted: true }
  ];
}
var RATIO_PARAMETERS = classOrAverage(["macro", "micro", "weighted"]);
var RANKED_PARAMETERS = classOrAverage(["macro"]);
var RATIO_NULL = "A class where the denominator is 0 is left out of the macro mean, its number stated; in the weighted mean it counts 0.";
var ENTRIES = [
  {
    ...{ id: "accuracy", version: 1, name: "accuracy", tasks: IMAGE_TASKS },
    ...SHARE,
    ...ON_ANSWERS,
    kind: "additive",
    parameters: [],
    nullUnits: "None: each unit is right or wrong. With several labels a unit, right is all labels right.",
    formula: "\u03A3 1[answer = truth] / n",
    source: "scikit-learn accuracy_score"
  },
  {
    ...{ id: "balanced-accuracy", version: 1, name: "balanced accuracy", tasks: SINGLE_LABEL },
    ...SHARE,
    ...ON_ANSWERS,
    kind: "additive",
    parameters: [],
    nullUnits: "A class without units is left out of the mean; the number of the others is stated.",
    formula: "mean over classes k with units of hits_k / truth_k",
    source: "scikit-learn balanced_accuracy_score"
  },
  {
    ...{ id: "top-k-accuracy", version: 1, name: "top-k accuracy", tasks: CLASSIFICATION },
    ...SHARE,
    kind: "additive",
    needs: "probabilities",
    parameters: [
      {
        ...{ name: "k", kind: "whole", low: 1, high: 1e6, words: [] },
        ...{ default: "5", alwaysPrinted: true }
      }
    ],
    nullUnits: "None. A truth that the model does not have is never among its k best.",
    ties: "Classes tied with the true one are in a random order: a unit counts the probability that the true class is among the k best.",
    formula: "\u03A3 min(1, max(0, (k \u2212 above) / (tied + 1))) / n",
    source: "expected value under uniform tie breaking (oracle a, topk.expected)"
  },
  {
    ...{ id: "precision", version: 1, name: "precision", tasks: IMAGE_TASKS },
    ...SHARE,
    ...ON_ANSWERS,
    kind: "ratio",
    parameters: RATIO_PARAMETERS,
    nullUnits: RATIO_NULL,
    formula: "hits_k / answered_k",
    source: "scikit-learn precision_score; macro with zero_division=nan"
  },
  {
    ...{ id: "recall", version: 1, name: "recall", tasks: IMAGE_TASKS },
    ...SHARE,
    ...ON_ANSWERS,
    kind: "ratio",
    parameters: RATIO_PARAMETERS,
    nullUnits: RATIO_NULL,
    formula: "hits_k / truth_k",
    source: "scikit-learn recall_score; macro with zero_division=nan"
  },
  {
    ...{ id: "specificity", version: 1, name: "specificity", tasks: IMAGE_TASKS },
    ...SHARE,
    ...ON_ANSWERS,
    kind: "ratio",
    parameters: RATIO_PARAMETERS,
    nullUnits: RATIO_NULL,
    formula: "(n \u2212 truth_k \u2212 answered_k + hits_k) / (n \u2212 truth_k)",
    source: "recall of 'not this class'"
  },
  {
    ...{ id: "f1", version: 1, name: "F1", tasks: IMAGE_TASKS },
    ...SHARE,
    ...ON_ANSWERS,
    kind: "ratio",
    parameters: RATIO_PARAMETERS,
    nullUnits: RATIO_NULL,
    formula: "2\xB7hits_k / (truth_k + answered_k)",
    source: "scikit-learn f1_score; macro with zero_division=nan"
  },
  {
    ...{ id: "cohen-kappa", version: 1, name: "Cohen's kappa", tasks: SINGLE_LABEL },
    ...{ unit: "agreement beyond chance", range: [-1, 1], direction: "higher-is-better" },
    ...ON_ANSWERS,
    kind: "additive",
    parameters: [],
    nullUnits: "Undefined where truth and answers are all of one class.",
    formula: "(p_o \u2212 p_e) / (1 \u2212 p_e), p_e = \u03A3 truth_k\xB7answered_k / n\xB2",
    source: "Cohen 1960; scikit-learn cohen_kappa_score"
  },
  {
    ...{ id: "mcc", version: 1, name: "Matthews correlation", tasks: SINGLE_LABEL },
    ...{ unit: "correlation", range: [-1, 1], direction: "higher-is-better" },
    ...ON_ANSWERS,
    kind: "additive",
    parameters: [],
    nullUnits: "Undefined where only one class is true, or only one answered.",
    formula: "(n\xB7\u03A3hits \u2212 \u03A3 truth\xB7answered) / \u221A((n\xB2 \u2212 \u03A3truth\xB2)(n\xB2 \u2212 \u03A3answered\xB2))",
    source: "Gorodkin 2004 (R_k); scikit-learn matthews_corrcoef"
  },
  {
    ...{ id: "log-loss", version: 1, name: "log loss", tasks: CLASSIFICATION },
    ...{ unit: "nats", range: [0, Number.POSITIVE_INFINITY], direction: "lower-is-better" },
    kind: "additive",
    needs: "probabilities",
    parameters: [],
    nullUnits: "None. A truth that the model does not have has probability 0, held at 2\u207B\u2075\xB2.",
    ties: null,
    formula: "mean of \u2212ln p(truth), p held within [2\u207B\u2075\xB2, 1 \u2212 2\u207B\u2075\xB2] and the row divided by its sum",
    source: "scikit-learn 1.4 log_loss"
  },
  {
    ...{ id: "brier", version: 1, name: "Brier score", tasks: CLASSIFICATION },
    ...{ unit: "squared error", range: [0, 2], direction: "lower-is-better" },
    kind: "additive",
    needs: "probabilities",
    parameters: [],
    nullUnits: "None. A truth that the model does not have adds 1.",
    ties: null,
    formula: "mean of \u03A3_k (p_k \u2212 y_k)\xB2, from 0 to 2",
    source: "Brier 1950"
  },
  {
    ...{ id: "roc-auc", version: 1, name: "ROC AUC", tasks: IMAGE_TASKS },
    ...SHARE,
    kind: "ranked",
    needs: "score columns",
    parameters: RANKED_PARAMETERS,
    nullUnits: "A class that is true of no unit, or of all, is left out of the macro mean.",
    ties: "A tie of a positive and a negative counts one half.",
    formula: "P(score of a positive > score of a negative) + \xBD P(equal), one class against the rest",
    source: "scikit-learn roc_auc_score (ovr)"
  },
  {
    ...{ id: "average-precision", version: 1, name: "average precision", tasks: IMAGE_TASKS },
    ...SHARE,
    kind: "ranked",
    needs: "score columns",
    parameters: RANKED_PARAMETERS,
    nullUnits: "A class that is true of no unit is left out of the macro mean.",
    ties: "Equal scores are one threshold.",
    formula: "\u03A3 (R_i \u2212 R_{i\u22121})\xB7P_i over distinct scores, no interpolation",
    source: "scikit-learn average_precision_score"
  },
  {
    ...{ id: "ece", version: 1, name: "expected calibration error", tasks: CLASSIFICATION },
    ...SHARE,
    direction: "lower-is-better",
    kind: "refit",
    needs: "confidence",
    parameters: [
      {
        ...{ name: "bins", kind: "whole", low: 1, high: 65536, words: ["mass"] },
        ...{ default: "15", alwaysPrinted: false }
      }
    ],
    nullUnits: "Empty bins add nothing.",
    ties: "bins=mass: 15 groups of equal size by rising confidence, equal ones in the order given.",
    formula: "\u03A3_b n_b/n\xB7|accuracy_b \u2212 confidence_b| over equal-width bins ((b \u2212 1)/M, b/M]",
    source: "Guo et al. 2017, equation (3)"
  },
  {
    ...{ id: "aurc", version: 1, name: "AURC", tasks: CLASSIFICATION },
    ...SHARE,
    direction: "lower-is-better",
    kind: "ranked",
    needs: "confidence",
    parameters: [],
    nullUnits: "None.",
    ties: "Equal confidences are in a random order: each counts the mean of its block.",
    formula: "mean over i of the share of errors among the i most confident units",
    source: "Geifman & El-Yaniv 2018"
  },
  {
    ...{ id: "augrc", version: 1, name: "AUGRC", tasks: CLASSIFICATION },
    ...SHARE,
    direction: "lower-is-better",
    kind: "ranked",
    needs: "confidence",
    parameters: [],
    nullUnits: "None. At most \xBD, where all units are wrong.",
    ties: "Equal confidences are one straight segment of the curve.",
    formula: "area under (share accepted and wrong) over coverage, by trapezoids from (0, 0)",
    source: "Traub et al. 2024"
  },
  {
    ...{
      id: "auroc-failure",
      version: 1,
      name: "AUROC of failure detection",
      tasks: CLASSIFICATION
    },
    ...SHARE,
    kind: "ranked",
    needs: "confidence",
    parameters: [],
    nullUnits: "Undefined where all units are right, or all wrong.",
    ties: "A tie of a right and a wrong unit counts one half.",
    formula: "P(confidence of a right unit > of a wrong one) + \xBD P(equal)",
    source: "Hendrycks & Gimpel 2017"
  }
];
var NOT_YET = [
  ...["map", "map-50", "map-75", "map-small", "map-medium", "map-large", "ar-1", "ar-10", "ar-100"],
  ...["ar-small", "ar-medium", "ar-large", "image-sensitivity", "image-specificity"],
  ...["count-mae", "count-rmse", "count-bias", "count-ccc", "dice", "iou", "pixel-accuracy"],
  ...["hd95", "assd", "nsd", "pq", "aji", "oks-map", "pck"]
];
var METRICS = new Map(
  ENTRIES.map((entry) => [entry.id, entry])
);

// ../../src/metrics/reference.ts
function parseReference(text, options = {}) {
  const where = options.where ?? `metric '${text}'`;
  const parts = /^\s*([^{}=,\s]+)\s*(?:\{([\s\S]*)\}\s*)?$/.exec(text);
  const id = parts?.[1];
  if (id === void 0) {
    throw badParameter(`'${text}' is not a metric reference`, where, "Write id{key=value,\u2026}");
  }
  const entry = findEntry(id, where);
  const given = readParameters(parts?.[2] ?? "", where);
  checkNames(entry, given, where);
  const parameters = /* @__PURE__ */ new Map();
  for (const parameter of entry.parameters) {
    const value = given.get(parameter.name);
    if (value === void 0) {
      if (isPrintedDefault(entry, parameter, given))
        parameters.set(parameter.name, parameter.default);
      continue;
    }
    const checked = checkValue(parameter, value, options.classes, where);
    if (parameter.kind === "class" || checked !== parameter.default || parameter.alwaysPrinted) {
      parameters.set(parameter.name, checked);
    }
  }
  return { id: entry.id, parameters };
}
function formatReference(reference) {
  if (reference.parameters.size === 0) return reference.id;
  const parts = [...reference.parameters].map(([name, value]) => `${name}=${quoted(value)}`);
  return `${reference.id}{${parts.join(",")}}`;
}
function findEntry(id, where) {
  const entry = METRICS.get(id);
  if (entry !== void 0) return entry;
  if (NOT_YET.includes(id)) {
    throw new HomegroundError("metric/not-yet", {
      what: `the metric ${id} cannot be computed yet`,
      where,
      fix: `Leave it out; there are ${[...METRICS.keys()].join(", ")}`
    });
  }
  const nearest = nearestName(id, [...METRICS.keys(), ...NOT_YET]);
  throw new HomegroundError("metric/unknown", {
    what: `there is no metric '${id}'`,
    where,
    fix: nearest === null ? `Take one of ${[...METRICS.keys()].join(", ")}` : `Did you mean ${nearest}? There are ${[...METRICS.keys()].join(", ")}`
  });
}
function readParameters(text, where) {
  const given = /* @__PURE__ */ new Map();
  const form = "Write {key=value,\u2026}, a value with a comma or brace as a string in quotation marks";
  const pattern = /\s*([^=,{}"\s]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^",{}][^,{}]*|)\s*(,|$)/uy;
  if (text.trim() === "") return given;
  let separator = ",";
  while (separator === ",") {
    const found = pattern.exec(text);
    const [, name = "", value = "", next = ""] = found ?? [];
    if (found === null) throw badParameter(`'{${text}}' is not a list of parameters`, where, form);
    if (given.has(name)) {
      throw badParameter(`the parameter ${name} is given twice`, where, "Give it once");
    }
    given.set(name, value.startsWith('"') ? unquoted(value, where) : value.trim());
    separator = next;
  }
  return given;
}
function unquoted(value, where) {
  try {
    return String(JSON.parse(value));
  } catch (cause) {
    throw new HomegroundError("metric/bad-parameter", {
      what: `${value} is not a JSON string`,
      where,
      fix: 'Write quotation marks and backslashes inside as \\" and \\\\',
      cause
    });
  }
}
function quoted(value) {
  return /^$|^[\s"]|\s$|[,{}\p{Cc}]/u.test(value) ? JSON.stringify(value) : value;
}
function checkNames(entry, given, where) {
  const names = entry.parameters.map(({ name }) => name);
  for (const name of given.keys()) {
    if (names.includes(name)) continue;
    const nearest = nearestName(name, names);
    let fix = names.length === 0 ? "Leave it out: it has none" : `It has ${names.join(", ")}`;
    if (nearest !== null) fix = `Did you mean ${nearest}? ${fix}`;
    throw badParameter(`${entry.id} has no parameter '${name}'`, where, fix);
  }
  for (const parameter of entry.parameters) {
    if (parameter.kind !== "class" || !given.has(parameter.name)) continue;
    const other = parameter.excludes.find((name) => given.has(name));
    if (other !== void 0) {
      const what = `${parameter.name} and ${other} exclude each other`;
      throw badParameter(what, where, `Give ${parameter.name} or ${other}`);
    }
  }
}
function checkValue(parameter, value, classes, where) {
  switch (parameter.kind) {
    case "class": {
      if (classes === void 0 ? value !== "" : classes.includes(value)) return value;
      const nearest = nearestName(value, classes ?? []);
      const some = (classes ?? []).slice(0, 10).join(", ");
      const list = classes === void 0 ? "Name a class" : `There are ${classes.length}: ${some}`;
      const more = (classes?.length ?? 0) > 10 ? ", \u2026" : "";
      const help = nearest === null ? "" : `Did you mean ${nearest}? `;
      throw badParameter(`there is no class '${value}'`, where, `${help}${list}${more}`);
    }
    case "choice": {
      if (parameter.values.includes(value)) return value;
      const nearest = nearestName(value, parameter.values);
      const help = nearest === null ? "" : `Did you mean ${nearest}? `;
      throw badParameter(
        `${parameter.name} cannot be '${value}'`,
        where,
        `${help}It can be ${parameter.values.join(", ")}`
      );
    }
    case "whole": {
      if (parameter.words.includes(value)) return value;
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      if (number >= parameter.low && number <= parameter.high) return String(number);
      const words = parameter.words.map((word) => `, or ${word}`).join("");
      throw badParameter(
        `${parameter.name} cannot be '${value}'`,
        where,
        `Give a whole number from ${parameter.low} to ${parameter.high}${words}`
      );
    }
    default:
      return parameter;
  }
}
function isPrintedDefault(entry, parameter, given) {
  if (parameter.kind === "class" || !parameter.alwaysPrinted) return false;
  return !entry.parameters.some(
    (other) => other.kind === "class" && given.has(other.name) && other.excludes.includes(parameter.name)
  );
}
function badParameter(what, where, fix) {
  return new HomegroundError("metric/bad-parameter", { what, where, fix });
}

// targets/metric-reference.js
function run(bytes) {
  const reference = parseReference(new TextDecoder().decode(bytes));
  const printed = formatReference(reference);
  if (formatReference(parseReference(printed)) !== printed) {
    throw new Error(`${JSON.stringify(printed)} is not read as itself`);
  }
}
var seeds = [
  "accuracy",
  "recall{class=deer}",
  'recall{class="fox, red"}',
  "top-k-accuracy{k=5}",
  "ece{bins=15, binning=equal-mass}",
  "specificity{at-sensitivity=0.9,class=x}"
];

// <stdin>
var fuzz = fuzzWith(run);
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  fuzz,
  seeds
});
