import type { Openness } from "../record/record-types.js";

/** Words of the page of a transparency record. */

export const NOT_STATED = "not stated";

/** Around all of it. */
export const RECORD_PAGE = {
  skip: "Skip to the main part",
  onThisPage: "On this page",
  eyebrow: (v: { version: string; openness: string; made: string | null }) =>
    ["Transparency record", `version ${v.version}`, v.openness, v.made ?? "date not stated"].join(
      " · ",
    ),
  heading: (v: { title: string; model: string | null; images: string; groups: string | null }) => {
    const tested = `tested on ${v.images}${v.groups === null ? "" : ` from ${v.groups}`}`;
    return v.model === null ? `${v.title}, ${tested}` : `${v.title}: ${v.model}, ${tested}`;
  },
  task: (v: { task: string }) => `Task, in the authors' words: ${v.task}.`,
  lead: "This page is the evidence behind a published figure: the images, the conditions, what is known to go wrong, and a way to count it again.",
  foot: "A static page. It stores nothing, sends nothing and loads only files of its own folder.",
  made: (v: { id: string; version: string }) => `record ${v.id} · Homeground ${v.version}`,
  versions: "Is there a newer version?",
} as const;

export const SECTIONS = {
  claim: "The figure",
  own: "On your images",
  scope: "Where the figure speaks, and where it does not",
  scopeShort: "Scope",
  against: "What the authors and the checks say against it",
  againstShort: "Against it",
  images: "The test images",
  imagesShort: "Test images",
  cite: "Cite and link",
  citeShort: "Cite",
  short: "In short",
  statements: "What the authors state",
  figures: "All figures",
  placesShort: "Other places",
} as const;

/** Heads of the part on other places. */
export const PLACES_PART = {
  expect: "What to expect",
  sure: "How sure we are of each",
  send: "Send your result",
  own: "Where does yours fall?",
  ownLead:
    "Choose or drop the result.json of your evaluation, or results that others sent you. They stay on this computer: nothing is changed or sent.",
  choose: "Choose results",
  command:
    "homeground evaluate IMAGES --labels LABELS --model MODEL --claim record/record.json --share shared.json",
} as const;

export const OPENNESS_SHORT: Readonly<Record<Openness, string>> = {
  open: "open",
  "on-request": "on request",
  closed: "closed",
};

/** What stands above everything, where the record is not whole. */
export const BANNERS = {
  draftTitle: "This is a draft, shown as a preview",
  draft: "Its figures, words and id may still change. Do not cite it.",
  scopeTitle: "Scope not stated",
  scope: (v: { missing: string }) =>
    `The authors have not said all of what this figure measures. Not stated: ${v.missing}. Without that, nobody can tell what it shows.`,
} as const;

/** The large figure. */
export const FIGURE = {
  none: "This record states no figure.",
  noValue: "no value",
  hits: (v: { phrase: string; hits: string; of: string; did: string }) =>
    `${v.phrase}, ${v.hits} of ${v.of} ${v.did}`,
  units: (v: { phrase: string; units: string }) => `${v.phrase}, ${v.units}`,
  range: (v: { level: string; low: string; high: string; clusters: string | null }) =>
    `${v.level} interval ${v.low} to ${v.high}${v.clusters === null ? "" : `, over ${v.clusters}`}`,
  noRange: "no interval",
  count: (v: { hits: string; of: string }) => `${v.hits} of ${v.of}`,
  caption: "Every figure of the record, with its interval",
  name: "Figure",
  value: "Value",
  interval: "Interval",
  rests: "Rests on",
  again: "Can be counted again",
  yes: "yes",
  no: "no",
  more: (v: { n: string }) => `${v.n} more in record.json.`,
} as const;

