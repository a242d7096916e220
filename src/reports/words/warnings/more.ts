import type { WarningTable } from "./types.js";

/** Scope, ledger, plans; labels, records, the model and the run. */
export const MORE_WARNINGS: WarningTable = {
  "scope/singles-only": [
    "One attribute at a time",
    "Attributes were compared one at a time: combinations may be outside what was tested.",
    "Look at the combinations that matter to you.",
  ],
  "scope/sparse-test-set": [
    "A sparse test set",
    "The published test set hardly covers even itself.",
    "Read coverage as a lower bound.",
  ],
  "scope/few-clusters": [
    "Few {clusters|groups}",
    "Too few {clusters|groups} to tell a difference from chance.",
    "Add {clusters|groups} before you make much of a difference.",
  ],
  "scope/clusters-one-side": [
    "Groups on one side only",
    "Only one side says which images belong together: differences look surer than they are.",
    "Ask the authors which images belong together.",
  ],
  "scope/no-embedding": [
    "Pictures not compared",
    "There are no image features to compare with: only attributes were compared.",
    "Ask the authors for a record with features.",
  ],
  "scope/few-for-features": [
    "Pictures not compared",
    "The test images with features are fewer than 100, or all of one group: how far yours are from them cannot be told.",
    "Ask the authors for a record with more test images, or of more groups.",
  ],
  "scope/no-own-features": [
    "Pictures not compared",
    "The record has features of its test images, and there are none of yours: only attributes were compared.",
    {
      command: "Run evaluate with the record's model, or give --features.",
      app: "Have the model look at them where your images are compared with the record, or give a table of their features there.",
    },
  ],
  "scope/rare-in-training": [
    "Rare in training",
    "The model saw few {class|of some classes} in training.",
    "Look at these classes first.",
  ],
  "scope/other-images": [
    "Other kinds of image",
    "The claim was measured on other kinds of image: most of yours are not like its test images.",
    "Read the figure of your own images, and ask the authors about images like yours.",
  ],
  "cis-trans/no-transfer": [
    "No test of transfer",
    "Every place of these images was in training: the figure does not say what the model does at a place that it does not know.",
    "Add images of places that were not in training.",
  ],
  "cis-trans/mixed": [
    "Places of training among them",
    "Some places of these images were in training, and the claim is about another one: the figure of all of them reads too well for that.",
    "Read the figure of the places that are new to the model.",
  ],
  "cis-trans/split-groups": [
    "Bursts cut in two",
    "Some sequences or subjects have images at places of training and at others, so that these are not different places.",
    "Leave what was pictured together on one side.",
  ],
  "cis-trans/unknown-place": [
    "No such place here",
    "A place of training that was named is the name of none of these images' places: what was meant counts as new.",
    "Give it as the labels write it; leave it where it is a place that is not among these images.",
  ],
  "scope/places-of-training": [
    "Places of training",
    "The model was trained at every place of these images: a figure of them is no test of transfer.",
    "Look at images of a place that was not in training.",
  ],
  "scope/not-identifiable": [
    "Cannot be estimated",
    "The model mixes up classes too much to estimate this without labels.",
    "Label some images.",
  ],
  "scope/assumption-fails": [
    "An assumption fails",
    "This assumes that only the mix of classes changed. On your labelled part it was off by {count|more than 5} points.",
    "Trust the labelled part.",
  ],
  "scope/label-free-hidden": [
    "Not shown",
    "Your images differ too much from the tested ones for an estimate without labels.",
    "Label some images.",
  ],
  "ledger/value-range": [
    "Not a possible result",
    "An entry holds a value that the measure cannot take.",
    "Correct or remove the entry.",
  ],
  "ledger/duplicate": [
    "Already in the ledger",
    "The same result is there already; it counts once.",
    "Nothing to do.",
  ],
  "ledger/too-few": [
    "Too few places",
    "{count|Fewer than 5} places are too few to foresee the next.",
    "Add results of other places: 5 are the least.",
  ],
  "ledger/few-sites": [
    "Few places",
    "Fewer than 10 places: what is foreseen for the next has a rough range.",
    "Add results of other places.",
  ],
  "ledger/noisy-sites": [
    "Small samples",
    "Much of the spread between places comes from small samples.",
    "Label more images at each place.",
  ],
  "ledger/not-a-cause": [
    "No cause",
    "Places that differ in this differ in other things too: a difference between them is no proof that this makes it, nor that a place gains by changing it.",
    "Take it as a question for the next places, and label images of one place both ways to answer it.",
  ],
  "ledger/few-for-attributes": [
    "Few places for this",
    "Fewer than 10 places for each difference that is asked about: it may be chance, or hide.",
    "Ask about fewer properties, or add results of other places.",
  ],
  "plan/at-limit": [
    "Expected at the limit",
    "The true share that is expected is the limit itself: no number of labels tells on which side of it the truth lies.",
    {
      command: "Give another share as --expect, or a tolerance above 0.",
      app: "Expect another share, or allow more.",
    },
  ],
  "plan/few-draws": [
    "Too few draws",
    "Fewer than 100 draws by confidence: the range of this estimate may be too narrow.",
    "Label more of the list, from its top.",
  ],
  "plan/design-ignored": [
    "Drawn unequally, counted alike",
    "Images of the list were drawn unequally, and every image counts alike here: figures lean to the images that were drawn more often.",
    {
      command: "Leave --ignore-design out, or label a list drawn with --design random.",
      app: "Label images in random order.",
    },
  ],
  "plan/not-random": [
    "Not drawn at random",
    "Some labels were not drawn at random and are not used.",
    {
      command: "Draw the images to label with homeground sample.",
      app: "Draw the images to label at random.",
    },
  ],
  "plan/pilot-not-shown-random": [
    "Was the pilot drawn at random?",
    "Nothing in the pilot says that its images were drawn at random: the plan holds for images like those that were chosen.",
    {
      command: "Draw a first set with homeground sample, and plan from that.",
      app: "Draw a first set at random, and plan from that.",
    },
  ],
  "plan/race-open": [
    "Not told apart yet",
    "The models are not told apart yet with the labels there are.",
    "Label more, or take either.",
  ],
  "labels/imbalance": [
    "One class dominates",
    "{share|Most} of your images are {class|of one class}. A model that always says so would get {share|as much}.",
    "Read balanced accuracy too.",
  ],
  "predictions/boxes-collapsed": [
    "Boxes compared as labels",
    "Labels and answers both hold boxes. Only which label an image has was compared, not where; an image with objects of several labels has none to compare.",
    "Judge objects, with the task detection, if it matters what is where.",
  ],
  "predictions/misread": [
    "Predictions look misread",
    "The numbers of the predictions look like something else than what their format says.",
    "Check the numbers in the file, and say how they are to be read.",
  ],
  "labels/outside": [
    "Labels the model cannot answer",
    "{count|Some} images show what this model cannot answer.",
    "Decide in the label map whether they count as wrong or are left out.",
  ],
  "labels/same-name": [
    "Equal names",
    "Two labels of the model have the same name. They are kept apart by position; an answer with either counts as that name.",
    "Nothing to do if they mean the same; otherwise rename one in the model's labels.",
  ],
  "labels/changed": [
    "Labels changed late",
    "{subject|Some labels were changed after seeing the model's answer}.{figures|} Labels that are mended only where the model disagrees make a figure too high.",
    "Have a second person label a random part of the images without seeing the answers.",
  ],
  "labels/duplicates-across-clusters": [
    "Pictures in two groups",
    "{subject|Some pictures are} in two {clusters|groups}: they count twice, and {clusters|groups} are not independent.{without|}",
    "Check where they belong.",
  ],
  "labels/exchanged": [
    "Names of labels look exchanged",
    "The answers fit your labels far better under other names.",
    "Check the order of the model’s labels against what its authors say, and which label is which of yours.",
  ],
  "labels/same-picture": [
    "Equal pictures",
    "Some scored images hold the same picture. Each counts.",
    "Remove copies if they are not separate observations.",
  ],
  "labels/merged-probabilities": [
    "Probabilities added",
    "Several model labels stand for one of yours: their probabilities were added.",
    "Nothing to do.",
  ],
  "labels/mapped": [
    "Labels mapped",
    "Several model labels stand for one of yours: the answers were mapped.",
    "Nothing to do; with probabilities of all labels they would be added instead.",
  ],
  "record/training-overlap": [
    "Seen in training",
    "{subject|Some of your images are} in {list|the model's training list}.{near|}{without|}",
    "Read the figure without {them|them}: what a model has seen it may know by heart.",
  ],
  "record/training-groups": [
    "Groups seen in training",
    "{subject|Some of your images} share a {groups|group} with images of {list|the model's training list}.{without|}",
    "Read the figure as one for what the model knows already: another {groups|group} may be harder.",
  ],
  "model/preprocess-suspect": [
    "Pictures may be prepared wrongly",
    "The model's answers look as if pictures were prepared differently from training.",
    "Check the model card: colours, resize rule, normalisation.",
  ],
  "model/guessed-card": [
    "How the model reads images was guessed",
    "Nothing says {fields|how the model reads pictures}: it was guessed. A wrong guess makes every figure wrong without a sign.",
    {
      command:
        "Compare what was guessed with what the model’s authors say, or try it on other labelled images with homeground card, and give the card with --card.",
      app: "Compare what was guessed with what the model’s authors say, and say under Model that it is right, or drop a model card (.json).",
    },
  ],
  "scores/no-probabilities": [
    "Scores are no probabilities",
    "The scores of an image do not add up to 1, so nothing is said about how far confidence can be trusted.",
    "Give the scores of all labels, check the activation in the model card, or evaluate as multilabel if several labels may hold at once.",
  ],
  "scores/divided": [
    "Scores were made to add up to 1",
    "The scores of an image add up to 1 only roughly, as rounded ones do: they were divided by their sum.",
    "Nothing to do; more digits in the file would make it needless.",
  ],
  "threshold/goal-unreached": [
    "No threshold reaches the goal",
    "No threshold does what one was to be chosen for; the nearest is set, and every figure at a threshold is of that one.",
    "Ask for less, or take another model.",
  ],
  "threshold/same-data": [
    "Threshold chosen on these images",
    "Chosen on these images; expect a little less elsewhere.",
    "Check it on images that were not used to choose it.",
  ],
  "run/engine": [
    "Engines differ in the last digits",
    "Scored with one engine; another may differ in the 4th decimal.",
    "Nothing to do unless a comparison depends on it.",
  ],
  "run/unanswered": [
    "Images without an answer",
    "{subject|Some labelled images have} no answer: no figure counts them. They could be right or wrong, so a verdict is given only if it stands either way.",
    {
      command:
        "Have the model answer them: the list of images left out says why each has no answer. Where it is silent because it found nothing, give --unanswered wrong.",
      app: "Have the model answer them: the list of images left out says why each has no answer. Where it is silent because it found nothing, choose Wrong at “What is an image without an answer?”.",
    },
  ],
  "run/unanswered-wrong": [
    "Silence counts as an error",
    "{subject|Some labelled images have} no answer. They count as errors in the headline figures, as was asked; other figures are of the images with an answer.",
    "Have the model answer them: the list of images left out says why each has no answer.",
  ],
  "run/sample": [
    "A sample",
    "Only a random sample of the images was scored.",
    {
      command: "Run without --sample for all of them.",
      app: "Nothing to do: the range allows for it.",
    },
  ],
};
