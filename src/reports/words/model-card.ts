import { type Sentence, say } from "../../core/sentence.js";

/** Words about figures that come from a model card of the Hugging Face Hub. */

const WITH_RECORD = {
  command: "with --claim record.json its images, counts and interval are used",
  app: "drop that record, and its images, counts and interval are used",
};

const write = (claim: string): Sentence => ({
  command: `write --claim '${claim}'`,
  app: `give ${claim} under Your question`,
});

export const MODEL_CARD = {
  source: (of: { source: string }) => `${of.source} (model card, unverifiable)`,
  unverifiable: (of: { figures: string; source: string; dataset: string }) =>
    `the word of the model card ${of.source}, unverifiable, is ${of.figures} on ${of.dataset}: it names no images, no number of images and no interval`,
  percent: (of: { metric: string; value: string; share: string }) =>
    `${of.metric} ${of.value} of the model card is taken as a percentage, ${of.share} as a share, since it is above 1`,
  plusMinus: (of: { metric: string; value: string; used: string }) =>
    `of ${of.metric} ${of.value} the value ${of.used} is used: the card does not say what stands behind ±`,
  notUsed: (of: { place: string; metric: string; why: Sentence }) =>
    say`not used of the model card, ${of.place}: ${of.metric}, ${of.why}`,
  moreNotUsed: (of: { count: string }) =>
    `And ${of.count} more of the card are not used; result.json names them.`,
  record: (of: { id: string }) =>
    say`the model card points to the transparency record ${of.id}, the figure with what is needed to count it again: ${WITH_RECORD}`,
  why: {
    average: "whose average over classes the card does not state",
    variant: "of which there are several that differ, and the card does not state which",
    unknown: "which has no metric here that is known to mean the same",
    notNumber: (of: { value: string }) => `whose value ${of.value} is no number`,
    outside: (of: { value: string }) => `whose value ${of.value} it cannot take`,
    scores: (of: { claim: string }) =>
      say`which needs a score for each class; ${write(of.claim)} where you have them`,
    oneClass: (of: { claim: string }) => say`which is about one class; ${write(of.claim)} for it`,
    threshold: (of: { claim: string }): Sentence => ({
      command: `which holds at one threshold; write --claim '${of.claim}' with --threshold`,
      app: `which holds at one threshold; give ${of.claim} with a model card that states the threshold`,
    }),
    task: (of: { task: string }) => `which is about ${of.task}`,
    dataset: (of: { dataset: string }) => `which is about ${of.dataset}`,
    twice: "which the card states twice with different values",
    tolerance: (of: { claim: string }): Sentence => ({
      command: `for which no tolerance goes without saying; add --tolerance, or write --claim '${of.claim}~TOLERANCE'`,
      app: "for which no tolerance goes without saying; set how far below is fine under Your question",
    }),
  },
} as const;
