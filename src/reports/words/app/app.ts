/** Words of the app: frame, start, and what every step shares. */

export const APP = {
  title: (v: { step: string }) => `${v.step} · Homeground`,
  skip: "Skip to the main part",
  steps: "Steps",
  done: ", done",
  stepOf: (v: { at: string; of: string; name: string }) => `Step ${v.at} of ${v.of}: ${v.name}`,
  newProject: "New project",
  allProjects: "All projects",
  keysAndHelp: "Keys and help",
  private: "Everything stays on this computer. This page cannot send your images anywhere.",
  requests: (v: { count: string }) => `${v.count} requests since loading`,
  framed:
    "This page is shown inside another page, which could lay its own words and buttons over it. It works only in a window of its own.",
  ownWindow: "Open it in a window of its own",
  noScript: "The app needs JavaScript. The command line does the same without a browser.",
  back: "Back",
  goOn: "Go on",
  working: "Working",
  eyebrow: (v: { at: string; name: string }) => `Step ${v.at} · ${v.name}`,
  problem: "Problem",
  close: "Close this note",
} as const;

/** Buttons beside an error, by the screen on which it is mended. */
export const ERROR_FIXES = {
  start: "Choose the files again",
  found: "See what was found",
  names: "Match the names",
} as const;

/** Names of the screens; the header shows those of its six steps. */
export const STEP_NAMES = {
  start: "Model",
  found: "Images and labels",
  names: "Match the names",
  scope: "Images alike?",
  question: "Your question",
  run: "Run",
  says: "What the model says",
  label: "Label",
  results: "Results",
  compare: "Compare models",
} as const;

/** What a step that is not open yet waits for. */
export const STEP_NEEDS = {
  start: "",
  found: "needs a model, images and labels",
  names: "needs images and labels that were read",
  scope: "needs a record that says what it was tested on",
  question: "needs every name decided",
  run: "needs your question",
  says: "needs a model, and images without labels",
  label: "needs images whose labels are asked for",
  results: "needs a run",
  compare: "needs a run",
} as const;

/** Where a screen cannot be drawn. */
export const FAILURE = {
  heading: "Something we did not foresee",
  kept: "Your work is kept. Copy the details, and tell us what you did.",
  again: "Try again",
  start: "Back to the start",
  details: "Details",
  copy: "Copy the details",
  copied: "Copied",
  withWords: "with the message, which may name your files",
} as const;

/** Decisions that were taken back. */
export const UNDONE = {
  undone: "Undone",
  redone: "Done again",
  nothing: "There is nothing to undo",
  nothingLeft: "There is nothing to do again",
} as const;

/** The keys that work everywhere, and where else. */
export const KEYS = {
  title: "Keys",
  hint: "Press ? for all keys",
  close: "Close",
  on: "Single letters and signs work as keys",
  list: [
    ["?", "this list"],
    ["g, then 1 to 6", "go to a step"],
    ["/", "gallery: which images are shown; Match the names: the first row"],
    ["Ctrl + Enter", "the main button of the screen"],
    ["Esc", "close what is open, then let a choice of images go"],
    [
      "u, Shift + u",
      "undo and redo: decisions on names; in results a choice of images, a part of the data, a changed label",
    ],
    ["Tab, Shift + Tab", "from control to control, in the order of reading"],
    ["↓ ↑", "Match the names: from row to row"],
    ["Enter", "Match the names: opens the choice of the row; letters find a name in it"],
    ["Space", "Run: pause and go on"],
    ["← ↑ → ↓, Home, End", "figures and gallery: from mark to mark, from image to image"],
    ["Enter", "figures: choose the images of a mark; gallery: open an image"],
    ["Space", "gallery: show an image beside the others"],
    ["← →, + −, z, o", "image: previous and next, larger and smaller, fit, boxes"],
    ["1 to 4", "boxes: found, missed, false and of the wrong kind, off and on"],
    ["[ ], with Shift by ten", "boxes: how sure it must be, less and more"],
    ["Shift + arrows", "image: move what is seen, where it is larger than its window"],
    ["l", "images: my label was wrong"],
    ["u, Shift + u", "images: undo a changed label, change it again"],
    ["m", "images: mark one to look at again"],
  ],
} as const;
