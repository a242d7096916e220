/** Words of the screens on which somebody labels images. */

export const LABELLING = {
  question: "What is in this picture?",
  questionOfObjects: "Where are they? Draw a box around each.",
  answers: "Your label",
  labels: "Labels",
  place: (v: { at: string; left: string }) =>
    `Image ${v.at}, drawn at random from the ${v.left} left`,
  placeInList: (v: { at: string; of: string }) => `Image ${v.at} of the ${v.of} on your list`,
  placeShort: (v: { at: string }) => `Image ${v.at}`,
  alt: (v: { at: string }) => `Image ${v.at}. Labelling it needs sight.`,
  sequence: (v: { at: string; of: string }) =>
    `Image ${v.at} of ${v.of} that were taken together. They count as one.`,
  ofSequence: (v: { at: string }) => `Image ${v.at} of the sequence`,
  sequenceBefore: "Those before",
  sequenceAfter: "Those after",
  whole: (v: { left: string }) => `Label the ${v.left} left of them at once`,
  groups: (v: { count: string }) =>
    v.count === "1"
      ? "Images taken together count as one: 1 so far."
      : `Images taken together count as one: ${v.count} so far.`,
  moreGroups: (v: { count: string }) => ({
    strong: `About ${v.count} more`,
    rest:
      v.count === "1"
        ? "sequence or single image would decide, if it is like those."
        : "sequences or single images would decide, if they are like those.",
  }),
  goingOn: (v: { at: string }) => `Going on at image ${v.at}.`,
  notKept: "This page can keep nothing: labels are gone when it is closed. Save them.",
  unreadable: (v: { file: string }) =>
    `${v.file} cannot be opened. It is left out; the report names it.`,
  undo: "Undo",
  skip: "Skip",
  zoom: "Zoom",
  other: "none of these",
  cannotTell: "cannot tell",
  empty: "nothing is there",
  goOn: "Go on",
  blind: "What the model says is hidden until you have labelled.",
  typeAhead: "Type the first letters",
  matches: "Labels that match",
  noMatch: "No label begins so. “none of these” is for what is not in the list.",
  mostUsed: "Or a key: the nine you used most",
  firstNine: "Or a key: the first nine",
  hide: "Hide the score while I label",
  score: "So far",
  inList: (v: { done: string; of: string }) => `${v.done} of ${v.of} labelled`,
  whyNoLook: "Why there is no range yet",
  oneLook: "The range is for one look, at the end of the list. Until then there is no verdict.",
  listDone: "See the results for the figure of all images and its range, for one look.",
  none: "The range appears with the first label.",
  mean: (v: { metric: string; value: string; n: string }) =>
    v.n === "1"
      ? `${v.metric} ${v.value} on 1 image`
      : `${v.metric} ${v.value}, the mean over ${v.n} images`,
  right: (v: { hits: string; n: string; right: string }) => `${v.hits} of ${v.n} ${v.right}`,
  rightWord: "right",
  noLookOfScores:
    "The figure ranks all images by their scores. No method lets that be looked at after each label: the results have it with its range, for one look.",
  noLookOfSeveral:
    "The figure is a mean over labels of what is right of each, in all images together. No range is known for it that allows a look after each label: the results have it with its range, for one look.",
  noLookOfBoxes:
    "Average precision ranks the boxes of all images together. No method lets it be looked at after each label: the results have it with its range, for one look.",
  range: (v: { low: string; high: string }) =>
    `The true figure is somewhere from ${v.low} to ${v.high}%.`,
  more: (v: { count: string }) => ({
    strong: `About ${v.count} more`,
    rest: v.count === "1" ? "label is likely to decide." : "labels are likely to decide.",
  }),
  tooFew: (v: { left: string }) => `The ${v.left} left may not decide.`,
  far: "It is close to your limit: many more labels may be needed.",
  passedOver: (v: { count: string }) =>
    v.count === "1"
      ? "1 image that you skipped counts as right and as wrong until it comes back."
      : `${v.count} images that you skipped count as right and as wrong until they come back.`,
  beforePainted: (v: { score: string }) => `Before: ${v.score}.`,
  painted: "painted",
  marked: "marked",
  moreLike: (v: { count: string }) => ({
    strong: `About ${v.count} more`,
    rest:
      v.count === "1"
        ? "label would decide, if it is like those."
        : "labels would decide, if they are like those.",
  }),
  beforeUnread: (v: { label: string }) =>
    `Before: you said ${v.label}; the model has not read that image yet.`,
  before: (v: { label: string; predicted: string }) =>
    `Before: you said ${v.label}, it said ${v.predicted}.`,
  nothing: "nothing",
  several: "Press all that are in it, then go on.",
  verdict: { holds: "Holds here", fails: "Fails here", "cannot-tell": "Cannot tell yet" },
  spoken: (v: { label: string; done: string }) => `${v.label}. ${v.done} labelled.`,
  spokenMore: (v: { count: string }) => `About ${v.count} more.`,
  undone: (v: { done: string }) => `Taken back. ${v.done} labelled.`,
  skipped: "Skipped. It comes back at the end.",

  publishedHolds: (v: { value: string }) => `The published ${v.value} holds on your images.`,
  publishedFails: (v: { value: string }) =>
    `The published ${v.value} does not hold on your images.`,
  needHolds: (v: { value: string }) => `The model reaches your limit of ${v.value} on your images.`,
  needFails: (v: { value: string }) =>
    `The model does not reach your limit of ${v.value} on your images.`,
  enough: (v: { count: string }) => `${v.count} labels were enough.`,
  spent: (v: { count: string }) => `${v.count} labels did not decide.`,
  spentMore: (v: { count: string }) => `About ${v.count} more may.`,
  all: (v: { count: string }) => `All ${v.count} are labelled.`,
  allButNoVerdict: "They do not decide it.",
  wasMean: (v: { metric: string; value: string; n: string }) =>
    v.n === "1"
      ? `Its ${v.metric} is ${v.value} on 1 image.`
      : `Its ${v.metric} is ${v.value}, the mean over ${v.n} images.`,
  was: (v: { hits: string; n: string }) => `It was right for ${v.hits} of ${v.n}.`,
  wasSo: (v: { hits: string; n: string; so: string }) => `${v.hits} of ${v.n} ${v.so}.`,
  likely: (v: { images: string; low: string; high: string; side: string }) =>
    `The true figure for your ${v.images} images is likely between ${v.low}% and ${v.high}%${v.side}.`,
  below: (v: { limit: string }) => `, below your limit of ${v.limit}`,
  above: (v: { limit: string }) => `, above your limit of ${v.limit}`,
  undecided: (v: { count: string; value: string }) =>
    v.count === "1"
      ? `1 was left undecided; counted as wrong the figure would be ${v.value}.`
      : `${v.count} were left undecided; counted as wrong the figure would be ${v.value}.`,
  results: "See the results",
  labelMore: "Label more, for a narrower range",
  goOnLabelling: "Label more",
  how: "How it was decided",
  howOpen: "How far it came",
  howLead: (v: { side: string }) =>
    `The range after each label. It was decided when the whole range lay ${v.side} your limit. Looking after each label is allowed for: the range is wider for it.`,
  howLeadOpen:
    "The range after each label. Looking after each label is allowed for: the range is wider for it.",
  belowWord: "below",
  aboveWord: "above",
  fine: (v: { limit: string }) => `fine for you: above ${v.limit}`,
  plot: (v: { n: string; low: string; high: string }) =>
    `The range after each label. After ${v.n}: from ${v.low} to ${v.high} percent.`,
  axis: "labels",
  table: "The same as a table",
  columns: { n: "Labels", hits: "Right", value: "Mean", low: "From", high: "To" },
  yours: (v: { count: string }) => (v.count === "1" ? "Your label" : `Your ${v.count} labels`),
  yoursFirst: (v: { count: string; of: string }) => `The first ${v.count} of your ${v.of} labels`,
  rightTile: (v: { label: string }) => `${v.label}, right`,
  wrongTile: (v: { label: string; predicted: string }) => `${v.label}, called ${v.predicted}`,
  kept: "All are kept, with the time of each.",
  leftOut: (v: { count: string }) =>
    v.count === "1"
      ? "1 picture cannot be opened and is left out"
      : `${v.count} pictures cannot be opened and are left out`,
  failed: (v: { what: string }) => `That was not kept: ${v.what}. Try it again.`,

  boxes: "Boxes",
  addBox: "Add a box",
  boxHelp:
    "Draw with the mouse or a finger, or press d. Arrows move a box, Shift and arrows size it, Delete takes it away.",
  box: (v: { label: string; x: string; y: string; width: string; height: string }) =>
    `${v.label}, ${v.width} by ${v.height} % of the picture, at ${v.x} from the left, ${v.y} from the top`,
  seen: (v: { label: string }) => `${v.label}, seen`,
  itsBox: (v: { label: string; sure: string }) => `${v.label} ${v.sure}, take over`,
  deleteBox: "Delete the box",
  done: (v: { count: string }) =>
    v.count === "0"
      ? "Nothing is there"
      : v.count === "1"
        ? "1 box is all"
        : `${v.count} boxes are all`,
  now: "Now the model's boxes, dashed. Take over what you missed; it is marked as seen.",
  nowUnread: "The model has not read this image yet, so its boxes cannot be shown here.",
  nowNone: "The model found nothing here.",
  labelOfNext: "Label of the next box",
} as const;
