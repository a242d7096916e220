/** Words of linked selection, gallery and image. */

/** A mark that was chosen. @param v names as they are to be seen */
export const CHOSEN_WORDS = {
  cell: (v: { label: string; answer: string }) => `label ${v.label}, called ${v.answer}`,
  right: (v: { label: string }) => `label ${v.label}, called so`,
  label: (v: { label: string }) => `label ${v.label}`,
  answer: (v: { answer: string }) => `called ${v.answer}`,
  part: (v: { attribute: string; level: string }) => `${v.attribute} ${v.level}`,
  sure: (v: { above: string; upTo: string }) => `${v.above} to ${v.upTo} sure`,
  error: (v: { error: string }) => `with the error “${v.error}”`,
  listed: (v: { why: string }) => `left out: ${v.why}`,
  or: " or ",
} as const;

/** What none of the images does, behind “None of your 73 images”. */
export const NONE_WORDS = {
  of: (v: { images: string; what: string }) => `None of your ${v.images} ${v.what}.`,
  ofChosen: (v: { images: string; what: string }) => `None of the ${v.images} chosen ${v.what}.`,
  shown: { mistakes: "is wrong", right: "is right" },
  cell: (v: { label: string; answer: string }) =>
    `has the label ${v.label} and is called ${v.answer}`,
  right: (v: { label: string }) => `has the label ${v.label} and is called so`,
  label: (v: { label: string }) => `has the label ${v.label}`,
  answer: (v: { answer: string }) => `is called ${v.answer}`,
  part: (v: { attribute: string; level: string }) => `is of ${v.attribute} ${v.level}`,
  sure: (v: { above: string; upTo: string }) =>
    `has an answer that is ${v.above} to ${v.upTo} sure`,
  error: (v: { error: string }) => `has the error “${v.error}”`,
  listed: (v: { why: string }) => `was left out: ${v.why}`,
} as const;

export const SELECTION = {
  count: (v: { count: string }) => `${v.count} chosen`,
  /** Of the images behind a mark. */
  share: (v: { chosen: string; all: string }) => `${v.chosen} of ${v.all} chosen`,
  none: "No images chosen",
  goTo: "Go to the images chosen",
  noneHint:
    "Press a number of the matrix, a bar or a row of the figures to see its images. With Shift, or once “Add more” is pressed, it is added; the same again takes it away.",
  add: "Add more",
  addHint: "What you press next is added to the choice, or taken away from it.",
  clear: "Clear",
  esc: "Esc",
  open: "Open in the gallery",
  openAll: "See all images",
  saveList: "Save list",
  listName: "chosen-images.csv",
  what: "Figures are those of all images. They are not computed again for a choice.",
  side: "Chosen images",
  shownFirst: (v: { shown: string; count: string }) =>
    `${v.shown} of ${v.count}, the wrong ones first.`,
  rightOne: (v: { label: string }) => `right: ${v.label}`,
  larger: "Show the images chosen",
  smaller: "Show only how many are chosen",
  noGallery: "The pictures are there once this run is made again: press “Score again”.",
} as const;

/** The first pictures of a detector's results, whose boxes go with how sure it must be. */
export const LIVE_PICTURES = {
  none: "nothing is drawn here",
  keys: "Keys: [ and ] one point less or more sure, with Shift ten; 1 to 4 show or hide one outcome. A press opens the image.",
} as const;

/** A selection made a part of the data. */
export const MAKE_PART = {
  name: "Name of the part",
  what: "Gives these images a figure with its range, in the results and the report. It was chosen after seeing the results, and its range does not allow for that: check it on fresh images.",
  make: "Make this a part of the data",
  made: "Parts you chose",
  remove: "Take back",
  removeNamed: (v: { name: string }) => `Take back the part ${v.name}`,
  why: {
    outcome:
      "This choice was made by whether the answers are right. A figure for it would only say that again, so it cannot become a part of the data.",
    "left-out":
      "Images that were left out have no answer, and so no figure: this choice cannot become a part of the data.",
    few: "Fewer than 10 images: too few for a range, so this choice cannot become a part of the data.",
  },
} as const;

