/** Sentences of the methods section. Values are text already; null where something is not known. */

const KINDS: Readonly<Record<string, string>> = {
  classification: "classifier",
  multilabel: "classifier (several labels an image)",
  anomaly: "anomaly detector",
  counting: "model that counts",
  detection: "object detector",
  "instance-segmentation": "instance segmentation model",
};

/** What a task's model is called: `classifier`. */
export function modelKind(task: string): string {
  return Object.hasOwn(KINDS, task) ? (KINDS[task] ?? "model") : "model";
}

/** Whose names numbers of classes have, where their own file has none. */
const NAMES_OF: Readonly<Record<string, string>> = {
  model: "the model's labels, in their order",
  labels: "the names of the ground truth, in their order",
};

type Maybe = string | null;

function after(before: string, text: Maybe, behind = ""): string {
  return text === null ? "" : `${before}${text}${behind}`;
}

/** What was evaluated, on which images, how labels met the model's. */
export const DESIGN = {
  model: ({ kind, name }: { kind: string; name: string }) => `the ${kind} ${name}`,
  predictions: ({ kind, source }: { kind: string; source: Maybe }) =>
    `predictions of ${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}${source === null ? " made elsewhere" : ` in the file ${source}`}`,
  evaluated: (v: { what: string; units: string; place: Maybe; where: Maybe }) =>
    `We evaluated ${v.what} on ${v.units}${after(" from ", v.place)}${after(", restricted to ", v.where)}.`,
  allUsed: "No image was left out.",
  leftOut: (v: { images: string; left: string; reasons: string }) =>
    `Of ${v.images}, ${v.left} not evaluated: ${v.reasons}.`,
  sampled: (v: { n: string; of: string; seed: string }) =>
    `The ${v.n} were drawn at random, without replacement, from ${v.of} (seed ${v.seed}).`,
  /** By the code of the note on each such image. */
  rowKept: {
    "labels/earlier-row-kept": (v: { images: string }) =>
      `For ${v.images} that several rows of the labels contradicted each other on, the earlier row counted.`,
    "labels/later-row-kept": (v: { images: string }) =>
      `For ${v.images} that several rows of the labels contradicted each other on, the later row counted.`,
  },
  read: {
    declared: (v: { role: string; what: string }) =>
      `How the ${v.role} were read was declared (${v.what}).`,
    found: (v: { role: string; what: string }) =>
      `How the ${v.role} were read was found from the files (${v.what}).`,
  },
  otherReading: ({ reading, value }: { reading: string; value: string }) =>
    reading === "class-names" && Object.hasOwn(NAMES_OF, value)
      ? `what numbers of classes are called: ${NAMES_OF[value]}`
      : `${reading}: ${value}`,
  names: (v: { count: string; source: string }) =>
    `${v.count} matched to the model's (${v.source}).`,
  oneName: "One reference label was",
  someNames: (v: { n: string }) => `${v.n} reference labels were`,
  outside: (v: { names: string; one: boolean }) =>
    `${v.names} ${v.one ? "is" : "are"} not among the labels of the model; images of ${v.one ? "it" : "them"} count as wrong.`,
  ignored: (v: { names: string }) => `Images labelled ${v.names} were set aside by the label map.`,
  chosen: "[State how the images were chosen, and who labelled them and how.]",
} as const;

/** What counts as independent, and whom the figures speak about. */
export const UNITS = {
  sequences: "Images of one sequence were judged together, as one unit.",
  independent: (v: { units: string }) =>
    `${v.units} were treated as independent, and results refer to the site as it was sampled.`,
  apart: "That each image counts by itself was chosen by the user.",
  candidate: (v: { attribute: string }) =>
    `Images that share a value of ${v.attribute} were not grouped.`,
  here: (v: { clusters: string; cluster: string }) =>
    `Images of one ${v.cluster} were not treated as independent: intervals allow for ${v.clusters}. Results refer to the site as it was sampled.`,
  elsewhere: (v: { clusters: string; cluster: string }) =>
    `The ${v.clusters} were treated as a sample of those that the results speak about, so that results refer to another ${v.cluster} like these; images of one ${v.cluster} were not treated as independent.`,
} as const;