/** The panel in which the figure is counted again. */
export const RECOUNT = {
  stored: (v: { figure: string }) => `As the record states it: ${v.figure}`,
  what: "Your browser can read the list of images and the stored answers, hold both to the hashes of the record, and count again with the same code as the command line.",
  done: "Your browser read the list of images and the stored answers, held both to the hashes of the record, and counted again with the same code as the command line.",
  noScript: "Recomputing needs JavaScript; the files are here:",
  notRecomputable:
    "This figure cannot be counted again: what it rests on is not published. The id still binds what the record says.",
  start: (v: { size: string }) => `Count it again here (reads ${v.size})`,
  again: "Count again",
  stop: "Stop",
  stopped: "Stopped. Nothing was compared.",
  tooMuch: (v: { size: string }) =>
    `The files are ${v.size}, so they are read when you ask for it.`,
  reading: (v: { done: string; total: string }) => `Reading: ${v.done} of ${v.total}`,
  counting: (v: { done: string; total: string }) => `Counting: ${v.done} of ${v.total}`,
  computing: "Computing every figure and interval",
  same: (v: { figure: string }) => `Recomputed here, just now: ${v.figure}, the same figure`,
  sameWithout: "Recomputed here, just now: the same as the record says",
  differs: "Not the same.",
  differsFigure: (v: { stated: string; found: string }) =>
    `The record says ${v.stated}; the files here give ${v.found}.`,
  differsNone: (v: { stated: string }) =>
    `The record says ${v.stated}; the files here give no figure.`,
  first: (v: { what: string; where: string; code: string }) =>
    `First difference: ${v.what} (${v.where}, ${v.code}).`,
  more: (v: { n: string }) => `${v.n} more`,
  doNot: "Do not rely on this page; tell the authors.",
  partly: "Only partly recomputed: what some figures rest on is not published",
  failed: (v: { what: string }) => `It could not be counted here: ${v.what}`,
  failedHelp:
    "Nothing is known against the record. Download the folder and run homeground record verify.",
  fromDisk:
    "This page was opened from disk, where browsers do not let a page read other files. Counted from the copy of the files that is in record-data.js, held to the same hashes.",
  fromDiskNothing:
    "This page was opened from disk, where browsers do not let a page read other files, so nothing was counted and the figures are as the record states them. Run homeground record verify, or put the folder on any web server.",
  fromKept:
    "The network or the host does not answer now. Counted from the files that this page read before, held to the same hashes.",
  noProgram: "the network or the host does not answer, so the script that counts could not be had.",
  noWorker: "This browser does not let the page work in the background.",
  dots: (v: { unit: string }) =>
    `Each dot is one ${v.unit}, in the order of the manifest; a ring is a mistake.`,
  dotsPlain: (v: { unit: string }) =>
    `Each dot is one ${v.unit} that was counted, in the order of the manifest.`,
  dotsSeveral: (v: { units: string }) =>
    `Each dot stands for ${v.units}, in the order of the manifest; a ring for as many mistakes.`,
  dotsSeveralPlain: (v: { units: string }) => `Each dot stands for ${v.units} that were counted.`,
  dotsName: (v: { right: string; wrong: string }) => `${v.right} right and ${v.wrong} wrong`,
  dotsNamePlain: (v: { n: string }) => `${v.n} counted`,
  checks: {
    images: "Images in the manifest",
    file: (v: { path: string }) => `${v.path} has the hash that the record names`,
    equal: "equal",
    unequal: "other",
    id: "The record is the one with the id of this page",
    figures: "Figures computed again",
    figuresValue: (v: { equal: string; of: string }) => `${v.equal} of ${v.of} equal`,
    signature: "Signatures",
    signed: (v: { n: string }) => `${v.n} hold`,
    unsigned: "not signed",
    otherSigner: "not by the key that this address asks for",
    signaturesSkipped: "this browser cannot check them here",
  },
} as const;

/** What counting again can show, and what it cannot (DESIGN, section 6). */
export const PROOF = {
  showsTitle: "What it shows where nothing differs",
  shows: [
    "The record and its files are undamaged and belong together.",
    "Its figures follow from the labels and the stored answers.",
  ],
  notTitle: "What it does not show",
  not: [
    "That the images were chosen fairly, or that their labels are right.",
    "That the model gave these answers: homeground record verify --model FILE runs it again.",
    "That it is the record that a paper cites: compare the id.",
  ],
  unsigned: "Who made it: no signature is on it.",
  anyKey:
    "Whose key signed it: compare it with one that you know; #signed-by=KEY at the end of this page's address does that.",
  imagesNot:
    "That the pictures are those that were evaluated: homeground record verify hashes them.",
} as const;

/** A command over several lines, as a POSIX shell reads it. */
const NEXT_LINE = " \\\n  ";

export const OWN = {
  tryIt: "Try it on your images",
  tryWithModel:
    "Opens beside this page with the model of this record. Your images stay on this computer: nothing is installed, nothing is uploaded.",
  tryWithout:
    "Opens beside this page. The model is not part of this record: you need its file, or its answers. Your images stay on this computer: nothing is installed, nothing is uploaded.",
  text: "With labels for your images, one command says whether the figure holds there. Nothing leaves your machine.",
  evaluate: "Does it hold on your images?",
  evaluateCommand: (v: { model: string; record: string }) =>
    [
      "homeground evaluate YOUR_IMAGES",
      "--labels YOUR_LABELS",
      `--model ${v.model}`,
      `--claim ${v.record}`,
    ].join(NEXT_LINE),
  noModel: "MODEL.onnx",
  inspectCommand: (v: { record: string }) =>
    ["homeground inspect YOUR_IMAGES", `--record ${v.record}`].join(NEXT_LINE),
  verifyCommand: (v: { id: string }) =>
    ["homeground record verify record", `--expect ${v.id}`].join(NEXT_LINE),
  inspect: "Are your images like those that were tested? No labels needed.",
  verify: "Check this record, images and all",
} as const;

