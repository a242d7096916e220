import { AT } from "../../core/ways.js";
import type { WarningEntry } from "../../reports/words/warnings/types.js";

/**
 * Words of how images compare with what a record was tested on. Figures and names are text already.
 */

/** One word for all of it, above the sentence. */
export const SCOPE_LABELS = {
  none: "Not tested for you",
  part: "Partly tested for you",
  all: "Tested on images like yours",
  unknown: "Cannot be compared",
} as const;

export const SCOPE_ANSWER = {
  placesOfTraining: (v: { names: string; one: boolean }) =>
    `${v.names} ${v.one ? "was" : "were"} in training. A figure of ${v.one ? "it" : "these places"} is no test of transfer: it does not say what the model does at a place that it does not know.`,
  somePlacesOfTraining: (v: { names: string; one: boolean; of: string }) =>
    `Of ${v.of} here, ${v.names} ${v.one ? "was" : "were"} in training. Look at the others for what the model does at new places.`,
  none: (v: { images: string }) =>
    `None of ${v.images} is like the images this model was tested on.`,
  noneOne: "Your image is not like the images this model was tested on.",
  part: (v: { share: string; images: string }) =>
    `${v.share} of ${v.images} are like the tested ones.`,
  partLargest: (v: { part: string; here: string; there: string | null }) =>
    v.there === null
      ? `The largest part that is not: ${v.part}, ${v.here} of yours; how much of the test set is not stated.`
      : `The largest part that is not: ${v.part}, ${v.here} of yours, ${v.there} of the test set.`,
  all: (v: { images: string }) => `All ${v.images} are like ones the model was tested on.`,
  allMeans:
    "That does not say it works; it says the claim is about images like these. How often each kind occurs may still differ.",
  yours: (v: { images: string }) => `your ${v.images}`,
  drawn: (v: { drawn: string; of: string }) => `the ${v.drawn} drawn at random from your ${v.of}`,
  range: (v: { low: string; high: string }) =>
    `Of all images like these, the share inside is likely between ${v.low} and ${v.high}.`,
  other: (v: { figure: string }) =>
    `The published ${v.figure} was measured on other kinds of image, so it cannot tell you how the model does on yours. Labels of your own can: a large fall shows within 10 to 30 of them.`,
  otherPlain:
    "What is published was measured on other kinds of image, so it cannot tell you how the model does on yours. Labels of your own can: a large fall shows within 10 to 30 of them.",
  rest: "Of the rest the published figure says nothing. Labels of your own can.",
  noProfile: "The authors state no conditions, so this cannot be compared.",
  noProfileMeans: "Ask them under which conditions the test images were taken.",
  failing: (v: { images: string }) =>
    `${v.images} of yours are of a sort on which the authors know it to fail; they count as not tested.`,
  nothingShared: "No attribute is known of both sides, so nothing can be compared.",
  nothingSharedMeans: {
    command:
      "Say more about your images with --attributes or --folder-pattern, or ask the authors for a record with more.",
    app: `Say more about your images ${AT.moreAbout}, or ask the authors for a record with more.`,
  },
  noImages: "No image could be compared.",
  noImagesMeans: "Check that the folder holds images that open.",
  ofTheseImages: "This is counted on the images you gave, so it has no range.",
} as const;

export const SCOPE_BASIS = {
  record: "Record",
  compared: "Compared",
  testSet: "Test set",
  self: "The test set covers itself to",
  how: "Told by",
  alone: (v: { attributes: string }) => `${v.attributes}, one at a time`,
  pairs: (v: { attributes: string }) => `${v.attributes}, alone and in pairs`,
  images: (v: { images: string; clusters: string | null }) =>
    v.clusters === null ? v.images : `${v.images} in ${v.clusters}`,
  compareds: (v: { images: string; listed: string | null; notDrawn: string | null }) =>
    [
      v.images,
      ...(v.notDrawn === null ? [] : [`${v.notDrawn} not drawn`]),
      ...(v.listed === null ? [] : [`${v.listed} that do not open`]),
    ].join(", "),
  notSaid: "too few test images to say",
} as const;