/** Which figures, what they are, how their intervals were made. */
export const MEASURES = {
  reported: (v: { measures: string; one: boolean }) =>
    `The ${v.one ? "measure was" : "measures were"} ${v.measures}.`,
  intervals: (v: { level: string; methods: string }) => `Given are ${v.level}% ${v.methods}.`,
  method: (v: { method: string; cites: string; metrics: string }) =>
    `${v.method}${v.cites} for ${v.metrics}`,
  aucVariance: (v: { cites: string }) =>
    `the variance of an area under a ROC curve is DeLong's${v.cites}, with Satterthwaite's degrees of freedom, and its limits are the outer ones of Wilson's interval and that of the logit`,
  unitClusters: "where several objects or labels of one image count, the image is the cluster",
  labelThreshold: (v: { threshold: string }) =>
    `A label counted as given from a score of ${v.threshold}, the software's default.`,
  groups:
    "for figures of a ranking of detections, one of at most 200 groups of images was left out at a time",
  halved:
    "what a mean average precision is too high by on so few images was estimated from 20 random halvings of them, and the limits are the outer ones with and without it",
  jackknifed: (v: { metrics: string }) =>
    `the limits of ${v.metrics} are about the figure without the bias that a jackknife finds`,
  noInterval: (v: { metrics: string; biased: boolean }) =>
    `No interval is given for ${v.metrics}${v.biased ? ", which is biased upwards in a finite sample" : ""}.`,
  resampled: (v: { label: string; cites: string }) =>
    `${v.label}${v.cites} were asked for beside these and are in the table of all figures; no verdict rests on them.`,
  notAsked: "Intervals were left out on request.",
  results: (v: { figures: string }) => `${v.figures}.`,
  hereToo: (v: { figure: string; clusters: string }) =>
    `${v.figure} at these ${v.clusters} as they are`,
  reliability: (v: { bins: string; cites: string }) =>
    `Confidence was compared with accuracy in ${v.bins} bins of equal width${v.cites}.`,
} as const;

/** How detections met objects. */
export const MATCHING = {
  coco: (v: { shape: string; cites: string }) =>
    `Detections were matched to annotated objects of the same class, image by image, in the order of falling score: each took the object not yet taken with which its ${v.shape} had the highest intersection over union (IoU), if that reached the threshold${v.cites}.`,
  points: (v: { cites: string }) =>
    `Predictions were matched to annotated objects of the same class, image by image, in the order of falling score: each took the object not yet taken to which its points were most similar (OKS, over annotated points), if that reached the threshold${v.cites}. At most the 20 predictions with the highest scores of a class on an image were used, and precision was taken at 101 recalls, as in the COCO evaluation. Objects without an annotated point did not have to be found, and predictions of them were not counted as wrong. For figures of single points the predictions with the highest scores, as many as there were objects of the class on the image, were paired with these, the nearest first.`,
  limits:
    "For average precision and recall, at most the 100 detections with the highest scores of a class on an image were used, and precision was taken at 101 recalls, as in the COCO evaluation.",
  crowd:
    "Regions annotated as crowds, and objects marked as difficult or to be ignored, did not have to be found, and detections of them were not counted as wrong.",
  operating: (v: { threshold: string; source: Maybe; iou: string }) =>
    `For precision, recall and F1 a detection counted from a score of ${v.threshold}${after(" (", v.source, ")")}, matched at an IoU of ${v.iou}.`,
  stated: (v: { source: string }) => `as ${v.source} states`,
  noOperating: "No score threshold was set, so no figures at a threshold are given.",
  voc: (v: { cites: string }) =>
    `Where “rule voc” is named, each detection was matched to the object it overlaps most alone, and precision interpolated as in PASCAL VOC${v.cites}.`,
  centre: "Where “rule centre” is named, matches were made by the distance of centres.",
  errors: (v: { cites: string }) =>
    `Kinds of error were told apart, and the AP50 each costs was found by setting it right alone${v.cites}.`,
} as const;

/** What the rule is about. */
const SIDES = {
  claims: { holds: "A claim holds", fails: "and fails" },
  requirements: { holds: "A requirement is met", fails: "and not met" },
  both: { holds: "A claim holds, or a requirement is met,", fails: "and the opposite" },
} as const;

/** How units came to be in the order in which they were looked at. */
const LOOK_ORDERS = {
  drawn: (v: { seed: string }) => `in an order drawn at random (seed ${v.seed})`,
  file: () => "in the order of the label file, which was stated to be random",
} as const;

