/** A code of METHODS §15: where it is defined, when it is given, and its sentence. */
interface CodeEntry {
  /** Sections of METHODS. */
  readonly where: string;
  readonly when: string;
  /** The sentence for readers; `{slot}` is filled in by {@link codeSentence}. */
  readonly sentence: string;
}

/**
 * Every code of METHODS §15. `interval/…` and `clusters/…` are warnings on an estimate, `verdict/…`
 * reasons of *cannot tell yet*, the rest belong to the part of the result that they name. Codes are
 * public: a released one is never renamed.
 */
export const METHOD_CODES = {
  "interval/no-images": {
    where: "1.1",
    when: "n = 0 → null",
    sentence: "No labelled images.",
  },
  "interval/few-outcomes": {
    where: "1.1, 2.2, 3",
    when: "< 5 right or wrong; < 10 discordant",
    sentence: "Few {mistakes}: a rough range.",
  },
  "interval/no-variation": {
    where: "1, 2",
    when: "p ∈ {0, 1} or v = 0",
    sentence: "No mistakes in {n}; the true error may be up to {limit}.",
  },
  "interval/few-of-a-class": {
    where: "2.2, 14",
    when: "< 10 images",
    sentence: "Only {n} images of {class}.",
  },
  "interval/class-absent": {
    where: "2.2, 14",
    when: "no image of it",
    sentence: "No {class} among your images.",
  },
  "interval/biased": {
    where: "2.1, 2.2",
    when: "ECE, no interval; > ⅛ of the interval (METHODS-2 A2, A5, A8)",
    sentence: "Reads about {x} too {high} on so few.",
  },
  "interval/few-units-carry-it": {
    where: "2.4",
    when: "k_u < 15",
    sentence: "A few images make most of this figure.",
  },
  "interval/undefined-replicates": {
    where: "2.6",
    when: "> 5 %",
    sentence: "Undefined in {share} of redraws.",
  },
  "interval/method-not-recommended": {
    where: "2.6",
    when: "bootstrap; clusters or n < 50",
    sentence: "This method is too narrow here.",
  },
  "interval/claim-as-point": {
    where: "3",
    when: "bare value",
    sentence: "The claim gives no n: its own error is unknown.",
  },
  "interval/looked-before": {
    where: "4.4",
    when: "earlier result; then level .99, METHODS-2 A9",
    sentence: "Looked before: judged at {level} in place of {asked}.",
  },
  "clusters/not-used": {
    where: "1.1, 7.3",
    when: "plausible attribute unused",
    sentence: "If images share a {cluster}, true ranges are wider.",
  },
  "clusters/too-few": {
    where: "1.2, 6, 13",
    when: "G < 3 (13: 6) → null",
    sentence: "{n} {clusters}: too few for a range over {clusters}.",
  },
  "clusters/few": {
    where: "1.2",
    when: "G < 10",
    sentence: "Only {n} {clusters}: rough ranges.",
  },
  "clusters/one-dominates": {
    where: "1.2",
    when: "df < 4",
    sentence: "One {cluster} carries most of this.",
  },
  "clusters/outcomes-in-few": {
    where: "1.2",
    when: "k_eff < 6",
    sentence: "The mistakes sit in about {n} {clusters}.",
  },
  "clusters/unseen-kind": {
    where: "1.2",
    when: "3 in G+3 leave the interval",
    sentence: "Three {clusters} of an unseen kind would move this.",
  },
  "clusters/size-related": {
    where: "1.2",
    when: "abs r ≥ max(0.5, 2/√(G−1)), METHODS-2 A9",
    sentence: "Bigger {clusters} score differently.",
  },
  "clusters/not-nested": {
    where: "13",
    when: "a cluster in two sites",
    sentence: "{cluster} appears at two sites.",
  },
  "verdict/no-interval": {
    where: "4",
    when: "none",
    sentence: "No range, so no verdict.",
  },
  "verdict/too-few-clusters": {
    where: "4",
    when: "G < 5 (t: 10)",
    sentence: "Too few {clusters}.",
  },
  "verdict/few-of-a-class": {
    where: "4",
    when: "too many labels with too few images (METHODS-2 A2, A4, A5, A8)",
    sentence: "Too few {class}.",
  },
  "verdict/biased": {
    where: "4",
    when: "only without the bias, or only with it (METHODS-2 A2)",
    sentence: "So few objects flatter this: tell the size of the published set.",
  },
  "verdict/few-units-carry-it": {
    where: "4",
    when: "k_u < 25",
    sentence: "A few images decide.",
  },
  "verdict/size-related": {
    where: "4",
    when: "as `clusters/`",
    sentence: "Bigger {clusters} differ.",
  },
  "verdict/metric-biased": {
    where: "4",
    when: "ECE",
    sentence: "No verdict on this measure.",
  },
  "verdict/unseen-clusters": {
    where: "4",
    when: "one more of the worst kind, METHODS-2 A7",
    sentence:
      "At another site it holds unless more than {x} % of sites are of a kind that none of yours is.",
  },
  "verdict/worst-site": {
    where: "4",
    when: "S ≥ r, METHODS-2 A7",
    sentence: "That assumes what is asked.",
  },
  "verdict/worst-site-seen": {
    where: "4",
    when: "a cluster surely below S",
    sentence: "One of your {clusters} scores below what you said none does.",
  },
  "verdict/claim-too-uncertain": {
    where: "4.2",
    when: "w ≥ d",
    sentence: "The claim itself is too uncertain.",
  },
  "verdict/more-clusters": {
    where: "4.2",
    when: "else, clusters",
    sentence: "More {clusters}, not more images.",
  },
  "verdict/more-labels": {
    where: "4.2",
    when: "else",
    sentence: "About {n} more labels.",
  },
  "verdict/contradicted": {
    where: "4, 5",
    when: "interval of all the data",
    sentence: "All the data together say otherwise.",
  },
  "verdict/anytime-unavailable": {
    where: "5",
    when: "not allowed there",
    sentence: "Looking as you go is not possible here.",
  },
  "verdict/unanswered": {
    where: "4",
    when: "does not survive the worst or best completion",
    sentence: "{n} images have no answer; they could turn it.",
  },
  "gap/no-counts": {
    where: "6.1",
    when: "none in the claim",
    sentence: "The claim has no counts per class: no split.",
  },
  "gap/no-classes": {
    where: "6.1",
    when: "units with several classes",
    sentence: "An image has no one class here: no split.",
  },
  "gap/no-conditions": {
    where: "6.2",
    when: "units with several classes; no attribute kept",
    sentence: "Nothing known of the images on both sides splits the difference.",
  },
  "gap/no-support": {
    where: "6.1",
    when: "M empty",
    sentence: "No kind of image is in both sets.",
  },
  "gap/low-support": {
    where: "6",
    when: "supported share < 0.5",
    sentence: "Most images are of kinds one side lacks.",
  },
  "gap/undefined-metric": {
    where: "6.1",
    when: "a value undefined",
    sentence: "This measure cannot be split here.",
  },
  "gap/too-fine": {
    where: "6.2",
    when: "support < 0.8, < 0.5",
    sentence: "Too few images alike once {attribute} is used.",
  },
  "gap/confounded": {
    where: "6.2",
    when: "no common bin; V ≥ 0.8",
    sentence: "{a} and {b} changed together: not separable here.",
  },
  "gap/few-clusters": {
    where: "6",
    when: "G < 20 in an arm",
    sentence: "Few {clusters}: ranges of the parts are rough.",
  },
  "gap/reweight-thin": {
    where: "6.4",
    when: "kish < 50; null < 20",
    sentence: "Rests on about {n} published images.",
  },
  "scope/singles-only": {
    where: "7.1",
    when: "self-coverage(2) < 0.8",
    sentence: "Attributes were compared one at a time.",
  },
  "scope/sparse-test-set": {
    where: "7.1",
    when: "self-coverage < 0.7; n_A < 30 → null",
    sentence: "The test set hardly covers itself.",
  },
  "scope/few-clusters": {
    where: "7.3",
    when: "< 200 divisions; < 20 → excess null",
    sentence: "Too few {clusters} to tell it from chance.",
  },
  "scope/clusters-one-side": {
    where: "7.3",
    when: "record without clusters",
    sentence: "Differences look surer than they are.",
  },
  "scope/no-embedding": {
    where: "7.4",
    when: "closed, or n_A < 100",
    sentence: "No image features to compare with.",
  },
  "scope/rare-in-training": {
    where: "7.5",
    when: "lowest quarter",
    sentence: "The model saw few {class} in training.",
  },
  "scope/not-identifiable": {
    where: "12",
    when: "cond > 100, ESS < 30",
    sentence: "The model mixes up classes too much for this.",
  },
  "scope/assumption-fails": {
    where: "12",
    when: "off by > 5 points",
    sentence: "Off by {points} points on your labelled part.",
  },
  "scope/label-free-hidden": {
    where: "12",
    when: "coverage < 0.5, KS",
    sentence: "Not shown: your images differ too much.",
  },
  "ledger/value-range": {
    where: "8",
    when: "impossible entry",
    sentence: "Not a possible result.",
  },
  "ledger/duplicate": {
    where: "8",
    when: "same id or data",
    sentence: "Already in the ledger; counted once.",
  },
  "ledger/too-few": {
    where: "8",
    when: "k < 5 or s = 0 → null",
    sentence: "{k} places: too few to foresee the next.",
  },
  "ledger/few-sites": {
    where: "8",
    when: "k < 10",
    sentence: "Few places: a rough range.",
  },
  "ledger/noisy-sites": {
    where: "8",
    when: "v̄ > 0.5 s²",
    sentence: "Much of the spread is small samples.",
  },
  "ledger/not-a-cause": {
    where: "8",
    when: "a regression over places",
    sentence: "Places differ in more than these: no cause is shown.",
  },
  "ledger/few-for-attributes": {
    where: "8",
    when: "k < 10, or < 10 a coefficient",
    sentence: "{k} places: too few for so many properties.",
  },
  "plan/few-draws": {
    where: "9",
    when: "n < 100",
    sentence: "Too few draws for this range.",
  },
  "plan/not-random": {
    where: "9",
    when: "drawn otherwise",
    sentence: "Labels not drawn at random: not used.",
  },
  "plan/race-open": {
    where: "11",
    when: "budget spent",
    sentence: "Not told apart yet.",
  },
  "slices/too-small": {
    where: "10",
    when: "n < 10, < 3 clusters",
    sentence: "Too few images of {slice}.",
  },
  "slices/after-results": {
    where: "10",
    when: "added later",
    sentence: "Chosen after results; all ranges widened.",
  },
  "slices/simultaneous": {
    where: "10",
    when: "always",
    sentence: "These ranges hold all together.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;

export type MethodCode = keyof typeof METHOD_CODES;

/** Whether a text is a code of {@link METHOD_CODES}. */
export function isMethodCode(code: string): code is MethodCode {
  return Object.hasOwn(METHOD_CODES, code);
}

/** Names of the slots of a code's sentence, in order, each once. */
export function codeSlots(code: MethodCode): readonly string[] {
  const found = [...METHOD_CODES[code].sentence.matchAll(SLOT)].map((match) => match[1] ?? "");
  return [...new Set(found)];
}

/**
 * The sentence of a code with its slots filled in. A slot without a word keeps its own name, so
 * that the sentence can be read all the same: "Few mistakes: a rough range."
 *
 * @param words text by slot, such as `{ n: "6", clusters: "cameras" }`
 */
export function codeSentence(
  code: MethodCode,
  words: Readonly<Record<string, string>> = {},
): string {
  return METHOD_CODES[code].sentence.replace(SLOT, (_all, slot: string) =>
    Object.hasOwn(words, slot) ? (words[slot] ?? slot) : slot,
  );
}

const SLOT = /\{(\w+)\}/g;
