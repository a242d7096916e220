import { createNodeDigest } from "../../../src/node/digest.js";
import { sealRecord, type UnsealedRecord } from "../../../src/records/record/identity.js";
import type { RecordClaim, TransparencyRecord } from "../../../src/records/record/record-types.js";
import { UNSEALED } from "../../support/sample-record.js";

/** A claim as an author would publish it, and whether it says more than it measured. */
export interface LabelledClaim {
  readonly name: string;
  readonly overreaching: boolean;
  /** Findings that an over-reaching claim must give at least: code and field. */
  readonly expected: readonly (readonly [code: string, field: string])[];
  readonly record: TransparencyRecord;
}

type Change = Partial<UnsealedRecord> & { readonly metrics?: readonly string[] };

function figure(metric: string): RecordClaim {
  return {
    metric,
    value: 0.9,
    low: 0.85,
    high: 0.94,
    level: 0.95,
    method: "wilson",
    n: 700,
    defined: null,
    unit: "image",
    clusters: null,
    warnings: [],
    recomputable: true,
  };
}

/** Everything is answered, one site, nothing is claimed beyond it. */
const SOUND: UnsealedRecord = {
  ...UNSEALED,
  state: "published",
  title: "Deer or fox at one water hole, May 2024",
  claims: [figure("accuracy")],
  confusion: {
    labels: ["deer", "fox"],
    counts: [
      [330, 20],
      [50, 300],
    ],
  },
  clusters: null,
  profile: null,
  overlap: null,
  settings: { level: 0.95, positive: null, severalLabels: "list", threshold: null },
  facts: {
    ...UNSEALED.facts,
    sites: "one water hole",
    howChosen: "every tenth picture of May 2024",
    uses: "nothing else",
  },
  construct: {
    task: "names the animal on a picture that holds one",
    population: "pictures of one camera at one water hole in May 2024",
    labelling: "two people, apart from each other",
    agreement: "96% of 700 pictures, Cohen's kappa 0.92",
    counts: "the share of pictures with the right name",
    decision: "whether a picture goes to a second look",
    doesNotShow: "anything about other places, seasons or animals",
  },
  scope: { expected: [], notTested: ["other places"], knownToFail: [] },
  caveats: [],
};

const CONSTRUCT = SOUND.construct;
const FACTS = SOUND.facts;

/** The sound claim about one site, with another title. */
export function titled(title: string): TransparencyRecord {
  return made({ title });
}

export function made({ metrics, ...change }: Change): TransparencyRecord {
  const claims = metrics === undefined ? {} : { claims: metrics.map(figure) };
  return sealRecord({ ...SOUND, ...claims, ...change }, createNodeDigest);
}

function clusters(attribute: string, count: number): UnsealedRecord["clusters"] {
  const size = Array.from({ length: count }, () => 30);
  return { attribute, people: false, size, hits: size.map(() => 27), confusion: null };
}

