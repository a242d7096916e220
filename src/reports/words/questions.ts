/** What is asked of a result, once its answer is read; each is folded behind its line in a page. */
export const QUESTION_TITLES = {
  "do-now": "What should I do now?",
  missed: "What does it miss?",
  "mixed-up": "What does it mix up?",
  why: "Why is it different here?",
  where: "Where is it worse?",
  alike: "Are my images like the tested ones?",
  sureness: "Can I trust how sure it is?",
  changed: "What did changing labels do?",
  figures: "What are all the figures?",
  untold: "What does this not tell me?",
  computed: "How was this computed?",
} as const;

/** Around the questions in a page. */
export const ASKED = {
  title: "More, if you ask",
  figures: (v: { labels: string; one: boolean }) =>
    `${v.labels}, ${v.one ? "" : "each "}with its range.`,
} as const;