export const SCOPE_PAGE = {
  title: "Is this model tested for you?",
  foot: "This page is one file. It loads nothing and sends nothing.",
  version: (v: { version: string }) => `Homeground ${v.version} · all numbers: scope.json`,
  different: "What is different",
  differentLead:
    "The attributes that both sets have, the most different first. Inside: what enough test images were like.",
  attribute: "Attribute",
  testSet: "Test set",
  yours: "Yours",
  inside: "Yours inside what was tested",
  difference: "Difference",
  differenceMeans: "0 same, 1 apart",
  insideOf: (v: { inside: string; images: string }) => `${v.inside} of ${v.images}`,
  parts: "Largest parts that are not tested",
  partsLead: "All your images of each part are counted, so parts may overlap.",
  part: (v: { part: string; here: string; there: string }) => `${v.part}: ${v.here}, ${v.there}`,
  partHere: (v: { n: string; share: string }) => `${v.n} of yours (${v.share})`,
  few: (v: { n: string; images: string }) => `${v.n} ${v.images}: too few to count as tested`,
  fewClusters: (v: { n: string; images: string }) =>
    `${v.n} ${v.images} of one group alone: not enough to count as tested`,
  scattered: (v: { n: string; images: string }) =>
    `${v.n} ${v.images}, scattered beyond the tested range`,
  noTest: "no test image",
  notTold: "the number of test images is not told",
  without: (v: { attributes: string; share: string }) =>
    `Without ${v.attributes}, ${v.share} would be covered.`,
  map: (v: { a: string; b: string }) => `Two attributes together: ${v.a} and ${v.b}`,
  mapTitle: (v: { a: string; b: string }) => `Images by ${v.a} and ${v.b}`,
  mapReading: (v: { n: string; of: string; k: string; a: string; b: string }) =>
    `Of all pairs of attributes, ${v.a} and ${v.b} leave most of your images where fewer than ${v.k} test images are like them: ${v.n} of ${v.of}.`,
  mapAll: (v: { a: string; b: string }) =>
    `By ${v.a} and ${v.b} together, as by every other pair, all your images lie where enough was tested.`,
  mapCaption: (v: { k: string }) =>
    `Each square is a kind of image. Diamond: test images, outlined where there are ${v.k} or more. Dot: yours; striped where fewer test images are like them.`,
  mapAlone:
    "For the share above each attribute counts alone, as the test set is too small for pairs.",
  mapAcross: (v: { a: string; b: string }) => `Across: ${v.b}. Down: ${v.a}.`,
  cellThere: "Test images",
  cellHere: "Yours",
  cellTested: "Tested",
  testImages: (v: { n: string }) => `${v.n} test images`,
  yes: "yes",
  no: "no",
  notTold2: "not told",
  enough: (v: { k: string }) => `${v.k} or more`,
  cellSaid: (v: { a: string; b: string; here: string; there: string; tested: boolean }) =>
    `${v.a} and ${v.b}: ${v.here}, ${v.there}${v.tested ? "" : "; not tested"}`,
  regions: "What the authors say",
  tested: "Tested",
  expected: "Expected to work, not tested",
  notTested: "Not tested",
  knownToFail: "Known to fail",
  notStated: "not stated",
  notSaid: (v: { names: string }) => `Not stated: ${v.names}.`,
  regionHere: (v: { words: string; n: string }) => `${v.words} (${v.n} of yours)`,
  regionUnknown: (v: { words: string }) => `${v.words} (cannot be told of yours)`,
  expectedMeans: "Asserted by the authors: no test stands behind it, and it is not counted above.",
  onlyOne: "What only one side has",
  onlyHere: (v: { names: string }) => `Only you have: ${v.names}.`,
  onlyRecord: (v: { names: string }) => `Only the record has: ${v.names} (ask your lab).`,
  tooFew: (v: { names: string }) =>
    `Not compared, as too few images say it or the record withholds it: ${v.names}.`,
  embedding: "The model's own view",
  concepts: "What was trained",
  conceptsLead:
    "Classes of your labels with the training images that the authors state. A model seldom knows well what it saw seldom.",
  class: "Class",
  yoursCount: "Yours",
  training: "In training",
  recall: "Found here",
  notStatedCount: "not stated",
  rare: (v: { n: string }) => `${v.n} (the lowest quarter)`,
  trend: (v: { slope: string; low: string; high: string; classes: string }) =>
    `Ten times as many training images go with ${v.slope} points more found here (likely between ${v.low} and ${v.high}; ${v.classes} classes).`,
  ask: "What to ask the authors",
  letter: "A letter, ready to copy",
  numbers: "The numbers behind the differences",
  distance: "Distance",
  distanceMeans:
    "Distance: for numbers the largest gap between the two distributions, for words the share that would have to change; 0 same, 1 apart.",
  chance: "By chance",
  chanceMeans:
    "By chance: the mean distance if the groups were dealt to the two sides at random. Difference: what is left beyond it.",
  p: "p, all together",
  pMeans:
    "p: how often chance alone gives such a distance or a larger one, corrected for looking at several attributes.",
  moved: "Moved by",
  movedMeans:
    "Moved by: how far values would have to move on average, in quarters’ ranges of the test set (numbers), or the Jensen–Shannon distance (words).",
  movedRange: (v: { n: string }) => `${v.n} ranges`,
  how: "How “like” is decided",
  howText: (v: { k: string; groups: string | null; arePaired: boolean }) =>
    `Each numeric attribute is cut at the quarters of the test set, each other one by its values. An image counts as tested if every attribute of it${v.arePaired ? ", and every two together," : ""} falls where at least ${v.k} test images do${v.groups === null ? "" : `, of at least ${v.groups}`}, and the record does not mark it as known to fail. Not tested does not mean that it fails: it means that nobody looked.`,
  outer:
    "The lowest and highest test values count only where two more test images lie near: one odd image does not widen what was tested.",
  limits: "What limits this",
  bins: "Bin by bin",
  bin: "Bin",
} as const;

