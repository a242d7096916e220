/** Words of the screen that matches labels with those of the model. */

export const NAMES = {
  open: (v: { count: string }) =>
    v.count === "1"
      ? "One of your names needs your decision."
      : `${v.count} of your names need your decision.`,
  none: "Every name is decided.",
  lead: (v: { matched: string; all: string }) =>
    `Your file and the model use different words. ${v.matched} of ${v.all} are matched. A wrong match would make every figure wrong, so please look once.`,
  yours: "Your label",
  theirs: "The model’s label",
  why: "Why",
  images: (v: { count: string }) => v.count,
  undecided: "please choose",
  chosen: "your decision",
  groups: {
    open: "Needs your decision",
    likely: "Likely: please confirm",
    certain: "Certain",
  },
  show: (v: { count: string }) =>
    v.count === "1" ? "1 is the same word. Show" : `${v.count} are the same word. Show`,
  accept: (v: { label: string }) => `Yes, it is ${v.label}`,
  acceptAll: (v: { count: string }) => `Yes to all ${v.count}`,
  undo: "Undo",
  not: (v: { label: string; images: string }) =>
    `“${v.label}” (${v.images}) is not one of the model’s labels. What should count?`,
  canAnswer: (v: { labels: string }) => `The model can only answer ${v.labels}.`,
  several: (v: { count: string }) => `any of ${v.count}`,
  ignore: "Leave them out of the figures, and say so",
  ignoreEffect: (v: { images: string; label: string }) =>
    `Right if you will sort out ${v.label} before using the model. The report lists ${v.images} as left out.`,
  outside: "Count them as mistakes",
  outsideEffect: (v: { label: string; points: string }) =>
    `Right if the model will meet ${v.label} in real use. Accuracy goes down by at most ${v.points} points.`,
  outsideDetection: (v: { label: string }) =>
    `Right if the model will meet ${v.label} in real use: nothing that it finds there is right.`,
  other: "They are really something else",
  otherEffect: "Choose one of the model’s labels.",
  likeness: {
    exact: "same word",
    case: "same word, other capitals",
    separators: "same word, written with other signs between",
    taxonomy: "its place in the taxonomy",
    plural: "plural",
    synonym: "another word for the same thing",
    abbreviation: "short for it",
    wider: "yours takes them in",
    narrower: "yours is a kind of it",
    fuzzy: "spelled alike",
  },
  examples: (v: { label: string }) => `Some images labelled ${v.label}`,
  rank: (v: { labels: string }) => `counts as right if it says any of ${v.labels}`,
  certain: "certain",
  likely: "likely",
  unused: "Not used in your file",
  unusedNone: "None. Your file has every label of the model.",
  unusedSome: (v: { labels: string }) =>
    `${v.labels}. The model may answer these, and would be wrong.`,
  more: (v: { count: string }) => `and ${v.count} more`,
  claimMore: (v: { theirs: string; yours: string }) =>
    `The record counts ${v.theirs}; you have ${v.yours}. Where the record tells its test images one by one, its figure is computed again on these alone and the report says so; else it is taken as published, and the report says that.`,
  save: "Save as label-map.json",
  load: "Use a label map (.json)",
  loadWhich: (v: { file: string }) => `Use ${v.file} from the files`,
  keys: "Keys: arrows go from row to row, Enter opens the choice, letters find a name.",
  goOn: "These matches are right",
  row: (v: { label: string; images: string; target: string; why: string }) =>
    `${v.label}, ${v.images}, ${v.target}, ${v.why}`,
} as const;
