import { shown } from "../text.js";

/**
 * Every warning and reason code in words: a heading, what it means, and what to do. `{name}` is
 * filled from the facts that are known, `{name|text}` falls back to the text where it is not.
 */

export interface WarningWords {
  readonly title: string;
  readonly text: string;
  /** What to do about it, in the imperative. */
  readonly todo: string;
}

/** Values of the placeholders. */
export type WarningFacts = ReadonlyMap<string, string>;

type Entry = readonly [title: string, text: string, todo: string];

const TABLE: Readonly<Record<string, Entry>> = {
  // Intervals
  "interval/no-images": [
    "No labelled images",
    "No labelled images: there is no value for {metric|this figure}.",
    "Label some, or leave the figure out.",
  ],
  "interval/few-outcomes": [
    "Few images of one kind",
    "Few right or few wrong answers among {n|the} images: the range of {metric|this figure} is rough for that reason, not because of the model.",
    "Label more images.",
  ],
  "interval/no-variation": [
    "No variation",
    "All {n|the} answers behind {metric|this figure} came out the same. The true figure may still be anywhere {range|in its range}.",
    "Read the range, not the figure.",
  ],
  "interval/few-of-a-class": [
    "Few images of a class",
    "Only {count|a few (under 10)} images of {class|one of the classes}. That makes the range of {metric|this figure} rough.",
    "Label more images of the rare classes.",
  ],
  "interval/class-absent": [
    "A class is absent",
    "No {class|image of at least one class} among your images: nothing can be said about it.",
    "Add images of it, or read the figure as one about the other classes.",
  ],
  "interval/biased": [
    "Too high by itself",
    "Confidence error is too high by {excess|some points} with {n|so few} images, even for a model whose confidence is right. So it has no range and no verdict.",
    "Compare it only between sets of the same size.",
  ],
  "interval/few-units-carry-it": [
    "A few images make the figure",
    "A few images make most of {metric|this figure}.",
    "Look at those images one by one; label more.",
  ],
  "interval/undefined-replicates": [
    "Not always defined",
    "Undefined in {share|more than 5%} of the redraws behind the range of {metric|this figure}.",
    "Use the default interval method.",
  ],
  "interval/method-not-recommended": [
    "Range too narrow",
    "This interval method is too narrow here (few or related images).",
    "Leave out --interval: the default was chosen for such data.",
  ],
  "interval/claim-as-point": [
    "The claim gives no number of images",
    "The claim of {metric|this figure} gives no number of images: its own error is unknown and taken as none.",
    "Give it as VALUE@K/N if the paper states the counts.",
  ],
  "interval/looked-before": [
    "Not the first look",
    "An earlier result exists for the same claim. The error rates of a single look do not hold any more.",
    "Judge on fresh images, or plan the number of looks beforehand.",
  ],
  // Clusters
  "clusters/not-used": [
    "Images may be related",
    "The data do not say which images belong together. If many share a {attribute|patient, camera or site}, the true ranges are wider than shown.",
    "If there is such a column, run again with --cluster {attribute|COLUMN}.",
  ],
  "clusters/too-few": [
    "Too few {clusters|groups} for a range",
    "{clusterCount|Fewer than 3} {clusters|groups}: too few for a range over {clusters|groups}. This speaks about these only.",
    "Add images from more {clusters|groups}.",
  ],
  "clusters/few": [
    "Few {clusters|groups}",
    "Only {clusterCount|a few} {clusters|groups}. Ranges over so few are rough; 10 or more would be better.",
    "Add {clusters|groups} rather than images.",
  ],
  "clusters/one-dominates": [
    "One {cluster|group} carries most",
    "One {cluster|group} holds so many of the images that it decides most of {metric|this figure}.",
    "Add images from the other {clusters|groups}.",
  ],
  "clusters/outcomes-in-few": [
    "Mistakes sit together",
    "The rarer outcome behind {metric|this figure} sits in {count|a few} {clusters|groups}.",
    "Look at those {clusters|groups} first.",
  ],
  "clusters/unseen-kind": [
    "Unseen {clusters|groups}",
    "Three {clusters|groups} of a kind that is not among yours would move {metric|this figure} out of its range.",
    "Keep it in mind when you go to new {clusters|groups}.",
  ],
  "clusters/size-related": [
    "Bigger {clusters|groups} differ",
    "Bigger {clusters|groups} score differently from smaller ones, so the mean depends on which ones you have most of.",
    "Look at the figure {cluster|group} by {cluster|group}.",
  ],
  "clusters/not-nested": [
    "A group in two places",
    "{cluster|One group} appears at two sites, so the sites are not independent.",
    "Check the column, or group by the higher level.",
  ],
  // Reasons for no verdict
  "verdict/no-interval": [
    "No range",
    "There is no range for {metric|this figure}, so there can be no verdict.",
    "See the note on the figure itself.",
  ],
  "verdict/too-few-clusters": [
    "Too few {clusters|groups}",
    "{clusterCount|So few} {clusters|groups} are too few to speak about others.",
    "Add {clusters|groups}: at least {leastClusters|5}.",
  ],
  "verdict/few-of-a-class": [
    "Too few of a class",
    "Fewer than 3 images of {class|one class}: a mean over classes cannot be judged.",
    "Label more images of the rare classes.",
  ],
  "verdict/few-units-carry-it": [
    "A few images decide",
    "A few images decide this figure.",
    "Label more images; about 75 are needed for a verdict on such a measure.",
  ],
  "verdict/size-related": [
    "Bigger {clusters|groups} differ",
    "Bigger {clusters|groups} score differently, so the verdict would depend on which ones you happened to have.",
    "Add {clusters|groups} of all sizes.",
  ],
  "verdict/metric-biased": [
    "No verdict on this measure",
    "Confidence error is biased by the number of images, so no verdict is given on it.",
    "Claim or require another measure, such as the Brier score.",
  ],
  "verdict/unseen-clusters": [
    "Three unseen {clusters|groups} could turn it",
    "Three {clusters|groups} of a kind that is not among yours could turn the verdict.",
    "Add {clusters|groups} that differ from those you have.",
  ],
  "verdict/claim-too-uncertain": [
    "The claim is too uncertain",
    "The published figure rests on so few images that no number of yours could decide.",
    "Use a wider limit, or ask the authors for a larger test.",
  ],
  "verdict/more-clusters": [
    "More {clusters|groups} are needed",
    "More {clusters|groups} are needed, not more images from the same ones.",
    "Add {clusters|groups}.",
  ],
  "verdict/more-labels": [
    "More labels are needed",
    "More labelled images are likely to decide.",
    "Label more images, drawn at random.",
  ],
  "verdict/anytime-unavailable": [
    "Looking as you go is not possible here",
    "Judging while labels come in is possible only for shares of separate images in random order.",
    "Decide on a number of labels first, and look once.",
  ],
  "verdict/looked-after": [
    "The limit was changed late",
    "The limit was changed after results were seen.",
    "Judge the new limit on fresh images.",
  ],
  // Gap
  "gap/no-counts": [
    "No split of the difference",
    "The claim has no counts per class, so the difference cannot be split into its reasons.",
    "Ask the authors for the table of counts, or for a record.",
  ],
  "gap/no-support": [
    "Nothing in common",
    "No kind of image is in both sets, so the difference cannot be split.",
    "Compare on kinds that both sides have.",
  ],
  "gap/low-support": [
    "Little in common",
    "Most images are of kinds that one side lacks. The split speaks about the rest.",
    "Read the parts “only there” and “only here” first.",
  ],
  "gap/undefined-metric": [
    "This measure cannot be split",
    "The measure is undefined on one of the parts, so its difference cannot be split here.",
    "Split accuracy instead.",
  ],
  "gap/too-fine": [
    "Split too fine",
    "Too few images are alike once {attribute|this attribute} is used.",
    "Use fewer or coarser attributes.",
  ],
  "gap/confounded": [
    "What cannot be told apart",
    "{a|Some attributes} and {b|others} changed together between the two sets, so it cannot be told which is to blame.",
    "Add images in which only one of them changes.",
  ],
  "gap/few-clusters": [
    "Few {clusters|groups}",
    "Few {clusters|groups}: the ranges of the parts are rough.",
    "Add {clusters|groups}.",
  ],
  "gap/reweight-thin": [
    "A thin basis",
    "The re-weighted figure rests on about {count|a few dozen} published images.",
    "Read it as a hint.",
  ],
  // Scope
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
    "Add {clusters|groups}.",
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
  "scope/rare-in-training": [
    "Rare in training",
    "The model saw few {class|of some classes} in training.",
    "Look at these classes first.",
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
  // Ledger and plan
  "ledger/value-range": [
    "Not a possible result",
    "An entry holds a value that the measure cannot take.",
    "Check the entry.",
  ],
  "ledger/duplicate": [
    "Already in the ledger",
    "The same result is there already; it counts once.",
    "Nothing to do.",
  ],
  "ledger/too-few": [
    "Too few places",
    "{count|Fewer than 5} places are too few to foresee the next.",
    "Add results of other places.",
  ],
  "ledger/few-sites": ["Few places", "Few places: a rough range.", "Add results of other places."],
  "ledger/noisy-sites": [
    "Small samples",
    "Much of the spread between places comes from small samples.",
    "Label more images at each place.",
  ],
  "plan/few-draws": [
    "Too few draws",
    "Too few draws for this range.",
    "Draw more, or read the plan as rough.",
  ],
  "plan/not-random": [
    "Not drawn at random",
    "Some labels were not drawn at random and are not used.",
    "Draw the images to label with `homeground sample`.",
  ],
  "plan/race-open": [
    "Not told apart yet",
    "The models are not told apart yet with the labels there are.",
    "Label more, or take either.",
  ],
  // Slices
  "slices/too-small": [
    "Parts too small",
    "Too few images of {slice|some parts} for a range of their own.",
    "Label more of them.",
  ],
  "slices/after-results": [
    "Parts chosen late",
    "Some parts were chosen after results were seen; all ranges are widened for it.",
    "Name the parts beforehand next time.",
  ],
  "slices/simultaneous": [
    "Ranges that hold together",
    "The ranges of the parts hold all together, so each is wider than it would be alone.",
    "Nothing to do.",
  ],
  // Labels, names, model, run
  "labels/imbalance": [
    "One class dominates",
    "{share|Most} of your images are {class|of one class}. A model that always says so would get {share|as much}.",
    "Read balanced accuracy too.",
  ],
  "labels/outside": [
    "Labels the model cannot answer",
    "{count|Some} images show what this model cannot answer.",
    "Decide in the label map whether they count as wrong or are left out.",
  ],
  "labels/same-name": [
    "Equal names",
    "Two labels of the model have the same name. They are kept apart by position; an answer with either counts as that name.",
    "Nothing to do.",
  ],
  "labels/changed": [
    "Labels changed late",
    "{count|Some} labels were changed after seeing the model's answer.",
    "Have a second person label those without seeing it.",
  ],
  "labels/duplicates-across-clusters": [
    "Pictures in two groups",
    "{count|Some} pictures are in two {clusters|groups}. One copy counts.",
    "Check where they belong.",
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
    "Nothing to do.",
  ],
  "record/training-overlap": [
    "Seen in training",
    "{count|Some} of your images are in the model's training list.",
    "Read the figure without them.",
  ],
  "model/preprocess-suspect": [
    "Pictures may be prepared wrongly",
    "The model's answers look as if pictures were prepared differently from training.",
    "Check the model card: colours, resize rule, normalisation.",
  ],
  "threshold/same-data": [
    "Threshold chosen on these images",
    "The threshold was chosen on these images; expect a little less elsewhere.",
    "Check it on images that were not used to choose it.",
  ],
  "run/engine": [
    "Engines differ in the last digits",
    "Scored with one engine; another may differ in the 4th decimal.",
    "Nothing to do unless a comparison depends on it.",
  ],
  "run/sample": [
    "A sample",
    "Only a random sample of the images was scored.",
    "Run without --sample for all of them.",
  ],
};

/** @returns words of the code, filled; for an unknown code its own name, so that nothing is hidden */
export function warningWords(code: string, facts: WarningFacts = new Map()): WarningWords {
  const entry = Object.hasOwn(TABLE, code) ? TABLE[code] : undefined;
  if (entry === undefined) {
    const name = shown(code, 60);
    return { title: name, text: `The run raised ${name}.`, todo: "See the documentation." };
  }
  const [title, text, todo] = entry;
  return { title: fill(title, facts), text: fill(text, facts), todo: fill(todo, facts) };
}

function fill(template: string, facts: WarningFacts): string {
  const text = template.replace(
    /\{(\w+)(?:\|([^}]*))?\}/g,
    (_match, name: string, fallback: string | undefined) => facts.get(name) ?? fallback ?? "",
  );
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Codes that have words; for the test that METHODS' codes are all there. */
export const WARNING_CODES: readonly string[] = Object.keys(TABLE);