export const GALLERY = {
  heading: (v: { mistakes: string; count: string; isOne: boolean }) =>
    `${v.mistakes} of ${v.count} ${v.isOne ? "is" : "are"} wrong`,
  headingBoxes: (v: { mistakes: string; count: string; isOne: boolean }) =>
    `${v.mistakes} of ${v.count} ${v.isOne ? "has" : "have"} a missed object or a wrong prediction`,
  headingRight: (v: { count: string }) => `All of ${v.count} are right`,
  headingListed: (v: { count: string }) => `${v.count} left out`,
  lead: "Sorted so that the mistakes the model was surest about come first.",
  back: "Back to the figures",
  show: "Show",
  showAll: (v: { n: string }) => `All ${v.n}`,
  showMistakes: (v: { n: string }) => `Mistakes ${v.n}`,
  showRight: (v: { n: string }) => `Right ${v.n}`,
  order: "Order",
  orders: {
    surest: "surest mistakes first",
    label: "by label",
    name: "by name",
    time: "by time",
    unlike: "least like the test set first",
    random: "at random",
  },
  shown: (v: { shown: string; of: string }) => `${v.shown} of ${v.of} shown`,
  grid: "Images",
  sizes: { S: "Small pictures", M: "Medium pictures", L: "Large pictures" },
  size: "Size of the pictures",
  filter: "Filter",
  filterOn: (v: { what: string }) => `Filter: ${v.what}`,
  filterLabel: "Label",
  filterAnswer: "Called",
  filterPart: (v: { attribute: string }) => `Only ${v.attribute}`,
  filterAny: "any",
  filterAbove: "Sure at least (%)",
  filterUpTo: "and at most (%)",
  filterClear: "Without filter",
  filtered: {
    label: (v: { label: string }) => `label ${v.label}`,
    answer: (v: { answer: string }) => `called ${v.answer}`,
    part: (v: { attribute: string; level: string }) => `${v.attribute} ${v.level}`,
    above: (v: { percent: string }) => `at least ${v.percent}% sure`,
    upTo: (v: { percent: string }) => `at most ${v.percent}% sure`,
  },
  called: (v: { answers: string }) => `called ${v.answers}`,
  nothing: "nothing",
  noLabel: "no label",
  leftOut: "left out",
  neighbours: {
    label: "Images before and after",
    byTime: "Taken just before and after",
    byName: "Before and after it in its folder",
    none: "No other image of its folder was scored.",
  },
  keys: "Arrow keys go from image to image, Space shows one beside, Enter opens it, L says that its label is wrong.",
  total: (v: { answered: string; listed: string }) =>
    `${v.answered} with an answer, ${v.listed} left out with a reason.`,
} as const;

/** Boxes of a detector, and from which score on they are looked at. */
export const BOXES = {
  label: "Boxes",
  slider: "How sure it must be",
  more: "finds more",
  fewer: "fewer false ones",
  key: "Which outcomes are drawn",
  atFixed: (v: { at: string }) => `At ${v.at}, as fixed.`,
  atFewest: (v: { at: string }) => `At ${v.at}, where missed and false together are fewest.`,
  elsewhere: (v: { fixed: string; at: string }) =>
    `Verdict at ${v.fixed}, as fixed; you are looking at ${v.at}.`,
  elsewhereFewest: (v: { fixed: string; at: string }) =>
    `Missed and false together are fewest at ${v.fixed}; you are looking at ${v.at}.`,
  back: "Back",
  keys: "1 to 4 switch outcomes off and on, [ and ] ask for less and more sureness, with Shift by ten.",
} as const;

/** Masks over a picture. */
export const MASKS = {
  label: "Masks",
  drawn: "Which masks are drawn",
  views: { differences: "What differs", truth: "Yours", predicted: "The model's" },
  beside: "Side by side",
  opacity: "How thick they are drawn",
  outcomes: {
    found: "in both",
    missed: "missed: in yours alone",
    extra: "too much, or another label",
  },
  yours: "Yours",
  models: "The model's",
  outlineYours: "a white line: your outline",
  sideKeys: "B side by side, O off and on.",
  pointYours: "a ring: your point",
  pointModels: "a dot: the model's, with a line to yours",
  gone: "The masks of this image are not at hand any more: score again to see them.",
  keys: "V next view, B side by side, [ and ] thinner and thicker, O off and on.",
} as const;

export const IMAGE = {
  drawn: "What is drawn",
  noneDrawn: "Nothing is drawn here.",
  place: (v: { at: string; of: string }) => `image ${v.at} of ${v.of}`,
  sure: "How sure the model says it is of each. Bold: your label.",
  scores: "Scores",
  label: "Label",
  score: "Score",
  attributes: "Known of it",
  previous: "Previous",
  next: "Next",
  larger: "Larger",
  smaller: "Smaller",
  fit: "Fit",
  boxes: "Boxes",
  outlines: "Outlines",
  close: "Close",
  zoom: (v: { percent: string }) => `${v.percent}%`,
  zoomReal: (v: { percent: string; real: string }) =>
    `${v.percent}% of the window, ${v.real}% of its own size`,
  reals: [
    { times: 1, text: "100%", label: "100% of its own size" },
    { times: 2, text: "200%", label: "200% of its own size" },
  ],
  besideRight: "Beside one it got right",
  noRightOne: "It got none of these right.",
  keys: "← → previous, next · + − larger, smaller · Shift and arrows move it · Z fit · O boxes or outlines · L my label was wrong · U undo · M look at again · Esc close",
  noPicture: "This picture cannot be shown: the file is not here, or cannot be decoded.",
  alt: (v: { file: string; labels: string; answers: string }) =>
    `${v.file}, label ${v.labels}, called ${v.answers}`,
  title: (v: { labels: string; answers: string }) => `Label ${v.labels}, called ${v.answers}`,
} as const;