/** The rule, fixed beforehand, and what it gave. */
export const JUDGEMENT = {
  claim: (v: {
    measure: string;
    claimed: string;
    place: Maybe;
    tolerance: string;
    source: string;
  }) =>
    `The published ${v.measure} (${v.claimed}${after(", ", v.place)}) was to count as transferred if the local value is not worse by more than ${v.tolerance}, a tolerance fixed before any result was computed (${v.source}).`,
  given: "chosen by the user",
  byDefault: "the software's default",
  requirement: (v: { measure: string; needed: string; atMost: boolean }) =>
    `We required a value of at ${v.atMost ? "most" : "least"} ${v.needed} for ${v.measure}, as fixed before any result was computed.`,
  difference: (v: { cites: string }) =>
    `Intervals of the difference, local minus published, positive being better, were made from the intervals of both values by the square-and-add method${v.cites}.`,
  publishedExact:
    "A published value without its number of images was taken as exact, which makes the interval too narrow.",
  rule: (v: {
    of: keyof typeof SIDES;
    alpha: string;
    guard: boolean;
    cluster: { readonly name: string; readonly worst: Maybe } | null;
  }) =>
    `${SIDES[v.of].holds} if the whole interval lies on the better side of the limit, ${SIDES[v.of].fails} if it lies on the worse side${v.guard ? `, in each case only if an exact one-sided test at ${v.alpha}% agrees` : ""}${v.cluster === null ? "" : `, and only if one further ${v.cluster.name} of a kind not sampled, with ${v.cluster.worst === null ? "the worst value possible" : `a value of ${v.cluster.worst}, beyond which none was taken to fall`}, could not reverse it in a Bayesian bootstrap`}; otherwise the question is left open.`,
  lookedBefore: (v: { level: string }) =>
    `A claim that had been judged before on other data was judged at level ${v.level}%.`,
  anytime: (v: { order: keyof typeof LOOK_ORDERS; seed: string; units: string; cites: string }) =>
    `Verdicts were made to hold at any number of labels: two betting processes, one against each side, ran over the ${v.units} ${LOOK_ORDERS[v.order]({ seed: v.seed })}, and a verdict was reached once one of them had multiplied its capital by 40, which happens with a probability of at most 2.5% if that side is not true${v.cites}; it was withdrawn if the figure or the interval of all data together lay on the other side of the limit.`,
  unanswered: (v: { images: string; wrong: boolean }) =>
    v.wrong
      ? `${v.images} no answer of the model and counted as errors in the figures judged.`
      : `${v.images} no answer of the model and are not in the figures; a verdict was given only if it stands with the worst of all possible answers to them (for one that holds) or with the best (for one that fails).`,
  holm: (v: { count: string; cites: string }) =>
    `The ${v.count} verdicts share the error rate of one by Holm's procedure${v.cites}; the intervals shown are not adjusted.`,
  outcome: (v: { measure: string; difference: string; range: Maybe; verdict: string }) =>
    `For ${v.measure} the difference was ${v.difference}${after(" (", v.range, ")")}: ${v.verdict}.`,
  claimVerdicts: {
    holds: "the claim holds here",
    fails: "the claim does not hold here",
    "cannot-tell": "whether the claim holds cannot be told yet",
  },
  requirementVerdicts: {
    holds: "the requirement is met",
    fails: "the requirement is not met",
    "cannot-tell": "whether the requirement is met cannot be told yet",
  },
  more: (v: { count: string }) => `${v.count} further claims are in the report.`,
} as const;

/** With what it was computed. */
export const SOFTWARE = {
  made: (v: { version: string; engine: Maybe; seed: string }) =>
    `All figures were computed with Homeground ${v.version}${after(" (", v.engine, ")")}, random seed ${v.seed}.`,
  model: (v: { hash: string }) => `The SHA-256 of the model file is ${v.hash}.`,
  endpoint: (v: { address: string; name: Maybe; versions: string; hash: string }) =>
    `The model answered over the network at ${v.address}${after(" (", v.name, v.versions === "" ? ")" : `, version ${v.versions})`)}; its file was not at hand, and the SHA-256 of what the endpoint said of itself is ${v.hash}.`,
  drawn: (v: { cites: string }) => `Random numbers are Philox streams${v.cites}.`,
} as const;

/** What a reader of the paper must know. */
export const LIMITATION = {
  here: "These results speak about the images evaluated and others like them from the same place and time; they are no evidence about other sites.",
  elsewhere: (v: { clusters: string }) =>
    `These results speak about ${v.clusters} like those sampled, and are no evidence about others.`,
  labels:
    "They measure agreement with the reference labels, whose own errors count against the model or in its favour.",
  classes: "Intervals of single classes are not adjusted for their number.",
} as const;
