/** What stands in the command line's words, and in those of the app. `{name}` is the same on both sides. */
type Pair = readonly [command: string, app: string];

const QUESTION_CLUSTER = "under Your question, at “Which images belong together?”";
const CLAIM = "write it under Your question, as the published figure";
const COLUMNS = "under Images and labels, at “More about the images”";
const READ_AS = "choose it under Images and labels, at “What is evaluated”";
const SEQUENCES =
  "Judge whole sequences outside of this page: only the command line, homeground evaluate, does it";
const PREDICTIONS = "Choose it under Model, at “Answers of the model from a file”";
const NO_TASK = "Evaluate with --task classification or multilabel, or ";
const TASK = `Evaluate labels of whole images (${READ_AS}), or `;

/** Whole sentences and halves of them: the longer of two that begin alike stands first. */
export const INSTEAD: readonly Pair[] = [
  // Which images belong together
  [
    "To speak about others, run again with --cluster and the column that names them.",
    `To speak about others, choose the column that names them ${QUESTION_CLUSTER}.`,
  ],
  [
    "Add a column that names it, and run again with --cluster and its name.",
    `Add a column that names it, and choose it ${QUESTION_CLUSTER}.`,
  ],
  [
    "To speak about others, run again with --cluster and the column that names them.",
    `To speak about others, choose the column that names them ${QUESTION_CLUSTER}.`,
  ],
  ["; --cluster none counts images", `; choose otherwise ${QUESTION_CLUSTER}`],
  ["as asked with --cluster none", "as asked"],
  [
    "If each image is a case of its own, run again with --cluster none.",
    `If each image is a case of its own, choose that ${QUESTION_CLUSTER}.`,
  ],
  [
    "If they are alike, leave out --cluster none.",
    `If they are alike, choose “As found” ${QUESTION_CLUSTER}.`,
  ],
  [
    "If they are alike, run again with --cluster {group}.",
    `If they are alike, choose {group} ${QUESTION_CLUSTER}.`,
  ],
  [
    "Run again with --cluster {group}: the answer",
    `Choose {group} ${QUESTION_CLUSTER}: the answer`,
  ],
  [
    "If there is such a column, run again with --cluster {column}.",
    `If there is such a column, choose it ${QUESTION_CLUSTER}.`,
  ],
  [
    "Run again with --slice {name} to see",
    "Choose {name} under Your question, at “Look at parts of your data”, to see",
  ],
  [
    "Judge on fresh images; to look while labels come in, run with --anytime from the start.",
    "Judge on fresh images; to look while labels come in, say so under Your question, before the first result.",
  ],
  [
    "Compare what was guessed with what the model’s authors say, and give it with --card.",
    "Compare what was guessed with what the model’s authors say, and say under Model that it is right, or drop a model card (.json).",
  ],
  // Claims and requirements
  [", or name the label of interest with --positive", ""],
  [
    "Give a share such as --tolerance {share}, or --tolerance '{points} points'",
    "Allow fewer points below the published figure, under Your question",
  ],
  [
    "Give the published figure as --claim, or what you need as --require.",
    "Give the published figure under Your question, or state a requirement there.",
  ],
  [
    "Give the published accuracy as a further --claim: its difference can be split.",
    "Give the published accuracy under Your question: its difference can be split.",
  ],
  [
    "or take the number as a target with --require.",
    "or compare with the number as a target, under Your question.",
  ],
  [
    "Give it as VALUE@K/N if the paper states how many of how many were right.",
    "Give the number of images under Your question, if the paper states it.",
  ],
  [
    "If it is meant otherwise, write --claim METRIC=VALUE in place of the card",
    `If it is meant otherwise, ${CLAIM}`,
  ],
  [
    "If you know what is meant, write --claim METRIC=VALUE for it",
    `If you know what is meant, ${CLAIM}`,
  ],
  [
    "Write the figure that is meant as --claim METRIC=VALUE",
    "Write the figure that is meant under Your question",
  ],
  [
    "Write the figure of the card as --claim METRIC=VALUE",
    "Write the figure of the card under Your question",
  ],
  ["Write --claim METRIC=VALUE", "Write the published figure under Your question"],
  [
    "Write --require '{text}', or {other} for a published figure",
    "State it as a requirement under Your question, or {other} as the published figure",
  ],
  ["or --claim for a published figure", "or give it as the published figure"],
  [
    "Add --task {task}, or give a record of {other}",
    `Evaluate {task} (${READ_AS}), or give a record of {other}`,
  ],
  [
    "Add --task, or name one of {names}",
    `Say what is evaluated (${READ_AS}), or name one of {names}`,
  ],
  [
    "with --claim record.json its images, counts and interval are used",
    "drop that record, and its images, counts and interval are used",
  ],
  [
    "add --tolerance, or write --claim '{claim}~TOLERANCE'",
    "set how far below is fine under Your question",
  ],
  [
    "write --claim '{claim}' with --threshold",
    "give {claim} with a card that states the threshold",
  ],
  ["write --claim '{claim}'", "give {claim} under Your question"],
  ["Name the metric with --metric", "Name the figure in the record"],
  // Thresholds
  [
    "Take a row of the table of thresholds that you can live with, and run again with --threshold",
    "Take a row of the table of thresholds that you can live with, and drop a model card (.json) that states it",
  ],
  [
    "Take a row of the table that you can live with, and run again with --threshold.",
    "Take a row of the table that you can live with, and drop a model card (.json) that states it.",
  ],
  [
    "Give --threshold if the model is used with another one",
    "Drop a model card (.json) that states the threshold if the model is used with another one",
  ],
  [
    "Give --threshold if you use the model with another one",
    "Drop a model card (.json) that states the threshold if you use the model with another one",
  ],
  [
    "Give --threshold if you use another one",
    "Drop a model card (.json) that states the threshold if you use another one",
  ],
  [
    "Give --threshold, or a model card that states one",
    "Drop a model card (.json) that states a threshold",
  ],
  [
    "Give --threshold, or take roc-auc or average-precision",
    "Drop a model card (.json) that states a threshold, or ask about another figure",
  ],
  [
    "neither --threshold nor the model says from which score on",
    "the model does not say from which score on",
  ],
  // How labels are read
  [
    "If it is so, run again with --boxes and what the numbers are",
    "If it is so, choose what the numbers are under Images and labels, at “What the numbers of boxes are”",
  ],
  [
    "if they are, say --boxes percent, or --boxes pixel for pixels",
    "if they are, say so under Images and labels; if they are pixels, say that",
  ],
  ["if they are, say --boxes {reading}", "if they are, say so under Images and labels"],
  [
    "if pixels are counted from 1, say --voc-one-based yes",
    "if pixels are counted from 1, say so under Images and labels",
  ],
  [
    "Say what they are with --yolo-task segment, obb or pose",
    "Choose what they are under Images and labels, at “What the lines of the label files are”",
  ],
  [
    "Say --task instance-segmentation if the lines are outlines with a confidence at the end",
    "Give boxes: outlines with a confidence at the end are read by the command line alone",
  ],
  [
    "Give one of {formats}; for folders named after classes use --task classification",
    `Give one of {formats}; for folders named after classes evaluate labels of whole images: ${READ_AS}`,
  ],
  [NO_TASK, TASK],
  ["Name the right one with --columns", "Choose the right one under Images and labels"],
  [
    "Say that it is empty, or run again with --no-annotation empty",
    "Say in the label file that it is empty",
  ],
  [
    "if nothing is on them, say --no-annotation empty",
    "if nothing is on them, say so in the label files",
  ],
  ["Judge whole sequences: run again with --unit sequence", SEQUENCES],
  [
    "Keep one label, or run again with --conflicting-labels last (of rows that differ, one counts) or --several-labels any (one of them is enough)",
    `Keep one label, say which row counts under Images and labels, or evaluate several labels an image: ${READ_AS}`,
  ],
  [
    "Mend the file, or say which row counts: --conflicting-labels first or last",
    "Mend the label file, or say which row counts under Images and labels",
  ],
  [
    "Give evaluate --several-labels any, or --task multilabel",
    `Keep one label, or evaluate several labels an image: ${READ_AS}`,
  ],
  [
    "Give it with --predictions, and the ground truth with --labels",
    `${PREDICTIONS}, and give labels that people made as your labels`,
  ],
  [
    "Give it with --predictions, and annotations made by people with --labels",
    `${PREDICTIONS}, and give labels that people made as your labels`,
  ],
  [
    "Give it with --predictions, and labels made by people with --labels",
    `${PREDICTIONS}, and give labels that people made as your labels`,
  ],
  [
    "Give it with --labels, and the model's predictions with --predictions",
    "Give it as your labels, and a file of the model's answers beside it",
  ],
  ["Give the file as --predictions if a model made it", `${PREDICTIONS}, if a model made it`],
  ["or give the folder with --labels", "or give the folder as your labels"],
  [
    "Give the COCO annotations of these images with --labels",
    "Give the COCO annotations of these images as your labels",
  ],
  [
    "score these elsewhere and give --predictions",
    "score these elsewhere and drop a file with the answers",
  ],
  [
    "Run the model elsewhere and give its predictions with --predictions",
    "Run the model elsewhere, and drop a file with its answers",
  ],
  [
    "Name the .onnx file; a card goes into --card",
    "Drop the .onnx file beside it; this may be its card",
  ],
  [
    "Decide in {file} (a label of the model, outside or ignore) and pass it with --label-map",
    "Decide under Match the names what each of them is to the model",
  ],
  [
    "Name it with --positive LABEL",
    "Call the ordinary images “normal” in the labels, and only them",
  ],
  // What is known of images
  [
    "Say more about your images with --attributes or --folder-pattern, or",
    `Say more about your images ${COLUMNS}, or`,
  ],
  [
    "Change --folder-pattern, or move the images",
    `Change the pattern ${COLUMNS}, or move the images`,
  ],
  [
    "Add a column of that name to the label file, or give --attributes FILE",
    `Add a column of that name to the label file, or another table ${COLUMNS}`,
  ],
  [
    "a column {name} in the labels or in --attributes FILE",
    `a column {name} in the labels, or in another table ${COLUMNS}`,
  ],
  ["Some rows do not say what --where asks for.", "Some rows do not say what was asked for."],
  [
    "Check that the labels name the images of this folder, and that --where keeps some",
    "Check that the labels name the images of this folder",
  ],
  [
    "Write the column's name, an equals sign and the value, such as --where site=north",
    "Write the column's name, an equals sign and the value, such as site=north",
  ],
  ["--where {name} leaves out", "the choice of {name} leaves out"],
  [
    "One of the values that --where asks for is on no image: the others were kept.",
    "One of the values that were asked for is on no image: the others were kept.",
  ],
  [
    "only the very same files and shared groups were looked for; --training LIST compares the pictures",
    "only the very same files and shared groups were looked for; the command line compares the pictures",
  ],
  // Runs
  [
    "Leave out with --where those that are no part of the question; where silence is an error, run again with --unanswered wrong.",
    "Take those that are no part of the question out of the labels.",
  ],
  ["Run without --sample for all of them.", "Nothing to do: the range allows for it."],
  ["Nothing to do; run without --sample to score all", "Nothing to do: they were not drawn"],
  ["Take --interval percentile or bca, or the default", "Read the usual range of the figure"],
  ["Leave out --interval: the usual range", "Read the usual range: it"],
  [
    "Run homeground evaluate without --no-sanity, which makes the check; or see yourself",
    "Make the check now, with the button beside the results; or see yourself",
  ],
  [
    "Draw them at random: homeground sample does that.",
    "Draw them at random, so that no kind of image is preferred.",
  ],
  ["drawn at random: homeground sample draws them.", "drawn at random."],
  ["Draw the images to label with homeground sample.", "Draw the images to label at random."],
];

/** Where an error is, where the command line names an option. */
export const INSTEAD_OF_OPTION: Readonly<Record<string, string>> = {
  "--claim, --require": "Your question",
  "--claim": "the published figure",
  "--require": "your requirement",
  "--metric": "the figure",
  "--cluster": "which images belong together",
  "--slice": "parts of your data",
  "--unit sequence": "whole sequences",
  "--delimiter": "what stands between the cells",
  "--encoding": "how the letters are stored",
  "--labels": "your labels",
  "--where": "which images are taken",
  "--positive": "your labels",
  "--folder-pattern": "the pattern of the folders",
  "--threshold": "the threshold",
  "--threshold-for": "the threshold",
};