export const SHORT = {
  images: "Tested on",
  model: "Model",
  withModel: (v: { name: string; where: string; hash: string }) =>
    `${v.name}, ${v.where}, SHA-256 ${v.hash}…`,
  where: {
    included: "in this folder",
    withheld: "not given out",
    address: (v: { address: string }) => `at ${v.address}`,
  },
  predictionsAlone: "not named: made of predictions",
  training: "Trained on",
  trainingCounts: (v: { images: string; classes: string }) => `${v.images} of ${v.classes}`,
  sites: "Sites",
  uses: "Used also for",
  signed: "Signed",
  notSigned: "not signed",
  licence: "Licence",
  authors: "Authors",
  replaces: "In place of",
} as const;

export const SCOPE = {
  tested: "Tested",
  testedNote: "What the test images are like, as far as at least ten are alike.",
  expected: "Expected to hold",
  expectedNote: "The authors assert this; it was not tested.",
  notTested: "Not tested",
  failing: "Known to fail",
  noProfile: "The record carries no attributes of its images.",
  conditions: (v: { words: string; conditions: string }) => `${v.words} (${v.conditions})`,
  more: (v: { n: string }) => `and ${v.n} more`,
  classes: (v: { list: string }) => `Labels: ${v.list}`,
  features: (v: { images: string; numbers: string }) =>
    `Features of ${v.images} come with it, ${v.numbers} numbers each: your images can be held against them by what the model sees, beyond what attributes name.`,
} as const;

export const STATEMENTS = {
  task: "Task",
  population: "Population",
  labelling: "Who labelled",
  agreement: "Agreement of those who labelled",
  counts: "What the figure counts",
  decision: "The decision it is for",
  doesNotShow: "What it does not show",
  authors: "Authors",
  contact: "Contact",
  doi: "DOI",
  url: "Address",
  licence: "Licence",
  madeAt: "Made",
  sites: "Sites",
  seasons: "Seasons",
  devices: "Devices",
  populations: "Populations",
  howChosen: "How images were chosen",
  exclusions: "What was left out",
  uses: "Used also for",
  trained: {
    places: "Places of training",
    cameras: "Cameras of training",
    seasons: "Seasons of training",
    institutions: "Institutions of training",
  },
} as const;

export const CLUSTERS = {
  heading: (v: { attribute: string }) => `The figure for each ${v.attribute}`,
  title: (v: { attribute: string }) => `Share right for each ${v.attribute}`,
  reading: (v: { groups: string; low: string; high: string }) =>
    `Over ${v.groups}, the share right goes from ${v.low} to ${v.high}.`,
  caption:
    "The record names no group here: they are in the order in which they come in the manifest. Each range holds at its group alone, for images that are independent within it.",
  row: (v: { attribute: string; number: string }) => `${v.attribute} ${v.number}`,
  sub: (v: { hits: string; of: string }) => `${v.hits} of ${v.of}`,
  reference: "all together",
  axis: "Share right",
  more: (v: { n: string }) => `The largest are drawn; ${v.n} more in record.json.`,
  sizesOnly: (v: { groups: string; sizes: string }) =>
    `${v.groups}, of ${v.sizes}. The record does not tell how each of them fared.`,
} as const;

export const AGAINST = {
  none: "Nothing is said against it: neither by the authors nor by the checks.",
  author: "stated by the authors",
  check: "found by the check",
  overlap: (v: { test: string; other: string; kind: string; where: string }) =>
    `${v.test} and ${v.other} are ${v.kind}: ${v.where}.`,
  pairs: (v: { pairs: string }) => `Equal or nearly equal images: ${v.pairs}.`,
  kinds: {
    "same-bytes": "the same file",
    "same-pixels": "the same, pixel for pixel",
    near: "nearly the same",
    altered: "one picture, altered",
    "same-group": "of one group",
  },
  across: {
    training: "one is in training, one in the test",
    cluster: "they are in different groups of the test",
  },
  withheld: "an image",
  without: (v: { figure: string }) => `Without the images concerned: ${v.figure}.`,
  more: (v: { n: string }) => `and ${v.n} more in record.json`,
  overlapNone: (v: { images: string }) =>
    `Compared with ${v.images} of training: no equal or nearly equal image was found.`,
  notCompared: "The test images were not compared with those of training.",
  agreement: "Agreement between people who labelled",
  warning: (v: { title: string; meaning: string }) => `${v.title}. ${v.meaning}`,
} as const;

