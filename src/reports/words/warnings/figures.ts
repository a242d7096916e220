import { AT } from "../../../core/ways.js";
import type { WarningEntry, WarningTable } from "./types.js";

/** `interval/biased` on a figure that has a range all the same. */
export const BIASED_WITH_RANGE: WarningEntry = [
  "Reads too {high|high or too low} on so few",
  "So few images by themselves make {metric|this figure} read {excess|somewhat} too {high|high or too low}. Range and verdict allow for that.",
  "Read the range rather than the figure; the more images, the less of it.",
];

/** Warnings on a figure and its range, on clusters, on parts of the data. */
export const FIGURE_WARNINGS: WarningTable = {
  "interval/no-images": [
    "No labelled images",
    "None of your labelled images is of the kind behind {metric|this figure}, so there is no value.",
    "Label some images of that kind, or leave the figure out.",
  ],
  "interval/few-outcomes": [
    "Few right or few wrong answers",
    "Fewer than 5 right or fewer than 5 wrong answers among {n|the} {units|images}: the range of {metric|this figure} is rough for that reason, not because of the model.",
    "Label more images, drawn at random.",
  ],
  "interval/no-variation": [
    "All the same",
    "{found|All answers came out the same.} {still|The true figure may still lie anywhere in its range.}",
    "Read the range, not the figure; more images make it narrower.",
  ],
  "interval/few-of-a-class": [
    "Few images of a class",
    "Images of {class|one of the classes}: {count|fewer than 10}. So few make the range of {metric|this figure} rough.",
    "Label more images of {rare|the rare classes}.",
  ],
  "masks/one-empty": [
    "Outlines without a counterpart",
    "On some images a label is in your mask or the model's alone: its edges have no distance. Such images are left out of {metric|this figure}, which makes the model look better than it is.",
    "Read it beside the overlap, in which they count as 0.",
  ],
  "interval/class-absent": [
    "Nothing of one kind",
    "No {class|image of at least one class} among your images: nothing can be said about it.",
    "Add images of it, or read the figure as one about the others.",
  ],
  "interval/biased": [
    "Always somewhat too high",
    "Confidence error is too high by {excess|some points} with {n|so few} images, even for a model whose confidence is right. So it has no range and no verdict.",
    "Compare it only between sets of the same size; the curve of confidence says more.",
  ],
  "interval/few-units-carry-it": [
    "A few images make the figure",
    "A few images with large values make most of {metric|this figure}: others like them could change it much.",
    "Look at the images with the largest values one by one, and label more.",
  ],
  "interval/undefined-replicates": [
    "Not always defined",
    "Undefined in {share|more than 5%} of the redraws behind the range of {metric|this figure}.",
    {
      command: "Leave out --interval: the usual range does not redraw.",
      app: "Read the usual range: it does not redraw.",
    },
  ],
  "interval/method-not-recommended": [
    "Range too narrow",
    "The range that was asked for is too narrow here (few or related images).",
    "Read the usual range, which stands beside it.",
  ],
  "interval/claim-as-point": [
    "The claim's own error is unknown",
    "The claim of {metric|this figure} comes without a range or counts: its own error is unknown and taken as none.",
    {
      command: "Give it as VALUE@K/N if the paper states how many of how many were right.",
      app: "Give the number of images under Your question, if the paper states it.",
    },
  ],
  "interval/looked-before": [
    "Not the first look",
    "The same claim was judged before, on other images or answers. Each look is one more chance to be wrong, so this verdict is held to a fifth of the error (99% sure where 95% is usual). The ranges shown are those of a first look.",
    {
      command:
        "Judge on fresh images; to look while labels come in, run with --anytime from the start.",
      app: "Judge on fresh images; to look while labels come in, say so under Your question, before the first result.",
    },
  ],
  "clusters/not-used": [
    "Images may be related",
    "The data do not say which images belong together. If many share a {attribute|patient, camera or site}, the true ranges are wider than shown.",
    {
      command: "If there is such a column, run again with --cluster {attribute|COLUMN}.",
      app: `If there is such a column, choose it ${AT.together}.`,
    },
  ],
  "clusters/too-few": [
    "Too few {clusters|groups} for a range",
    "{clusterCount|Fewer than 3} {clusters|groups}: too few for a range over {clusters|groups}. This speaks about these only.",
    "{addThree|Add images from more groups: 3 are the least, 10 or more are better.}",
  ],
  "clusters/few": [
    "Few {clusters|groups}",
    "Only {clusterCount|a few} {clusters|groups}{behind|}. Ranges over so few are rough; 10 or more would be better.",
    "{add|Add groups rather than more images of the same ones.}",
  ],
  "clusters/one-dominates": [
    "{carries|One group carries most}",
    "{carried|One group is so large a part of the data that it decides most of the figure.}",
    "Add more of the other {clusters|groups}.",
  ],
  "clusters/outcomes-in-few": [
    "Mistakes sit together",
    "The mistakes behind {metric|this figure} (or the right answers, where these are fewer) sit in {count|a few} {clusters|groups}.",
    "Find these {clusters|groups} among the mistakes, and see what they have in common.",
  ],
  "clusters/unseen-kind": [
    "Unseen {clusters|groups}",
    "Three {clusters|groups} of a kind that is not among yours would move {metric|this figure} out of the range that is given.",
    "Expect surprises at new {clusters|groups}; more {clusters|groups} make them rarer.",
  ],
  "clusters/size-related": [
    "{bigger|Groups with more images} differ",
    "{bigger|Groups with more images} score differently from those with fewer: {metric|this figure} would change with another mix of them.",
    "{see|Look at the figure group by group.}",
  ],
  "clusters/not-nested": [
    "A group in two places",
    "{cluster|One group} appears at two sites, so the sites are not independent.",
    "Check the column, or group by the higher level.",
  ],
  "slices/too-small": [
    "Parts too small",
    "Too few images of {slice|some parts} for a range of their own.",
    "Label more of them, or join parts that belong together.",
  ],
  "slices/after-results": [
    "Parts chosen late",
    "Some parts were chosen after results were seen. All ranges are widened for their number; no range allows for having picked them by what was seen.",
    "Check a part that was found this way on fresh images.",
  ],
  "slices/simultaneous": [
    "Ranges that hold together",
    "The ranges of the parts hold all together, so each is wider than it would be alone.",
    "Nothing to do: that is what allows you to look at all of them.",
  ],
};