/** Warnings that mean something else here than beside a figure. */
export const SCOPE_WARNINGS: Readonly<Record<string, WarningEntry>> = {
  "clusters/not-used": [
    "Images may be related",
    "Neither side says which images belong together, so each counts by itself: differences look surer than they are.",
    "Ask the authors, and say it of yours with a column sequence.",
  ],
};

/** What a known attribute is, for people who do not measure pictures. */
export const SCOPE_ATTRIBUTES: Readonly<Record<string, string>> = {
  width: "How many pixels wide a picture is.",
  height: "How many pixels high a picture is.",
  brightness: "Mean brightness, 0 black to 1 white.",
  contrast: "How far light and dark parts differ.",
  sharpness: "How strong fine edges are; low means blurred.",
  colourfulness: "How vivid the colours are.",
  light: "Day, or night: pictures without colour or dark ones.",
  daylight: "Day, twilight or night by the sun at place and time.",
  greyscale: "Whether the picture shows no colour.",
  iso: "Sensitivity of the camera.",
  exposure: "Exposure time in seconds.",
  "f-number": "Aperture of the lens.",
  "focal-length": "Focal length of the lens in mm.",
  "view-angle": "How wide a view the lens has, in degrees.",
  objects: "How many objects there are.",
  "object-size": "Share of the picture that the largest object covers.",
  "object-offset": "How far the largest object is from the middle: 1 is a corner.",
  "background-brightness": "Mean brightness outside the objects.",
  "background-warmth": "How much more red than blue there is outside the objects.",
  "background-greenness": "How green it is outside the objects.",
  "background-texture": "How much neighbouring pixels differ outside the objects.",
  make: "Maker of the camera.",
  model: "Model of the camera.",
};

export const SCOPE_RANGE = {
  range: (v: { low: string; high: string }) => `${v.low} to ${v.high}`,
  one: (v: { value: string }) => `${v.value}, all`,
  levels: (v: { levels: string; more: string | null }) =>
    v.more === null ? v.levels : `${v.levels} and ${v.more} more`,
  nothing: "nothing with enough images",
} as const;

export const SCOPE_QUESTIONS = {
  part: (v: { part: string }) =>
    `Has the model been tried on images with ${v.part}? With what result?`,
  failing: (v: { words: string }) =>
    `You state that it fails: ${v.words}. Is there a version for such images?`,
  expected: (v: { words: string }) => `You expect it to work: ${v.words}. Has that been measured?`,
  conditions: "Under which conditions were the test images taken, attribute by attribute?",
  groups:
    "Which test images belong together (one patient, camera, sequence)? The record does not say.",
  only: (v: { names: string }) =>
    `The record tells ${v.names}, which I do not know of my images. How was it determined?`,
  sites: "At which sites were the test images taken? The record does not state it.",
  devices: "With which devices were the test images taken? The record does not state it.",
  populations: "Whom or what do the test images show? The record does not state it.",
  howChosen: "How were the test images chosen? The record does not state it.",
  sparse: "Is there a larger test set? This one hardly covers itself.",
} as const;

