/** Words of projects: the list of them, their files, other tabs, project files. */

export const PROJECTS = {
  heading: "Or continue",
  label: "Projects on this computer",
  project: "Project",
  nameHere: "Name of this project",
  stands: "Where it stands",
  answer: "Answer so far",
  changed: "Changed",
  doing: "Do",
  scored: (v: { scored: string; images: string }) => `${v.scored} of ${v.images} images scored`,
  running: (v: { done: string; total: string }) => `at ${v.done} of ${v.total} images`,
  asked: "question fixed, nothing scored yet",
  named: "labels matched",
  read: (v: { rows: string }) => `${v.rows} rows of labels read`,
  chosen: (v: { images: string }) => `${v.images} images chosen`,
  none: "none yet",
  outOfDate: "out of date",
  today: (v: { time: string }) => `today, ${v.time}`,
  yesterday: (v: { time: string }) => `yesterday, ${v.time}`,
  rename: "Rename",
  renameOf: (v: { name: string }) => `New name of ${v.name}`,
  saveName: "Keep the name",
  save: "Save as a file",
  remove: "Delete",
  of: (v: { what: string; name: string }) => `${v.what}: ${v.name}`,
  removeAsk: (v: { name: string }) =>
    `Delete “${v.name}”? Its decisions, question, result and the copies of its small files in this browser are removed. Your own files stay where they are. This cannot be undone.`,
  removeYes: "Delete it",
  cancel: "Keep it",
  open: "Open a project file",
  withImages: (v: { count: string; size: string }) => `Pictures inside? ${v.count}, ${v.size}`,
  withoutImages: "Save without pictures",
  withThem: "Save with pictures",
  notKept: "This browser keeps nothing for this page: nothing is kept when this page is closed.",
  notKeptHint: "Save the project as a file to go on with it later.",
  problem: "Not kept",
} as const;

/** A project that was opened again, above every screen. */
export const REOPENED = {
  heading: (v: { name: string }) => `“${v.name}” needs its files again`,
  images: (v: { count: string; folders: string }) =>
    v.folders === ""
      ? `Choose the folder again: ${v.count} images.`
      : `Choose the folder again: ${v.count} images, ${v.folders}.`,
  others: (v: { files: string }) => `Choose these files again: ${v.files}.`,
  why: "The browser does not keep your images. They are read again from where they are; what was scored is known.",
  goingOn: (v: { done: string; total: string }) => `Going on at ${v.done} of ${v.total}.`,
  folder: "Choose the folder again",
  files: "Choose files again",
  allow: "Allow reading the folder again",
  stillMissing: (v: { found: string; total: string; first: string }) =>
    `${v.found} of ${v.total} files are here again. Missing: ${v.first}.`,
  without: "Go on without them",
  leave: "Close the project",
  imported: (v: { file: string }) =>
    `This result comes from the project file ${v.file}. It was not computed here: choose the files and score again to check it.`,
} as const;

/** A change after a result. */
export const OUT_OF_DATE = {
  what: {
    files: "files",
    model: "model",
    labels: "labels",
    answers: "answers",
    names: "names",
    question: "question",
    relabelled: "labels found wrong",
  },
  sentence: (v: { what: string; time: string }) =>
    `Out of date: ${v.what} changed at ${v.time}. The result is of before.`,
  again: "Score again",
} as const;

/** A project that another tab has. */
export const ELSEWHERE = {
  heading: "This project is running in another tab",
  lead: "Watch it here, or take over.",
  takeOver: "Take over",
  leave: "Back to the start",
  where: "Where it stands",
} as const;

/** The file README.txt inside a project file. */
export const PROJECT_README = (v: {
  name: string;
  version: string;
  at: string;
  files: string;
}): string => `Homeground project: ${v.name}
Written by Homeground ${v.version} at ${v.at}.

This is a ZIP archive of plain text files. It can be read without Homeground.

project.json     everything that was decided: which file holds the labels, what each label is
                 to the model, the question with the time at which it was fixed, and the name and
                 size of every file that was used. UTF-8, JSON, schema "homeground.project/1".
label-map.json   what each label is to the model, alone: "homeground evaluate --label-map" reads it.
result/          what came out, if anything did: result.json (figures, schema
                 "homeground.result/1"), report.html (to be opened in a browser), the model's
                 answer for every image (predictions.csv or .json) and import.csv (problems of the label file).
result/view.json what the page draws the result from. Not needed to read the result.
files/           labels, cards and other small files, and images or the model where they were
                 asked for, numbered as in project.json.

To go on: open the page of Homeground, choose "Open a project file", and give it the images.

Files used:
${v.files}
`;
