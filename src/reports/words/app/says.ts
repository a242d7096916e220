/** Words of the screen of images that nobody labelled. */

export const SAYS = {
  eyebrow: (v: { model: string; images: string }) =>
    `Model ${v.model} on your ${v.images} · no labels yet`,
  heading: "What the model says about your images",
  lead: "These are its answers and how sure it says it is. Whether it is right, nobody knows until some images have labels.",
  progress: (v: { done: string; total: string }) => `${v.done} of ${v.total} images so far.`,
  starting: "Reading the first images …",
  stop: "Stop",
  goOn: "Go on",
  filter: "Show answers",
  all: "All",
  order: "Order",
  orders: { surest: "Surest first", "least-sure": "Least sure first", name: "By name" },
  from: "Sure from",
  to: "to",
  percent: "%",
  shown: (v: { shown: string; of: string }) => `${v.shown} of ${v.of} shown`,
  none: "No image is so.",
  showAll: "Show all",
  grid: "Images",
  keys: "Arrow keys go from image to image, Enter opens one.",
  nothing: "nothing found",
  noAnswer: "no answer",
  failed: "could not be read",
  alt: (v: { file: string; says: string }) => `${v.file}: the model says ${v.says}`,
  covered: "covered",
  coveredCounts:
    "The numbers are covered, so that you can count without knowing them. Those you show are known to you from then on: your counts of these images are marked so, and drop nobody in a race.",
  coveredByRace:
    "The numbers are covered while models are raced: whoever knows them does not count blind.",
  uncover: "Show the numbers",
  close: "Close",
  ask: "Is it right?",
  offer: "Label some of them yourself, its answer hidden.",
  offerFigure: (v: { figure: string }) =>
    `After 10 to 30 you usually know whether the published ${v.figure} holds here.`,
  offerNone: "After 30 you know roughly how often it is right here.",
  offerOthers: "Once you have labelled some, its answers to them are held against your labels.",
  together: (v: { sequences: string; images: string; source: string }) =>
    `Show the ${v.images} images of ${v.sequences} sequences together and count each sequence once (found ${v.source})`,
  togetherHint:
    "Images taken seconds apart are not independent: counted one by one they promise too much.",
  label: "Label some of them",
  labelMore: "Go on labelling",
  labelled: (v: { done: string; images: string }) => `${v.done} of ${v.images} labelled.`,
  results: "See the results",
  facts: (v: { images: string }) => [
    `Drawn at random from all ${v.images}`,
    "One key or tap an image",
    "Stop whenever you like; all is kept",
  ],
  notKept: "This page can keep nothing: labels are gone when it is closed.",
  have: "Have labels already?",
  choose: "Choose the file",
  fix: "Before the first label",
  published: "Published figure",
  publishedHint: "Such as 91% or 84/89. Leave it empty if there is none.",
  TOLERANCE: {
    counts: {
      label: "How far off a count may be",
      hint: "As a number of things, such as 1, or as a share, such as 10 %. 0 asks for exact counts.",
      unclear: "Give a number, such as 1, or a share, such as 10 %.",
      published:
        "The share of images counted so closely that somebody stated, or that you need, such as 90% or 84/89. Leave it empty if there is none. A mean error, such as 2.3, has no range that holds at every look: the results have it.",
    },
    points: {
      label: "How far off a point may be, as a share of the object's length",
      hint: "0.2 is a fifth of the longer side around its points.",
      unclear: "Give a share, such as 0.2.",
      published:
        "The share of points close enough (PCK) that somebody stated, or that you need, such as 91%. Leave it empty if there is none. Average precision (OKS) has no range that holds at every look: the results have it.",
    },
    fixed: "It is fixed before the first label.",
  },
  points: "Points below it that are still fine for you",
  pointsHint: "Fixed before any label, so that the verdict cannot be bent to fit.",
  usual: "If you have no view, 5 is a common choice.",
  name: "Your name, if several people label",
  joints: "Points of each object",
  jointsHint:
    "In the order in which you will place them, with commas between: nose, left ear, right ear.",
  seed: "Seed of the draw",
  DRAW: {
    title: (v: { how: string }) => `How to draw: ${v.how.toLowerCase()}`,
    again: "Draw the next ones otherwise",
    legend: "How to draw",
    random: "At random",
    randomHint: "Every image alike. You may look at the range after each label.",
    bySureness: "Evenly by how sure the model is",
    byPart: (v: { part: string }) => `Evenly by ${v.part}`,
    neyman: "More where it was wrong more often",
    active: "More where the model is unsure",
    hints: {
      proportional: "Each group gets its share of the list.",
      neyman: "Groups by how sure the model is; your labels so far stay and count.",
      active: "Each label counts by how likely its image was drawn.",
    },
    found: (v: { found: string }) => `Your labels so far: ${v.found}.`,
    not: (v: { what: string; fix: string }) => `Not now: ${v.what}. ${v.fix}.`,
    images: "Images on the list",
    imagesHint: (v: { least: string; pool: string }) =>
      `From ${v.least} to ${v.pool}. Labels that you gave are filled in where their images are drawn again.`,
    oneLook:
      "The range is for one look, at the end of the list: until then no range and no verdict is shown. One may look after each label of images drawn at random alone.",
    go: "Draw and label",
    together: "Images that are labelled together are drawn at random.",
    others:
      "Images are drawn at random: other ways rest on one label an image, and on how sure the model is of it.",
  },
  begin: "Begin",
  back: "Not now",
  readAs: (v: { figure: string }) => `Read as ${v.figure}.`,
  notRead: (v: { what: string; fix: string }) => `${v.what}. ${v.fix}.`,
  here: "Labels made here",
  hereWords: (v: { done: string; images: string; seed: string; by: string; how: string }) =>
    `${v.by} labelled ${v.done} of ${v.images}, ${v.how} from the seed ${v.seed}.`,
  hereHow: {
    random: "drawn at random",
    proportional: "drawn at random, each group by its share,",
    neyman: "drawn more where the model was wrong more often",
    active: "drawn more where the model is unsure",
  },
  hereSeen: (v: { seen: string; labelled: string }) =>
    `The prediction had been seen before for ${v.seen} of ${v.labelled} that count.`,
  hereMore: "Label more",
  unread: (v: { lines: string }) =>
    `${v.lines} of the labels kept before cannot be read. It goes on with those before them; the whole is kept aside with this project.`,
  save: "Save labels",
  saveAs: "As",
  /** The id is what the command line takes. */
  format: (v: { name: string; id: string }) => `${v.name} · ${v.id}`,
  saveFor: "For the command line",
  losses: (v: { losses: string }) => `Not held by this form: ${v.losses}.`,
  second: "A second person",
  secondHint: "Labels the same images in the same order, without seeing yours.",
  secondName: "Name of who labels next",
  handOver: "Hand over",
  agreement: (v: { first: string; second: string }) => `${v.first} and ${v.second}`,
  agree: (v: { same: string; both: string }) =>
    `Both say the same of ${v.same} of ${v.both} images.`,
  kappa: (v: { value: string; low: string; high: string }) =>
    `Agreement beyond chance (κ) ${v.value}, likely ${v.low} to ${v.high}.`,
  kappaNone: "Both gave one and the same label to all: agreement beyond chance cannot be told.",
  agreeNumbers: (v: { same: string; both: string }) =>
    `Both give the same numbers for ${v.same} of ${v.both} images.`,
  concordance: (v: { value: string; low: string; high: string }) =>
    `Agreement of the numbers (Lin's concordance; 1 is the same) ${v.value}, likely ${v.low} to ${v.high}.`,
  concordanceNone: "All numbers of both are one and the same: how well they agree cannot be told.",
  pointObjects: (v: { first: string; second: string; pairs: string }) =>
    `Marked on these images: ${v.first} and ${v.second}; ${v.pairs} of them are in both, by one label.`,
  pointsApart: (v: { both: string; one: string; share: string }) =>
    `${v.both} points were placed by both and ${v.one} by one of them; half of the former lie within ${v.share} of the length of the object of each other.`,
  boxes: (v: { first: string; second: string; both: string }) =>
    `Boxes on these images: ${v.first} and ${v.second}. ${v.both} of them are in both, by one label and half of their area.`,
  agreeKinds: (v: { same: string; both: string }) =>
    `Both mark the same labels in ${v.same} of ${v.both} images.`,
  agreeMasks: (v: { same: string; both: string }) =>
    `The masks of both cover each other by half or more (Dice) in ${v.same} of ${v.both} images.`,
  dice: (v: { value: string; low: string; high: string }) =>
    `Mean Dice of their masks ${v.value}, likely ${v.low} to ${v.high}.`,
  diceAlone: (v: { value: string }) => `Mean Dice of their masks ${v.value}.`,
  diceNone: "Neither painted anything: how far their masks cover each other cannot be told.",
  noneBoth: "No image has labels of both yet.",
  undecided: (v: { count: string }) => `${v.count} that one of them could not tell.`,
  differ: (v: { count: string }) => `${v.count} on which they differ`,
} as const;