export const IMAGES = {
  counts: (v: { images: string; scored: string; listed: string }) =>
    `${v.images}: ${v.scored} scored, ${v.listed} listed and not scored.`,
  reasons: (v: { reasons: string }) => `Listed: ${v.reasons}.`,
  included: "The images are in this folder.",
  address:
    "The images are at the public addresses that the manifest names; this page does not load them.",
  withheldNamed:
    "The images are not in this folder. Their hashes are in the manifest, so whoever has the images can check them.",
  withheld: {
    open: "The images are not in this folder.",
    "on-request":
      "Who wants the images asks the authors. The manifest holds hashes under a secret, with which an auditor can check them.",
    closed:
      "The images are not given out. The manifest holds hashes under a secret, with which an auditor can check them; it names no image and no condition.",
  },
  some: (v: { shown: string; of: string }) =>
    `${v.shown} of ${v.of}, evenly spread over the manifest, with the label and the answer.`,
  all: (v: { n: string }) => `All ${v.n}, with the label and the answer.`,
  alt: (v: { name: string; label: string }) => `${v.name}, labelled ${v.label}`,
  answer: (v: { answer: string }) => `answered ${v.answer}`,
  found: (v: { boxes: string }) => `${v.boxes} found`,
  noPicture: "no picture here",
  table: (v: { n: string }) => `List of ${v.n}`,
  tableCaption: "Scored images in the order of the manifest",
  file: "File",
  label: "Label",
  modelSays: "Answer",
  verdict: "Right",
  right: "right",
  wrong: "wrong",
  none: "none",
  more: (v: { n: string }) => `${v.n} more in the manifest.`,
} as const;

export const CITE = {
  badge: "Badge",
  badgeAlt: "Badge with figure, interval, images, openness and id",
  badgeText: "It carries the interval, the number of images and the id wherever it goes.",
  methods: "Methods paragraph",
  bibtex: "BibTeX",
  id: "Id",
  idText: "Print it in the paper: record verify --expect compares it.",
  qr: "QR code",
  qrAddress: (v: { address: string }) => `Leads to ${v.address}`,
  qrId: "Holds the id",
} as const;

export const FILES = {
  record: "the record",
  manifest: "a line an image",
  predictions: "the answers",
  outcomes: "answers without names",
  card: "the model card",
  labelMap: "the label map",
  features: "features of test images",
  model: "the model",
} as const;

/** The list of versions at the top of the folder. */
export const VERSIONS = {
  title: "Transparency records",
  heading: "Records in this folder",
  lead: "A transparency record is a published figure with what is needed to count it again. Newest first; each is complete in its own folder and is never changed.",
  version: (v: { version: string; state: string; made: string | null }) =>
    [`Version ${v.version}`, v.state, v.made ?? "date not stated"].join(" · "),
  draft: "draft",
  published: "published",
  replaces: (v: { id: string }) => `In place of ${v.id}`,
  replacedBy: (v: { ids: string }) => `Replaced by ${v.ids}`,
  newest: "newest",
  made: (v: { version: string }) => `Homeground ${v.version}`,
} as const;

/** What `homeground publish` says on a terminal. */
export const PUBLISHED = {
  page: "Page",
  there: "which was there already, the same",
  address: "Address",
  id: "Id",
  files: "Files",
  versions: "Folder",
  sizes: "Sizes",
  size: {
    record: "record",
    page: "page and pictures",
    app: (v: { engine: string }) => `app, of which the engine ${v.engine}`,
    noApp: "no app: --no-app",
  },
  /** Parts of one file, as they are in it. */
  single: {
    all: "the file, of which",
    page: "page with its pictures",
    record: "record, answers and what counts again",
    images: "images",
    noImages: "no images: together they are more than 10 MB, and stay with the record",
    model: "model",
    app: "app",
    engine: "engine that runs models",
  },
  nextSingle: "Send the file or put it anywhere: it opens from disk and needs no network.",
  draft: "A draft: its page says so, and is a preview.",
  next: "Put the folder on any web server as it is: docs/publishing.md.",
} as const;
