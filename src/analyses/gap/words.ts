/** Words of why a figure differs: the steps from the published to the local one. Values are text. */
export const GAP = {
  published: "Published",
  steps: "Step by step",
  largest: (v: { label: string; sub: string }) =>
    `The largest step: ${v.label}${v.sub === "" ? "" : `; ${v.sub}`}.`,
  publishedAt: (v: { place: string }) => `Published at ${v.place}`,
  yours: "Yours",
  yoursAt: (v: { place: string }) => `Yours at ${v.place}`,
  name: (v: { measure: string }) => `From the published ${v.measure} to yours`,
  /** The figure that is judged first. */
  it: "it",
  same: (v: { what: string }) => `Why ${v.what} is the same`,
  title: (v: { what: string; away: string; side: keyof typeof SIDES }) =>
    `Why ${v.what} is ${v.away} ${SIDES[v.side]}`,
  others: (v: { n: string }) => `The other ${v.n}`,
  together: "together",
  worse: "read worse",
  better: "read better",
  unchanged: "read the same",
  parts: {
    "class-mix": (v: { name: string; read: string }) => `Different mix: ${v.name}`,
    "attribute-mix": (v: { name: string; read: string }) => `Different mix of ${v.name}`,
    within: (v: { name: string; read: string }) => `${v.name}: ${v.read}`,
    "only-claimed": (v: { name: string; read: string }) => `Only there: ${v.name}`,
    "only-local": (v: { name: string; read: string }) => `Only here: ${v.name}`,
  },
  counts: (v: { thereRight: string; there: string; hereRight: string; here: string }) =>
    `${v.thereRight} of ${v.there} right there, ${v.hereRight} of ${v.here} here`,
  alike: "under the same conditions",
  wholes: {
    "class-mix": ["Different mix of classes", "as many of each class as you have"],
    "attribute-mix": ["Different conditions", "as often as you have them"],
    within: ["Alike images read differently", "same class, same conditions"],
    "within-conditions": ["Alike images read differently", "same conditions"],
    "only-claimed": ["Images that only the published set has", ""],
    "only-local": ["Images that only you have", ""],
  },
  none: "There is no difference to explain.",
  unsplit: "Why it is different here",
  missing:
    "The published figure comes alone. Give its record, or the result.json with its counts by label (84 of 89), to see why.",
  unknown: "Not known: the published figure comes without its counts by label.",
  wouldShow:
    "With counts by label the difference is split in two: what comes from a different mix of images, and what from reading alike images differently.",
  littleMix:
    "Almost none of the difference comes from a different mix of images. The model reads the same kinds of image differently here.",
  mostlyMix:
    "Nearly all of the difference comes from a different mix of images. The same kinds of image are read about as well.",
  both: (v: { mix: string; within: string }) =>
    `${v.mix} come from a different mix of images, ${v.within} from reading alike images differently.`,
  reweighted: (v: { figure: string; n: string }) =>
    `If only the mix of images had changed, the model would have scored ${v.figure} here. That rests on as much as ${v.n} of the published images.`,
  support: (v: { there: string; here: string; what: string }) =>
    `${v.there} of the published images and ${v.here} of yours have ${v.what} that both sides have. The steps compare these; the rest is under “only there” and “only here”.`,
  kinds: { conditions: "conditions", both: "labels and conditions" },
  shared: (v: { n: string; one: boolean }) =>
    v.one
      ? "One of your images is among the published ones, and is left out here."
      : `${v.n} of your images are among the published ones, and are left out here.`,
  apart: "What cannot be told apart",
  confounded: (v: { attribute: string }) =>
    `${v.attribute}: no value is on both sides, so what it changes cannot be told from what else is different.`,
  joint: (v: { attributes: string }) => `${v.attributes} changed together, so they share one step.`,
  tooFine: (v: { attribute: string; here: string; there: string }) =>
    `${v.attribute}: with it only ${v.here} of your images and ${v.there} of the published ones would be alike, so it is left out.`,
  notCompared: (v: { attribute: string }) =>
    `${v.attribute}: it is not known on both sides, or names single places or devices, so it is left out.`,
  beyondThree: (v: { attribute: string }) =>
    `${v.attribute}: three others come before it, so it is left out.`,
  restOfSet: "everything else",
  columns: { step: "Step", change: "Change", stands: "Stands at", rests: "Rests on" },
} as const;

const SIDES = { lower: "lower", higher: "higher" } as const;

/** In the methods text. Values are text already. */
export const METHODS = {
  gap: (v: {
    measure: string;
    cites: string;
    classes: boolean;
    attributes: boolean;
    shapley: string;
  }) =>
    `The difference in ${v.measure}, published minus local, was split into a changed mix of ${[...(v.classes ? ["classes"] : []), ...(v.attributes ? ["conditions"] : [])].join(" and ")}, a change within them, and images with a ${v.classes ? "label or condition" : "condition"} that one side lacks; the mix was changed in both directions and averaged${v.cites}${v.attributes ? `, and shared out among ${v.classes ? "class and attributes" : "attributes"}${v.shapley}` : ""}. Intervals of the parts are by the jackknife of both sides and hold one by one.`,
  reweighted:
    "The published model on the local mix of classes was found by re-weighting the published counts.",
} as const;
