/** Words of the screen that says how images and labels met. */

export const FOUND = {
  ready: (v: { ready: string; images: string }) => `${v.ready} of your ${v.images} are ready.`,
  allReady: (v: { images: string }) => `All ${v.images} are ready.`,
  none: (v: { rows: string }) =>
    `None of the ${v.rows} in the label file names an image that you gave.`,
  noLabels: "No label was found.",
  noLabelsLead:
    "Without labels nothing says what is right. Give a file that has them, or images in one folder for each class.",
  noneReady: (v: { images: string }) => `None of your ${v.images} is ready.`,
  otherLabels: "Choose other labels",
  onlyLeft: (v: { count: string }) =>
    `Nothing is broken, but ${v.count === "1" ? "one image has" : `${v.count} images have`} no label that can be used: the sum above says why.`,
  leftLead: (v: { count: string }) =>
    v.count === "1"
      ? "One cannot be used yet. It is listed below with a way to mend it; nothing is dropped in silence."
      : `${v.count} cannot be used yet. Each is listed below with a way to mend it; none is dropped in silence.`,
  allLead: "Every one has a label and can be opened.",
  looking: (v: { done: string }) => `Reading: ${v.done} so far`,
  lookingOf: (v: { done: string; total: string }) => `Reading: ${v.done} of ${v.total}`,
  stop: "Stop looking",
  stopped: "Looking was stopped: only what the label file says is known.",
  again: "Look again",
  sum: "The sum of your images",
  images: "images",
  parts: {
    ready: "ready: labelled and readable",
    unlabelled: "without a label",
    "missing-file": "named by labels, but not here",
    "several-labels": "with several labels",
    broken: "cannot be read",
  },
  kinds: (v: { count: string }) => `${v.count} in the label file`,
  ignored: (v: { count: string }) =>
    `${v.count} in folders without any labelled image are not counted.`,
  check: "To check",
  nothing: "Nothing to check",
  nothingLead: "No file is broken, none is there twice, and labels and images fit each other.",
  decided: "Decided",
  undo: "Undo",
  showAll: (v: { count: string }) => `Show all ${v.count}`,
  showFew: "Show the first five",
  more: (v: { count: string }) => `and ${v.count} more in the table`,
  save: "Save this list as CSV",
  status: {
    fix: "please decide",
    left: "left out for now",
    counted: "counted all the same",
    note: "worth knowing",
    decided: "decided",
  },
  conflict: {
    question: "Which row counts?",
    rules: {
      list: "None: leave these images out",
      first: "The earlier row",
      last: "The later row",
    },
  },
  yes: "Yes, same pictures",
  yesOne: "Yes, it is this file",
  notSure: "If they are other pictures, leave it: they stay left out, in the list.",
  means: (v: { name: string; file: string }) => `${v.name} means ${v.file}`,
  spelled: "is not here, and one file is spelled like it",
  spelledTitle: (v: { count: string }) =>
    v.count === "1"
      ? "1 name is spelled a little differently from a file"
      : `${v.count} names are spelled a little differently from files`,
  matchedTitle: (v: { count: string }) =>
    v.count === "1"
      ? "1 name was matched without being the same path"
      : `${v.count} names were matched without being the same path`,
  matched: {
    ending: "one is the end of the other, backslashes counted as slashes",
    unicode: "the same letters, written in another Unicode form",
    start: "the same folders and name behind another start of the path",
    stem: "the same name, one of them without the ending of an image",
  },
  read: (v: { source: string }) => `How we read ${v.source}`,
  readLead: "We guessed what the columns mean from their names and contents. Correct any guess.",
  column: "Column",
  values: "First values",
  use: "We use it as",
  uses: { image: "Image file", label: "Label", attribute: "Attribute" },
  moreColumns: "More about the images",
  moreLead:
    "Site, camera, date and the like, from other tables or from the names of folders. They can group images and make parts of the data.",
  moreTables: "Tables with more columns",
  openLists: (v: { count: string; names: string }) =>
    `${v.count} of your files are lists of drawn images: ${v.names}. We do not know which of them these images were drawn by, so we took none, and every image counts alike.`,
  openListsFix: "Tick that list under “Tables with more columns”. If it is none of them, go on.",
  pattern: "What the folders are called after",
  patternHint:
    "Such as photos/{site}/{camera} where images are called photos/site2/cam1/a.jpg. Leave it empty if the names say nothing.",
  useOf: (v: { column: string }) => `We use column ${v.column} as`,
  form: "Form",
  task: "What is evaluated",
  delimiter: "What stands between the cells",
  encoding: "How the letters are stored",
  guess: "as we guess",
  guessed: (v: { what: string }) => `as we guess: ${v.what}`,
  delimiters: {
    comma: "commas",
    semicolon: "semicolons",
    tab: "tabs",
    bar: "vertical bars",
  },
  encodings: {
    "utf-8": "UTF-8",
    "windows-1252": "Windows-1252",
    "utf-16le": "UTF-16, low byte first",
    "utf-16be": "UTF-16, high byte first",
  },
  delimiterWhy: {
    chosen: "You said so.",
    "sep-line": "The first line of the file names it.",
    fits: "With it most rows have as many cells as the first.",
    none: "There is one column, and nothing between cells.",
  },
  encodingWhy: {
    chosen: "You said so.",
    mark: "The first bytes of the file say so.",
    zeros: "Every second byte is 0.",
    all: "All of it can be read so.",
    "not-utf-8": "Some letters cannot be UTF-8. Look whether names with accents are right.",
  },
  labelRows: "What the labels say",
  label: "Label",
  rows: "Rows",
  goOn: (v: { images: string }) => `Go on with ${v.images}`,
  file: "File",
  what: "What",
} as const;

