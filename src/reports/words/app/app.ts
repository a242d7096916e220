/** Words of the app: frame, start, and what every step shares. */

export const APP = {
  name: "Homeground",
  title: (v: { step: string }) => `${v.step} · Homeground`,
  skip: "Skip to the main part",
  steps: "Steps",
  done: ", done",
  stepOf: (v: { at: string; of: string }) => `Step ${v.at} of ${v.of}`,
  private: "Everything stays on this computer. This page cannot send your images anywhere.",
  requests: (v: { count: string }) => `${v.count} requests since loading`,
  noScript: "The app needs JavaScript. The command line does the same without a browser.",
  back: "Back",
  goOn: "Go on",
  working: "Working",
  somethingWrong: "This did not work",
} as const;

export const STEP_NAMES = {
  start: "Model and files",
  found: "Images and labels",
  names: "Match the names",
  question: "Your question",
  run: "Run",
  results: "Results",
} as const;

export const START = {
  heading: "Does the model work on your images?",
  lead: "Give Homeground a model and some images you have labelled. It tells you how often the model is right for you, how sure it can be, and whether the published figure holds.",
  model: "The model",
  modelHint: "A file in the ONNX form, with its card (.json) or its list of labels.",
  modelOf: (v: { name: string; labels: string; size: string }) =>
    `${v.name}, ${v.labels} kinds, ${v.size}.`,
  modelCard: (v: { file: string }) => `Read as its card ${v.file} says.`,
  modelGuessed: "It came without a card: how it reads images was guessed. Look at the guesses.",
  chooseModel: "Choose a model",
  otherModel: "Use another model",
  images: "Your images",
  drop: "Drop a folder or a zip here",
  dropHint: "JPEG, PNG, WebP, TIFF. A few hundred is plenty to start; three is enough to look.",
  imagesFound: (v: { count: string; folders: string }) => `${v.count} images in ${v.folders}.`,
  chooseFolder: "Choose a folder",
  chooseFiles: "Choose files",
  labels: "Your labels",
  labelsHint:
    "What each image really shows, in any common form: CSV, one folder per class, COCO, YOLO, Pascal VOC, Camtrap DP, Label Studio, CVAT.",
  labelsFrom: "Read labels from",
  folders: "The folders are the classes",
  predictionsFrom: "Answers of the model from a file",
  none: "None: run the model here",
  chooseLabels: "Choose labels",
  record: (v: { title: string; figure: string }) =>
    `Claim: ${v.figure}, of the record “${v.title}”.`,
  recordHint: "A transparency record among the files becomes the claim that is tested.",
  clear: "Start again without files",
  private: "Your images stay on this computer. The browser blocks this page from sending anything.",
} as const;

export const FOUND = {
  heading: (v: { images: string; rows: string }) => `${v.images} images, ${v.rows} rows of labels`,
  allFine: (v: { count: string }) => `All ${v.count} rows name an image that is here.`,
  some: (v: { with: string; rows: string }) =>
    `${v.with} of ${v.rows} rows name an image that is here.`,
  read: "How the file was read",
  format: "Form",
  role: "Column",
  kinds: "What the labels say",
  label: "Label",
  rows: "Rows",
  without: "Rows that name no image",
  problems: "Worth knowing about the file",
  left: "Left out of what was dropped",
  more: (v: { count: string }) => `and ${v.count} more`,
} as const;

export const NAMES = {
  heading: "What are your labels to the model?",
  lead: "Names are never matched silently where they could mean something else. Say for each of your labels what it is to the model.",
  yours: "Your label",
  rows: "Rows",
  theirs: "Is to the model",
  undecided: "please decide",
  outside: "something it does not know: counts as wrong",
  ignore: "leave these images out",
  open: (v: { count: string }) =>
    v.count === "1" ? "1 label is open." : `${v.count} labels are open.`,
  none: "Every label is decided.",
  suggested: "suggested",
} as const;

export const QUESTION = {
  heading: "What do you want to know?",
  lead: "Please answer before you see any result. Your answer is stored with the time, and it decides what “holds” means.",
  claim: "The published figure",
  claimHint: "Such as 94.4 for 94.4 %. Leave it empty if there is none.",
  claimOn: "measured on so many images, if you know it",
  tolerance: "How many points lower would still be fine?",
  toleranceHint:
    "Think of your use: at what figure would you stop using the model? If you have no view, 5 points is a common choice.",
  metric: "Figure",
  record: (v: { title: string }) => `The figures of the record “${v.title}” are tested.`,
  cluster: "Which images belong together?",
  clusterHint:
    "Pictures of one patient, animal, camera or day are alike. Counting them as separate makes results look too sure.",
  apart: "Nothing: each image stands alone",
  slices: "Look at parts of your data",
  slicesHint: "A row with its own range for each value of these columns.",
  holds: (v: { limit: string }) =>
    `The claim holds if the figure on images like mine is above ${v.limit} %.`,
  run: "Fix my answer and run",
} as const;

export const RUN = {
  heading: (v: { done: string; total: string }) => `Scoring your images: ${v.done} of ${v.total}`,
  reading: (v: { done: string; total: string }) => `Reading your images: ${v.done} of ${v.total}`,
  computing: "Computing the figures",
  left: (v: { time: string }) => `about ${v.time} left`,
  rate: (v: { rate: string }) => `${v.rate} images per second`,
  workingOut: "working out the time",
  stop: "Stop and keep what is done",
  stopped: (v: { done: string; total: string }) =>
    `Stopped at ${v.done} of ${v.total}. Nothing is lost.`,
  again: "Go on",
  fixed: (v: { at: string }) => `Your question was fixed at ${v.at}.`,
} as const;

export const RESULTS = {
  save: "Save",
  saved: (v: { name: string }) => `Saved ${v.name}`,
  files: "Files to keep",
  report: "The whole report",
} as const;
