import type { WarningTable } from "./types.js";

/** Figures of use, and why some cannot be had. */
export const USE_WARNINGS: WarningTable = {
  "application/no-cameras": [
    "No cameras",
    "Nothing says that these are images of cameras: it takes a column camera, or labels that say that an image is empty.",
    "Add a column camera to the labels.",
  ],
  "application/no-times": [
    "No times",
    "No column and no EXIF says when images were taken.",
    "Add a column datetime to the labels.",
  ],
  "application/no-deployments": [
    "No deployments",
    "It takes how long each camera stood.",
    {
      command:
        "Give --deployments FILE with a row a camera: its name, start and end or the number of nights.",
      app: "Use the command line: a table with a row a camera, its name, start and end or the number of nights, is not read here yet.",
    },
  ],
  "application/no-period": [
    "Nights without a start",
    "The table of cameras says how many nights and not when these began, so that there are no days to look at one by one.",
    "Add columns start and end to the table of cameras.",
  ],
  "application/few-sites": [
    "Too few cameras",
    "Occupancy is a share of sites: it takes five cameras with a start and an end.",
    "Nothing to do.",
  ],
  "application/one-species": [
    "One species",
    "There are not two species by the labels.",
    "Nothing to do.",
  ],
  "application/few-events": [
    "Too few events",
    "A curve of activity takes ten events on each side, and its range 20.",
    "Add images, or look at a species that is seen more often.",
  ],
  "application/no-labels": [
    "No species",
    "One score an image does not say what is on it.",
    "Nothing to do.",
  ],
  "application/no-threshold": [
    "No threshold",
    "It takes the score from which a box counts.",
    { command: "Give --threshold.", app: "Give a threshold." },
  ],
  "application/no-distances": [
    "No distances",
    "It takes how far off what is seen was.",
    "Add a column distance to the labels, metres and numbers alone: a word in it makes it text.",
  ],
  "application/few-distances": [
    "Too few distances",
    "How sightings thin out with distance takes 20 of a species on each side.",
    "Nothing to do.",
  ],
  "application/density-relative": [
    "A density without its unit",
    "How many moments cameras looked, and how wide, is not known: only the difference speaks.",
    "Add columns angle (degrees) and moments to the table of cameras.",
  ],
  "deployments/distance": [
    "Distances that are none",
    "Nothing can be seen at a distance below 0, and a word is no distance: these images are in no density.",
    "Correct the distances of these rows.",
  ],
  "application/no-answer": [
    "No answer for an image",
    "Pixels and numbers are no answer to one question of a whole image, which a test and a line take.",
    "Nothing to do.",
  ],
  "application/no-positive": [
    "No label of interest",
    "It takes the name of the label that is looked for.",
    { command: "Give --positive LABEL.", app: "Decide which label is looked for." },
  ],
  "application/no-call": [
    "No call",
    "Scores alone call nothing: it takes the score from which it is called.",
    { command: "Give --threshold.", app: "Give a threshold." },
  ],
  "application/no-scores": [
    "No scores",
    "The predictions are answers without scores, so that no other threshold can be looked at.",
    "Give predictions with a score.",
  ],
  "application/one-kind": [
    "One kind of image",
    "It takes images that have what is looked for and images that do not.",
    "Add images of the other kind.",
  ],
  "application/no-prevalence": [
    "No prevalence",
    "What a call means depends on how many have it where the model is to be used, which a set of images seldom shows.",
    {
      command: "Give --prevalence, such as 0.01.",
      app: "Use the command line: a prevalence is not asked for here yet.",
    },
  ],
  "application/not-probabilities": [
    "Scores that are no probabilities",
    "A threshold of scores that are no probabilities does not say what a false alarm weighs.",
    {
      command: "Give --cost-miss and --cost-false-alarm.",
      app: "Use the command line: costs are not asked for here yet.",
    },
  ],
  "application/no-costs": [
    "No costs",
    "It takes what a miss and a false alarm cost.",
    {
      command: "Give --cost-miss and --cost-false-alarm, in one unit.",
      app: "Use the command line: costs are not asked for here yet.",
    },
  ],
  "application/no-parts": [
    "Nothing several times",
    "No column says what was photographed several times.",
    "Add a column part, specimen or lesion to the labels.",
  ],
  "application/no-subject": [
    "Nobody's slices",
    "No column says whose slices these are, so that their areas do not add up to volumes.",
    {
      command: "Add a column such as patient to the labels, or name one with --cluster.",
      app: "Add a column such as patient to the labels.",
    },
  ],
  "application/none-in-truth": [
    "None by the labels",
    "There is none by the labels, so that nothing can be said of how much more or less there is.",
    "Nothing to do.",
  ],
  "application/undefined": [
    "Not defined",
    "The figure does not exist on one of the two sides.",
    "Nothing to do.",
  ],
  "application/in-images": [
    "Counted in images",
    "Without times and cameras images are counted, and a burst of one animal counts as many times.",
    "Add columns camera and datetime to the labels.",
  ],
  "application/occupancy-at-edge": [
    "Seen too seldom",
    "The species is seen on so few days that occupancy cannot be told from 100%.",
    "Read the share of sites with a detection, or let cameras stand longer.",
  ],
  "application/threshold-chosen-here": [
    "Chosen on these images",
    "The threshold was chosen on these very images: on others another one may be cheapest.",
    "Judge a threshold on images that are kept apart.",
  ],
  "application/chosen-apart": [
    "Chosen on other images",
    "Each fifth of the images is called from the threshold that is cheapest on the others, so that the cost is not one that was chosen for being low.",
    "Nothing to do.",
  ],
  "deployments/no-row": [
    "A camera without a row",
    "The table of cameras has no row of this one: its images are in no rate and no occupancy.",
    "Add a row of the camera, or write its name alike on both sides.",
  ],
  "deployments/no-images": [
    "A camera without images",
    "The table of cameras has a row of one that no image is of: its nights count as nights without an event.",
    "Leave out the row if its images are not among these.",
  ],
  "deployments/outside-period": [
    "Images outside the period",
    "Some images lie before their camera was set up or after it was taken in: they are in no rate and no occupancy.",
    "Look at the clock of the camera, and at start and end.",
  ],
  "deployments/nameless": [
    "Images without a camera",
    "Some images do not say which camera they are of: they are in no rate and no occupancy.",
    "Add the camera to these rows of the labels.",
  ],
};
