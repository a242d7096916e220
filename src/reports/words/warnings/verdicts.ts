import type { WarningTable } from "./types.js";

/** Reasons of no verdict, and limits of how a difference was split. */
export const VERDICT_WARNINGS: WarningTable = {
  "verdict/no-interval": [
    "No range",
    "There is no range for {metric|this figure}, so there can be no verdict.",
    "The note on the figure itself says why, and what would help.",
  ],
  "verdict/too-few-clusters": [
    "Too few {clusters|groups}",
    "{clusterCount|So few} {clusters|groups} are too few to speak about others.",
    "Add {clusters|groups}: at least {leastClusters|5}.",
  ],
  "verdict/few-of-a-class": [
    "Too few of a class",
    "{rare|Some labels have too few images}: {metric|this figure} cannot be judged.",
    "Label more images of the rare labels, or ask about a figure that rests on labels with more.",
  ],
  "verdict/biased": [
    "So few objects flatter the figure",
    "So few objects by themselves make {metric|this figure} read too high or too low, and whether the published one does too depends on {size|how many images it was measured on}.",
    "Give the number of images of the published test set with the claim, or label more images.",
  ],
  "verdict/few-units-carry-it": [
    "A few images decide",
    "A few images with large values decide {metric|this figure}.",
    "Label more images; about 75 are needed for a verdict on such a measure.",
  ],
  "verdict/size-related": [
    "{bigger|Groups with more images} differ",
    "{bigger|Groups with more images} score differently, so the verdict would depend on which ones you happened to have.",
    "Add {clusters|groups} of all sizes.",
  ],
  "verdict/metric-biased": [
    "No verdict on this measure",
    "Confidence error depends on the number of images, so no verdict is given on it.",
    "Claim or require another measure, such as the Brier score.",
  ],
  "verdict/unseen-clusters": [
    "An unseen kind of {cluster|group} could turn it",
    "{unless|One more group of a kind that is not among yours could turn the verdict.}",
    "Add {clusters|groups} that differ from those you have, or state the worst score that any of them can have if you know it.",
  ],
  "verdict/worst-site": [
    "That assumes what is asked",
    "The worst score that you stated is no worse than what is asked: that assumes what is asked.",
    "Give a worse score, one that you are sure of, or none.",
  ],
  "verdict/worst-site-seen": [
    "A {cluster|group} is worse than you stated",
    "One of your own {clusters|groups} scores worse than the worst score that you stated, beyond what chance does.",
    "Give a worse score, one that you are sure of, or none.",
  ],
  "verdict/claim-too-uncertain": [
    "The claim is too uncertain",
    "The published figure rests on so few images that no number of yours could decide.",
    {
      command:
        "Allow a wider limit, ask the authors for a larger test, or take the number as a target with --require.",
      app: "Allow a wider limit, ask the authors for a larger test, or compare with the number as a target, under Your question.",
    },
  ],
  "verdict/more-clusters": [
    "More {clusters|groups} are needed",
    "More {clusters|groups} are needed, not more images from the same ones.",
    "Add {clusters|groups}, chosen at random from those you want to speak about.",
  ],
  "verdict/more-labels": [
    "More labels are needed",
    "More labelled images are likely to decide.",
    {
      command: "Label more images, drawn at random: homeground sample draws them.",
      app: "Label more images, drawn at random.",
    },
  ],
  "verdict/contradicted": [
    "All images together say otherwise",
    "A verdict was reached, and the figure of all images together says the opposite, so it is withdrawn.",
    "Check that the images come in random order, or decide on a number of labels first and look once.",
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
  "verdict/unanswered": [
    "Images without an answer could turn it",
    "{subject|Some images have} no answer; they could turn it.",
    {
      command:
        "Have the model answer them: the list of images left out says why each has no answer. Leave out with --where those that are no part of the question; where silence is an error, run again with --unanswered wrong.",
      app: "Have the model answer them: the list of images left out says why each has no answer. Take those that are no part of the question out of the labels.",
    },
  ],
  "gap/no-counts": [
    "No split of the difference",
    "The claim has no counts per class, so the difference cannot be split into its reasons.",
    "Ask the authors for their table of counts, or for a record.",
  ],
  "gap/no-classes": [
    "No split of the difference",
    "An image has no one class here: it holds objects, pixels or numbers of several. So the difference is one total, and not one part of it is a changed mix of classes. A record that tells its images one by one would split it by what is known of them, unless the figure ranks objects by their scores.",
    {
      command:
        "Give an open record with its files (--claim RECORD), or look at parts of your images (--slice): they show where the figure is lower.",
      app: "Give an open record with its files, or look at parts of your images: they show where the figure is lower.",
    },
  ],
  "gap/no-conditions": [
    "No split of the difference",
    "Nothing that is known of the images on both sides, such as day and night, was used to split the difference: none of it differs beyond chance, or too few images would stay alike.",
    {
      command: "Give what you think makes the difference, with --slice.",
      app: "Give what you think makes the difference: the parts of your images to look at.",
    },
  ],
  "gap/no-support": [
    "Nothing in common",
    "No kind of image is in both sets, so the difference cannot be split.",
    "Compare on labels and conditions that both sides have.",
  ],
  "gap/low-support": [
    "Little in common",
    "Most images have a label or condition that one side lacks. The split speaks about the rest.",
    "Read the parts “only there” and “only here” first.",
  ],
  "gap/undefined-metric": [
    "This measure cannot be split",
    "The measure is undefined on one of the parts, so its difference cannot be split here.",
    {
      command: "Give the published accuracy as a further --claim: its difference can be split.",
      app: "Give the published accuracy under Your question: its difference can be split.",
    },
  ],
  "gap/too-fine": [
    "Split too fine",
    "Too few images are alike once {attribute|this attribute} is used, so it was left out of the split.",
    "Use fewer attributes, or join levels that belong together.",
  ],
  "gap/confounded": [
    "What cannot be told apart",
    "{a|Some attributes} and {b|others} changed together between the two sets, so it cannot be told which is to blame.",
    "Add images in which only one of them changes.",
  ],
  "gap/few-clusters": [
    "Few {clusters|groups}",
    "Few {clusters|groups}: the ranges of the parts are rough.",
    "Read the sizes of the parts, and add {clusters|groups} before you rely on their ranges.",
  ],
  "gap/reweight-thin": [
    "A thin basis",
    "The re-weighted figure rests on about {count|a few dozen} published images.",
    "Take it as a hint; ask the authors for a larger test with your mix of classes.",
  ],
};