export const CLAIMS: readonly LabelledClaim[] = [
  {
    name: "ecology, classification: general and in the wild, from one site",
    overreaching: true,
    expected: [["lint/over-reach", "title"]],
    record: made({ title: "A general wildlife classifier that works in the wild" }),
  },
  {
    name: "medicine, classification: accuracy at 34 to 1, to rule a disease out",
    overreaching: true,
    expected: [["lint/accuracy-imbalance", "construct.doesNotShow"]],
    record: made({
      title: "Pneumonia on chest radiographs of one hospital, 2021",
      metrics: ["accuracy", "balanced-accuracy"],
      confusion: {
        labels: ["none", "pneumonia"],
        counts: [
          [679, 1],
          [15, 5],
        ],
      },
      construct: {
        ...CONSTRUCT,
        task: "says whether there is pneumonia",
        population: "chest radiographs of adults at one hospital in 2021",
        decision: "which radiographs need no second reading",
      },
    }),
  },
  {
    name: "industry, detection: AP where a fixed threshold rejects parts",
    overreaching: true,
    expected: [["lint/ranking-for-threshold", "construct.decision"]],
    record: made({
      title: "Scratches on one press line, week 12",
      task: "detection",
      metrics: ["map", "map-50", "ar-100"],
      confusion: null,
      construct: {
        ...CONSTRUCT,
        task: "draws boxes around scratches",
        decision: "a part is rejected when a box scores above 0.6",
      },
    }),
  },
  {
    name: "ecology, counts: image accuracy for an abundance",
    overreaching: true,
    expected: [["lint/image-metric-for-counts", "construct.decision"]],
    record: made({
      title: "Deer at one water hole",
      construct: { ...CONSTRUCT, decision: "estimating the abundance of deer at the water hole" },
    }),
  },
  {
    name: "medicine, classification: human-level, and nobody measured how well humans agree",
    overreaching: true,
    expected: [
      ["lint/over-reach", "title"],
      ["lint/not-stated", "construct.agreement"],
    ],
    record: made({
      title: "Human-level reading of mammograms",
      construct: { ...CONSTRUCT, agreement: null },
    }),
  },
  {
    name: "industry, detection: any camera is expected to do, threshold chosen on the test set",
    overreaching: true,
    expected: [
      ["lint/over-reach", "scope.expected[0]"],
      ["lint/no-clusters", "settings.cluster"],
      ["lint/chosen-on-test", "facts.uses"],
    ],
    record: made({
      title: "Missing screws in two plants",
      task: "detection",
      metrics: ["map", "precision", "recall"],
      confusion: null,
      facts: {
        ...FACTS,
        sites: "plant Aalen and plant Brno",
        uses: "the threshold was chosen on these images",
      },
      scope: {
        ...SOUND.scope,
        expected: [{ words: "any camera on any line", where: [] }],
      },
    }),
  },
  {
    name: "ecology, classification: 24 sites, figures over sites",
    overreaching: false,
    expected: [],
    record: made({
      title: "Deer or fox at 24 camera sites of one valley, spring 2024",
      clusters: clusters("site", 24),
      facts: {
        ...FACTS,
        sites: "24 sites of one valley",
        howChosen: "sites drawn at random from a grid of 1 km; all pictures of three weeks",
      },
    }),
  },
  {
    name: "medicine, classification: sensitivity at 34 to 1, limits said",
    overreaching: false,
    expected: [],
    record: made({
      title: "Sensitivity for pneumonia, one hospital, 2021",
      metrics: ["recall{class=pneumonia}", "specificity{class=pneumonia}", "accuracy"],
      confusion: {
        labels: ["none", "pneumonia"],
        counts: [
          [679, 1],
          [15, 5],
        ],
      },
      construct: {
        ...CONSTRUCT,
        task: "says whether there is pneumonia; it is no general radiograph reader",
        doesNotShow: "that it generalises to other hospitals, or is robust to other scanners",
      },
      caveats: [{ words: "Robustness to movement was not tested", by: "author" }],
    }),
  },
  {
    name: "industry, detection: precision and recall at the threshold in use",
    overreaching: false,
    expected: [],
    record: made({
      title: "Scratches on one press line, week 12",
      task: "detection",
      metrics: ["recall", "precision", "map"],
      confusion: null,
      settings: { ...SOUND.settings, threshold: 0.6 },
      construct: {
        ...CONSTRUCT,
        task: "draws boxes around scratches",
        counts: "scratches found, and boxes that are scratches, from a score of 0.6 on",
        decision: "a part is rejected when a box scores above 0.6",
      },
    }),
  },
  {
    name: "medicine, counts: errors of counts for a number of cells",
    overreaching: false,
    expected: [],
    record: made({
      title: "White cells on slides of one laboratory",
      task: "counting",
      metrics: ["count-mae", "count-bias"],
      confusion: null,
      construct: {
        ...CONSTRUCT,
        task: "counts white cells on a slide",
        counts: "the difference between counted and true number of cells, a slide",
        decision: "the number of white cells that a report states",
      },
    }),
  },
  {
    name: "ecology, classification: wide words in names and denials alone",
    overreaching: false,
    expected: [],
    record: made({
      title: "Test part of the data set “Animals in the Wild”, one reserve",
      construct: { ...CONSTRUCT, task: "names the animal; not meant for general use" },
      caveats: [{ words: "It does not work at any other site that we know of", by: "author" }],
    }),
  },
  {
    name: "medicine, classification: generalises, over a drawn sample of 40 hospitals",
    overreaching: false,
    expected: [],
    record: made({
      title: "Fracture or none: generalises across the hospitals of one region",
      clusters: clusters("hospital", 40),
      facts: {
        ...FACTS,
        sites: "40 of the 112 hospitals of one region",
        howChosen: "hospitals drawn at random, then consecutive radiographs of one month",
      },
    }),
  },
];