/** Names that differ in one way, decided as a group. */
export const NAME_GROUPS: Readonly<Record<string, { title: (n: number) => string; what: string }>> =
  {
    case: {
      title: (n) => `${n} ${n === 1 ? "name differs" : "names differ"} only in capitals`,
      what: "The label file has other capitals than the folder.",
    },
    extension: {
      title: (n) => `${n} ${n === 1 ? "name has" : "names have"} another ending`,
      what: "The label file has another ending (.jpg, .png) than the folder.",
    },
    blanks: {
      title: (n) => `${n} ${n === 1 ? "name differs" : "names differ"} in blanks or underscores`,
      what: "The label file writes blanks where the folder has underscores, or the other way.",
    },
    "percent-encoding": {
      title: (n) => `${n} ${n === 1 ? "name is" : "names are"} percent-encoded`,
      what: "The label file writes %20 for a blank, as addresses do.",
    },
    "upload-prefix": {
      title: (n) => `${n} ${n === 1 ? "name has" : "names have"} what an upload adds`,
      what: "A tool for labelling put letters before or behind the name.",
    },
    "other-folder": {
      title: (n) => `${n} ${n === 1 ? "name is" : "names are"} in another folder`,
      what: "The label file has another folder before the name than you gave.",
    },
  };

/** What can be done on the page, by code; where there is nothing, the general words stand. */
export const FOUND_FIXES: Readonly<Record<string, string>> = {
  "labels/conflict":
    "They are left out as long as nobody says which row is right. Say it here, or correct the label file and give it again.",
  "labels/earlier-row-kept":
    "You said so, and it is noted beside the result. Say “None” to leave them out again.",
  "labels/later-row-kept":
    "You said so, and it is noted beside the result. Say “None” to leave them out again.",
  "several-labels":
    "They are left out, since this model gives one answer an image. Correct the label file if one label is meant.",
  unlabelled: "They are left out until the label file has a row for each.",
  "missing-file": "Add the images, or leave it: the rows stay in the list of what was left out.",
  duplicate: "Counting a picture twice makes the result look surer than it is: take one away.",
  "labels/name-accepted": "You said so; take it back under “Decided”.",
  "image/truncated": "Copy them again from where they came, then give them once more.",
};
