import { type Sentence, say } from "../../core/sentence.js";
import { AT, WAY } from "../../core/ways.js";

/** What is worth saying of what was scored, in words: title, meaning, what to do. */
type Entry = readonly [title: string, text: Sentence, fix: Sentence];

export const NOTES: Readonly<Record<string, Entry>> = {
  duplicate: [
    "The same picture as another scored one",
    "Both count, as if they were two observations.",
    "Take one out if they are not separate observations",
  ],
  // Places
  "site-map/none": [
    "No map of the places",
    "It was asked for, and the images do not say where they were taken.",
    "Give columns latitude and longitude, and one that names the place",
  ],
  // Drawn lists
  "plan/pool-only": [
    "Drawn unequally from a pool",
    "Some images were more likely to be drawn than others; each counts for those that it stands for, and figures are of the pool.",
    "Draw at random for rankings, calibration and parts of the data",
  ],
  "plan/labels-skipped": [
    "Images passed over",
    "Images above the last labelled one have no label: if they are the hard ones, figures read too high.",
    {
      command:
        "Label them too, or say in the label column what they show as well as it can be told",
      app: "Label them too",
    },
  ],
  "plan/pool-changed": [
    "The images changed since the draw",
    "The list was drawn from other images than those in the folder: figures are of those it was drawn from.",
    { command: "Draw again with homeground sample to ask about these", app: "Draw again" },
  ],
  // Pictures
  "image/alpha-flattened": [
    "See-through pixels",
    "The model sees no transparency, so it was removed as the model's card says.",
    "Nothing to do if the picture looks right on a plain ground",
  ],
  "image/codec-warning": [
    "Irregular picture data",
    "The decoder complained and went on: part of the picture may be wrong.",
    "Open the picture and look; export it again if it is damaged",
  ],
  "image/colour-converted": [
    "Colours converted",
    "The file stores its colours in another way than the model expects (such as CMYK); they were converted.",
    "Nothing to do if the picture looks right",
  ],
  "image/depth-reduced": [
    "16 bits a colour made 8",
    "The model sees 256 shades; finer ones are rounded.",
    "Nothing to do; if the contrast is low, stretch it before export as for training",
  ],
  "image/extension-mismatch": [
    "Another kind of picture than its name says",
    "The content counts, not the ending of the name.",
    "Nothing to do; rename it if other programs stumble",
  ],
  "image/first-frame": [
    "First of several frames",
    "The file holds several pictures; only the first was scored.",
    "Export each frame as a file of its own if all are wanted",
  ],
  "image/orientation-applied": [
    "Turned as the camera's tag says",
    "The picture was turned upright before it was scored.",
    "Nothing to do",
  ],
  "image/profile-ignored": [
    "Colour profile not applied",
    "The file describes its colours by a profile, which most models are trained without; the plain colour numbers were used.",
    "Nothing to do; if the model was trained with profiles applied, convert to sRGB first",
  ],
  "image/truncated": [
    "The end of the file is missing",
    "All pixels were there; only the mark at the end is not.",
    "Nothing to do; copy the file again if others stumble over it",
  ],
  "duplicate/conflict": [
    "One picture with two labels",
    "Two files hold the same picture and are labelled differently; one of them is wrong.",
    "Look at the picture, and correct the wrong label",
  ],
  "record/training-overlap": [
    "Also in training",
    "The model may know the picture by heart; the figure without it is given.",
    "Leave it out of the test set, and look for others like it",
  ],
  "labels/duplicates-across-clusters": [
    "A picture in two groups",
    "It counts twice; the figure with one copy is given.",
    "Check where it belongs",
  ],
  "leakage/not-compared": [
    "Not compared with other pictures",
    "Copies of these would not be found, or not all of them.",
    "Give the images themselves where they are missing, or a list of their hashes",
  ],
  "slices/none": [
    "No part is large enough",
    "Parts of this kind were asked for, and each has too few images for a range of its own.",
    "Label more of them, or join parts that belong together",
  ],
  "slices/left-aside": [
    "Columns that are no parts of the data",
    "Nobody chose parts, so those columns are that are likely to name some.",
    say`Where one of them names parts to you, ${WAY.chooseParts}`,
  ],
  // Claims of records
  "claim/restricted": [
    "The claim on your classes",
    "The record was measured on other classes too. Its figure was computed again on the images of yours, which is what your figure is compared with.",
    "Nothing to do; quote this value together with the classes",
  ],
  "claim/as-published": [
    "The claim is about other classes too",
    "The published figure counts classes that you do not have, and cannot be computed without them.",
    "Ask the authors for their table of counts, or for a record with its answers",
  ],
  "claim/unverifiable": [
    "The word of a model card",
    "A card states a figure without the images behind it: nobody can compute it again, and how far it may be off is not known.",
    "Ask the authors for a transparency record (the figure with what is needed to count it again), or for the number of images and the interval",
  ],
  "claim/read-as": [
    "How a figure of the card was read",
    "Model cards print shares and percentages alike.",
    {
      command: "If it is meant otherwise, write --claim METRIC=VALUE in place of the card",
      app: "If it is meant otherwise, write it under Your question, as the published figure",
    },
  ],
  "claim/not-used": [
    "Figures of the card that are not used",
    "A figure is compared only with one that means the same.",
    {
      command: "If you know what is meant, write --claim METRIC=VALUE for it",
      app: "If you know what is meant, write it under Your question, as the published figure",
    },
  ],
  "claim/shared-images": [
    "Images that the claim was measured on",
    "They are the same files as images of the record. On them nothing can have changed, so the reasons for a difference are told without them.",
    "Leave them out of your own test too: they say nothing about your place",
  ],
  // Labels
  "labels/change-no-image": [
    "A changed label of no image here",
    "No image that is scored has the name, or another change is about the same one.",
    "Check that the list of changed labels is of these images",
  ],
  "labels/change-other-label": [
    "A changed label of another first label",
    "The ground truth does not say what the change says it said: the label file was mended since, or is another.",
    "Nothing to do if the label file was mended; otherwise give the labels that were changed",
  ],
  "labels/change-unknown-label": [
    "Changed to a label that is not there",
    "No image of the ground truth has the new label, so nothing says what it is to the model.",
    "Write a label that the ground truth has, or mend the label file",
  ],
  "labels/conflict": [
    "Two labels for one image",
    "The label file says two things about one picture.",
    "Keep the right one",
  ],
  "labels/earlier-row-kept": [
    "Labelled differently by several rows: the earlier row counts",
    "The label file says two things about one picture, and it was decided that the row that comes first counts.",
    "Nothing to do if that is meant; otherwise mend the label file",
  ],
  "labels/later-row-kept": [
    "Labelled differently by several rows: the later row counts",
    "The label file says two things about one picture, and it was decided that the row that comes last counts.",
    "Nothing to do if that is meant; otherwise mend the label file",
  ],
  "label-outside": [
    "Labels left out",
    "Objects with a label that the label map sets aside need not be found, and finding them is no mistake.",
    "Nothing to do if that is meant; otherwise give the label a target in the label map",
  ],
  "scores/no-probabilities": [
    "Scores are no probabilities",
    "They do not add up to 1, so there is no log loss, no Brier score and no calibration.",
    "Give the scores of all labels, check the activation in the model's card, or evaluate as multilabel if several labels may hold at once",
  ],
  "scores/divided": [
    "Scores were made to add up to 1",
    "They add up to 1 only roughly, as rounded ones do: each row was divided by its sum.",
    "Nothing to do; more digits in the file would make it needless",
  ],
  "input/choice-unused": [
    "A choice that changed nothing",
    "Somebody said how something is to be read that no file here leaves open.",
    {
      command: "Leave the option out, or check which file it was meant for",
      app: "Take the choice back, or check which file it was meant for",
    },
  ],
  "labels/exchanged": [
    "Names of labels look exchanged",
    "The answers fit your labels far better under other names than under their own.",
    "Check the order of the model’s labels against what its authors say, and which label is which of yours",
  ],
  "labels/same-name": [
    "Several labels of one name",
    "They are told apart by their place in the list; an answer with any of them counts as that name.",
    "Nothing to do if they mean the same; otherwise rename one in the model's labels",
  ],
  "labels/several-rows": [
    "Several rows for one image",
    "They were joined to one image.",
    "Nothing to do if they say the same",
  ],
  "taxonomy/by-rank": [
    "Right at a wider rank",
    "Some answers name a wider group that holds the right label; the figures count them as wrong.",
    "Look at the table by rank if a wider answer is enough for you",
  ],
  "taxonomy/line": [
    "A line of the taxonomy is not used",
    "It does not say where a taxon belongs.",
    "Mend the line if one of your labels is on it",
  ],
  // Conditions
  "attributes/clock-reset": [
    "A camera's clock was not set",
    "Some times are on the first day of a clock that was reset, so hour and season of these images are wrong.",
    "Correct the times, or leave parts by time out",
  ],
  "attributes/differ": [
    "Sources disagree about an image",
    "Two sources give different values for one attribute; the first one counts.",
    "Correct the one that is wrong",
  ],
  "attributes/no-image": [
    "Rows that name no image",
    "Some rows of the table of attributes fit no image of this run.",
    "Check the names if these images should be among them",
  ],
  "attributes/no-row": [
    "Images without attributes",
    "The table of attributes says nothing about some images; they are in no part of the data by it.",
    "Add rows for them",
  ],
  "reliability/no-score": [
    "Images that lack a score of confidence",
    "A table of scores has no number for some images; no score is compared on them.",
    "Add their rows, or leave the score out",
  ],
  "scores/words": [
    "Columns of a table of scores that are words",
    "Each column of numbers is taken as a score of confidence; these hold other things.",
    "Nothing to do, unless one of them should be a score",
  ],
  "attributes/pattern": [
    "Folder names that do not fit the pattern",
    "Attributes could not be read from the folders of some images.",
    {
      command: "Change --folder-pattern, or move the images",
      app: `Change the pattern ${AT.moreAbout}, or move the images`,
    },
  ],
  "attributes/sampled": [
    "Measured on a sample",
    "The pictures' own measures were taken of some images, drawn at random; the others are in no part by them.",
    "Nothing to do; their ranges allow for the smaller number",
  ],
  "attributes/boxes": [
    "Where objects are",
    "Number, size and place of objects, and what a picture is like outside them, go by these boxes.",
    "Nothing to do; a detector's boxes are its answers, and it may be wrong",
  ],
  "where/unknown": [
    "Not known, so left out",
    {
      command: "Some rows do not say what --where asks for.",
      app: "Some rows do not say what was asked for.",
    },
    "Fill the column in if these images belong to the selection",
  ],
  "where/no-value": [
    "A value that no image has",
    {
      command: "One of the values that --where asks for is on no image: the others were kept.",
      app: "One of the values that were asked for is on no image: the others were kept.",
    },
    "Check its spelling",
  ],
  // The model and its answers
  "model/constant-output": [
    "The same answer for every picture",
    "All scores are identical: what the picture shows does not reach the answer.",
    "Check the model file and its card: input size, colours, normalisation",
  ],
  "endpoint/changed": [
    "A hosted model may have changed during the run",
    "What the endpoint said of itself at the end is not what it said before, or it said nothing any more: answers may be those of two models.",
    {
      command: "Run the command again with another --out; ask the operator for a fixed version",
      app: "Evaluate again; ask the operator for a fixed version",
    },
  ],
  "model/tuned-here": [
    "The model's card was chosen by some of these images",
    "How pictures are prepared was chosen by the labels of images that are scored here too, so that the figure is kinder than on others.",
    "Leave these images out, or evaluate on others",
  ],
  "model/resize-matters": [
    "How pictures are made smaller matters",
    "With another way of resizing, some answers change, and the labels do not tell which way is right.",
    "Make sure that the resize rule of the model's card is that of the training",
  ],
  "model/check-skipped": [
    "Nobody checked how the model reads images",
    "Homeground asks some of the labels whether pictures are prepared as the model expects; somebody skipped that.",
    {
      command:
        "Run homeground evaluate without --no-sanity, which makes the check; or see yourself that colours, resize rule and normalisation are those of the training",
      app: "Make the check now, with the button beside the results; or see yourself that colours, resize rule and normalisation are those of the training",
    },
  ],
  "model/second-stage": [
    "The classifier behind the detector, alone",
    "How often it names an object rightly that the detector has found.",
    "Compare it with the figures of both together: it says which of the two to mend",
  ],
  "model/source": [
    "Where the model is from",
    "The exact place and checksum of a model that was downloaded.",
    "Nothing to do; name it where you publish the figures",
  ],
  "run/engine": [
    "What the model ran on",
    "Scores of two engines differ in their last digits. WebGPU is used only after a check against WebAssembly on some of the images.",
    "Nothing to do; name the engine where you publish the figures",
  ],
  "model/sum-not-one": [
    "Scores that do not add up to 1",
    "They are not probabilities as a classifier gives them, so figures about confidence mean little.",
    "Check the activation in the model's card",
  ],
  "predictions/answer-differs": [
    "The answer is not the highest score",
    "The column of answers names one label and the scores another; the highest score counts.",
    "Check how the predictions were made, and which of the two is meant",
  ],
  "detection/no-sizes": [
    "Sizes of images not known",
    "Boxes are fractions of their images, so small and large objects cannot be told apart.",
    "Give the images themselves, or a label file that states their sizes",
  ],
  "keypoints/sigmas": [
    "How close is close",
    "OKS is kinder to points that people too place less well. How well is said by a σ for each point, in units of the root of the object's area; other σ give other figures.",
    {
      command: "Give --sigmas where the σ of these points are known; compare figures of one σ only",
      app: "Compare figures of one σ only",
    },
  ],
  "keypoints/joints-differ": [
    "Points that one side does not have",
    "Points are matched by their names. Those that the predictions lack are missed wherever they are annotated; those that nobody annotated say nothing.",
    "Rename the points where they are the same",
  ],
  "labels/made-here": [
    "Labels were made here",
    "Images were labelled in the app, in a random order and with the prediction hidden until the label was given.",
    "Nothing to do; who doubts a label can label the same images again",
  ],
  "verdict/look-order": [
    "In which order images were looked at",
    "A verdict that holds at any look follows the images one by one and stands once it is reached, unless all images together say the opposite. Another order may reach it elsewhere.",
    "Nothing to do where the order was drawn; where it is that of a label file, make sure that its rows are shuffled, not sorted by label, place or time",
  ],
  // Thresholds
  "threshold/goal-unreached": [
    "No threshold reaches the goal",
    "The nearest one is set; every figure at a threshold is of that one.",
    "Ask for less, or take another model",
  ],
  "threshold/chosen-here": [
    "Threshold chosen on these images",
    "It fits these images a little better than others.",
    "Read the figures of the half that was not used to choose it, or check it on other images",
  ],
  "masks/inverted-suspected": [
    "Masks that look turned round",
    "Background and the rest seem to be exchanged on one side; figures say little then.",
    "Look at a pair of masks, and turn the numbers of the one that is wrong",
  ],
  "threshold/default": [
    "Threshold not given",
    "A label counts as answered from the usual score on.",
    say`${WAY.giveThreshold} if the model is used with another one`,
  ],
  "threshold/none": [
    "No threshold",
    "Nothing says from which score on a detection counts, so figures at a threshold are left out.",
    say`Take a row of the table of thresholds that you can live with, and ${WAY.withThreshold}`,
  ],
  "threshold/used": [
    "The threshold in use",
    "Detections below this score are not counted in figures at a threshold.",
    say`${WAY.giveThreshold} if you use the model with another one`,
  ],
};