export const SCOPE_LETTER = {
  to: (v: { authors: string }) => `Dear ${v.authors},`,
  authors: "authors",
  intent: (v: { model: string; title: string; id: string }) =>
    `I would like to use your model ${v.model}. Its record “${v.title}” (${v.id}) states:`,
  noFigure: "no figure",
  compared: (v: { images: string; covered: string; share: string }) =>
    `Before labelling anything I compared ${v.images} of mine with the conditions that the record states: ${v.covered} (${v.share}) are like those it was tested on.`,
  notCompared:
    "I could not compare my images with it, as it states no conditions that I know of mine.",
  part: (v: { part: string; n: string; share: string; there: string }) =>
    `${v.part}: ${v.n} of mine (${v.share}), ${v.there}`,
  parts: "Not tested, as far as the record tells:",
  ask: "Could you tell me:",
  close: (v: { version: string }) =>
    `The comparison was computed with Homeground ${v.version} on my own computer; attributes of images alone went into it.`,
  regards: "With kind regards",
} as const;

/** How far images are from the test images in a model's features. */
export const FEATURES = {
  says: (v: { beyond: string; images: string; share: string }) =>
    `By what a model sees in a picture (its features), ${v.beyond} of ${v.images} (${v.share}) lie further from the test images than 95% of these do from each other, where 5% would be expected.`,
  differs:
    "That is more than chance gives: to the model these are other pictures than those it was tested on.",
  some: "That is more than chance gives, though most are as near as test images are.",
  alike: "Chance gives as many. That does not say that the model is right on them.",
  unsaid: "There are too few groups to tell that from chance.",
  range: (v: { low: string; high: string }) =>
    `Of all images like these, the share is likely between ${v.low} and ${v.high}.`,
  chance: (v: { expected: string; p: string }) =>
    `Dealt to the two sides at random, ${v.expected} would be as far on average (p ${v.p}).`,
  of: (v: { source: string; numbers: string; test: string; areGrouped: boolean }) =>
    `Compared by ${v.numbers} numbers an image (${v.source}), with ${v.test}${v.areGrouped ? "; groups stay together, and a test image is held against those of other groups" : ", each of which is held against the others"}.`,
  drawn: (v: { drawn: string; of: string }) =>
    `${v.drawn} of ${v.of} images were drawn at random for it.`,
  fewer: (v: { numbers: string }) =>
    `The numbers of an image were brought to ${v.numbers} by random signs, which keeps distances to a few percent.`,
  without: (v: { images: string }) => `${v.images} without features took no part.`,
  plot: "How far images are from the test images",
  caption:
    "Each line says which share of the images lies within a distance of the five nearest test images. The further right, the less alike.",
  x: "Distance; 1: what 95% of the test images stay within",
  y: "Images within it",
  limit: "Limit",
  test: "Test images",
  here: "Yours",
  row: (v: { share: string; test: string; here: string }) =>
    `${v.share} of the test images within ${v.test}, ${v.share} of yours within ${v.here}`,
  least: "The least alike of your images",
  leastLead:
    "Look at them: another stain, camera or background, a broken picture, or something that the model has not met.",
  leastOne: "Least alike",
  alikeOne: "Your nearest that is alike",
  far: (v: { times: string }) => `${v.times} times as far as 95% of the test images`,
  farAtAll: "further than 95% of the test images",
  within: "as near as 95% of the test images",
  alt: (v: { file: string; what: string; said: string }) => `${v.file}, ${v.what}: ${v.said}`,
  columns: {
    image: "Your image",
    distance: "Distance",
    here: "Nearest of yours that is like the test images",
    test: "Nearest test image",
  },
} as const;

/** On a terminal. */
export const SCOPE_LINES = {
  inside: "inside",
  difference: "difference",
  notTested: "Not tested",
  features: "Features",
  apart: "differs beyond chance",
  chance: "within chance",
  unsaid: "chance cannot be told",
  page: "the page, with a letter to the authors",
  withOut: "Next    --out DIR writes a page, with a letter to the authors",
} as const;

/** In the report of an evaluation. */
export const SCOPE_SECTION = {
  page: (v: { source: string }) =>
    `More of it, before any label: homeground inspect IMAGES --record ${v.source} --out DIR`,
} as const;