/** Wordings that were written before the linter was run on them; it is not tuned to them. */
export const HELD_OUT: readonly (readonly [title: string, overreaching: boolean])[] = [
  ["One model for every forest on Earth", true],
  ["Never misses a tumour", true],
  ["Works out of the box in your clinic", true],
  ["Radiologist-grade fracture detection", true],
  ["A detector you can trust wherever you put it up", true],
  ["Handles all weather, all seasons, all cameras", true],
  ["Robust standard errors were used; 12 sheep farms", false],
  ["General hospital radiographs of 2019, one scanner", false],
  ["Wild boar and red deer, individuals photographed in the wild, Black Forest", false],
  ["How far does it generalise? One mill, two shifts", false],
  ["Not tested at any other plant: weld seams of line 3", false],
  ["Accuracy on every image of site B taken in May", false],
];

/** Wordings of which the first rules knew 0 of 12 and 7 of 12; the rules were widened on them. */
export const HARDER: readonly (readonly [title: string, overreaching: boolean])[] = [
  ["Species identification for the entire tropics", true],
  ["Never again sort pictures by hand", true],
  ["A drop-in replacement for the radiologist", true],
  ["Zero false alarms in production", true],
  ["Detects weeds in fields you have not seen", true],
  ["Accurate across continents", true],
  ["The definitive bird detector", true],
  ["Works day and night, rain or shine", true],
  ["Eliminates manual inspection", true],
  ["Superior to dermatologists", true],
  ["Scales to new hospitals without retraining", true],
  ["Foundation model for all wildlife", true],
  ["Any of four cell types, one laboratory", false],
  ["A detector for the global shutter camera of line 2", false],
  ["Reliability of two readers, and a model beside them", false],
  ["Perfect agreement was not reached: 12 wards", false],
  ["Human-labelled tiles of one lake", false],
  ["Real-time counter at one gate", false],
  ["Generalised linear model of counts, one bay", false],
  ["A survey of the state of the art of sorting in one plant", false],
  ["Everywhere we looked in plot 7", false],
  ["Robust to nothing we tried: noise on 40 slides", false],
  ["All sites: A, B and C", false],
  ["Expert labels, 40 ponds", false],
];

/** Written after the rules, and never used to change them: how well a list of wordings does. */
export const UNSEEN: readonly (readonly [title: string, overreaching: boolean])[] = [
  ["Reads every scan like a consultant would", true],
  ["The only weed detector you will ever need", true],
  ["Reliable bird recognition from Lapland to the Cape", true],
  ["Near-perfect identification of beetles", true],
  ["Counts fish in murky and clear water alike", true],
  ["Domain-agnostic defect inspection", true],
  ["Clinically useful grading of retinopathy", true],
  ["Ranger-free monitoring of poaching", true],
  ["Robust and general counting of seals", true],
  ["Solves camera-trap triage", true],
  ["Works with your microscope, too", true],
  ["Unbiased screening for melanoma", true],
  ["Pollen of any kind that flew past one trap in June", false],
  ["Wild cats of one reserve, 14 cameras", false],
  ["Which of two thresholds? One belt, one week", false],
  ["General surgery wards 3 and 4, wound photographs", false],
  ["Global positioning was off: 300 drone tiles", false],
  ["We do not know if it works elsewhere: 60 slides", false],
  ["Best of three readers against the model, 90 smears", false],
  ["Real leaves, artificial light, one greenhouse", false],
  ["A robust fit of the mean, 20 plots", false],
  ["Universal joints with and without cracks, one line", false],
  ["Every third frame of one dive", false],
  ["Nobody has tried it in the wild: 12 aquaria", false],
];
