/** Words of the first screen: the three things that are needed. */

export const START = {
  heading: "Does the model work on your images?",
  lead: "Give Homeground a model and some images you have labelled. It tells you how often the model is right for you, how sure it can be, and whether the published figure holds.",
  model: "The model",
  modelHint:
    "A file that ends in .onnx, with its card (a .json file that says how it reads images) or a labels.txt (a class a line, in the order of its answers).",
  modelNow: "Now choose the model.",
  modelSaid: (v: { file: string }) => `Its answers are in ${v.file}, so it need not run.`,
  modelUncarded: (v: { file: string }) =>
    `${v.file} is here, and nothing with it says how it reads images.`,
  modelOf: (v: { labels: string; size: string }) => `${v.labels}, ${v.size}.`,
  modelCard: (v: { file: string }) => `Read as its card ${v.file} says.`,
  modelGuessed:
    "It came without a card, so how it reads images was guessed in part. A wrong guess gives wrong figures without a sign: hold these lines against what its authors say. To correct one, drop a card (.json) beside the model.",
  modelCardGuessed: (v: { file: string }) =>
    `Read as ${v.file} says. Nothing but trial or habit stands behind these lines of it: hold them against what its authors say.`,
  modelStated: "It came without a card, and says itself how it reads images.",
  modelGuesses: "What was guessed",
  modelTaken: "What the model and the files beside it say",
  modelConfirm:
    "I held what was guessed against what the model’s authors say, and it is right. The report says that I did.",
  modelChecked: "Checked: the file is the one the record names.",
  modelOther: (v: { expected: string; got: string }) =>
    `This is not the model the record names: expected ${v.expected}…, got ${v.got}…. The published figure says nothing about this file.`,
  modelReading: "Reading the model",
  modelWhich: "There are several models. Which one?",
  modelPlease: "please choose",
  modelLink: "The model is on the web",
  modelLinkHint:
    "This page may not connect to other hosts: that is what keeps your images here. Paste an address or a name such as hf:owner/name, download the file behind the link, and drop it here.",
  modelLinkGet: "Get it",
  modelLinkStop: "Stop",
  modelLinkServer:
    "Paste an address or a name such as hf:owner/name. This page may not connect to other hosts, so homeground app on this computer gets the file for it. The name of the model goes out; your images do not.",
  modelGetting: (v: { name: string; done: string; total: string | null }) =>
    v.total === null
      ? `Getting ${v.name}${v.done === "" ? "" : `, ${v.done}`} …`
      : `Getting ${v.name}, ${v.done} of ${v.total}`,
  modelFrom: (v: { source: string; sha256: string }) =>
    `Fetched from ${v.source}. Its SHA-256 begins with ${v.sha256}.`,
  modelLinkLabel: "Address of the model, or its name on the Hugging Face Hub",
  modelLinkOpen: (v: { name: string }) => `Open ${v.name} in a new tab`,
  modelLinkBad:
    "This is neither an address that starts with https:// nor a name such as hf:owner/name.",
  chooseModel: "Choose a model",
  otherModel: "Use another model",
  claims: "Claims",
  claimOf: (v: { figure: string; images: string }) => `${v.figure} on ${v.images}`,
  saysFor: "Says it is for",
  recordOf: "Record",
  recordAny: "A record.json that its authors published becomes the claim that is tested.",
  images: "Your images",
  drop: "Drop a folder or a zip here",
  dropHint: "JPEG, PNG, WebP, TIFF. A few hundred is plenty to start; three is enough to look.",
  imagesFound: (v: { count: string; folders: string }) => `${v.count} in ${v.folders}.`,
  fewImages: (v: { count: string }) =>
    `${v.count} show how it behaves. They cannot show how often it is right.`,
  noImages: (v: { others: string }) =>
    `No images here. We looked for JPEG, PNG, WebP and TIFF, in subfolders as well. There are files of other types: ${v.others}.`,
  chooseFolder: "Choose a folder",
  chooseFiles: "Choose files",
  takePhotos: "Take photos",
  labels: "Your labels",
  labelsHint:
    "What each image really shows, in any common form: CSV, one folder per class, COCO, YOLO, Pascal VOC, Camtrap DP, Label Studio, CVAT, MegaDetector.",
  labelsNone:
    "No labels yet? See what the model says first, and label some images here. Images in one folder for each class are labelled by their folders.",
  labelsLater:
    "None yet. See what the model says, and label some images here: 10 to 30 often decide.",
  labelsAreFolders: "Are the folders no labels, but places or days?",
  noLabels: "I have no labels yet",
  seeWhatItSays: "See what the model says",
  labelsFrom: "Read labels from",
  labelsFound: (v: { file: string }) => `From ${v.file}.`,
  labelsFolders: "From the folders that the images are in.",
  folders: "The folders are the classes",
  texts: "the text files",
  predictionsFrom: "Answers of the model from a file",
  none: "None: run the model here",
  chooseLabels: "Choose labels",
  columnOf: { image: "Column that names the image", label: "Column with the label" },
  columnNone: "Choose a column",
  private: "Your images stay on this computer. The browser blocks this page from sending anything.",
  example: "Try it with the built-in example",
  exampleDrawing: "Drawing the pictures of the example",
  exampleIs:
    "This is the built-in example: pictures of animals, drawn by a program, and a small real model that was trained at another place.",
  clear: "Start again without files",
  needs: {
    model: "A model, or a file with its answers, is missing.",
    card: "How the model reads images is not known yet.",
    images: "Images are missing.",
    labels: "Labels are missing.",
  },
} as const;

/** What a drop was taken as: "We took model.onnx as the model and photos.zip as images." */
export const TAKEN = {
  sentence: (parts: readonly string[]) =>
    parts.length === 0
      ? "Nothing in it could be used."
      : `We took ${parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`}.`,
  as: {
    model: "the model",
    card: "its card",
    config: "what its makers say of it",
    record: "the record whose claim is tested",
    labels: "labels",
    predictions: "answers of a model",
    "label-map": "a label map",
    other: "files beside the images",
  },
  refused: (v: { file: string; what: string }) => `${v.file} could not be used: ${v.what}.`,
  refusedAll: (v: { count: string }) => `None of the ${v.count} could be used.`,
  part: (v: { file: string; role: string }) => `${v.file} as ${v.role}`,
  parts: (v: { count: string; role: string }) => `${v.count} files as ${v.role}`,
  images: (v: { count: string }) => `${v.count} as images`,
} as const;

/** Files that were dropped and are of no use, and why. */
export const REFUSED = {
  title: (v: { count: string }) => `Not used: ${v.count}`,
  one: (v: { what: string; fix: string }) => `${v.what}. ${v.fix}.`,
  more: (v: { count: string }) => `and ${v.count} more`,
} as const;

/** Why a drop was not taken. */
export const DROP = {
  unread: (v: { name: string }) =>
    `The browser does not let this page look into “${v.name}”: a page that was opened from disk may read dropped files, not dropped folders. Press “${START.chooseFolder}”.`,
  nothing:
    "No file came with that drop: it was a text, an address or a picture of a web page. Save it to this computer first, and drop the file.",
  busy: "That drop was not taken: something is still being worked on. Drop it again when that is done.",
  elsewhere: "That drop was not taken: this project is open in another tab.",
} as const;
