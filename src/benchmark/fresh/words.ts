/** Words of a comparison with a fresh test set. Figures and names are text already. */
export const FRESH = {
  title: (v: { original: string; fresh: string }) => `${v.original} against ${v.fresh}`,
  eyebrow: (v: { models: string; metric: string }) =>
    `Original and fresh set · ${v.metric} · ${v.models}`,
  drop: {
    lost: (v: { mean: string; range: string }) =>
      `On the fresh set models lose ${v.mean} on average ${v.range}.`,
    gained: (v: { mean: string; range: string }) =>
      `On the fresh set models gain ${v.mean} on average ${v.range}.`,
    open: (v: { mean: string; range: string }) =>
      `Whether models lose on the fresh set cannot be told: ${v.mean} on average ${v.range}.`,
  },
  noRange: "without a range",
  readings: {
    "better-lose-less": (v: { slope: string }) =>
      `Better models lose less: what one is ahead of another on the original set is ${v.slope} times as much on the fresh one. A set that is worn out by choosing models shows the reverse.`,
    "better-lose-more": (v: { slope: string }) =>
      `Better models lose more: what one is ahead of another on the original set is ${v.slope} times as much on the fresh one. A set that is worn out by choosing models looks like this; so does a fresh set on which all are near the best that can be reached.`,
    "cannot-tell": (v: { slope: string }) =>
      `Whether better models lose less or more cannot be told: what one is ahead of another on the original set is ${v.slope} times as much on the fresh one.`,
  },
  turned: (v: { slope: string }) =>
    `On the probit scale, on which a step near 100% counts more, it is the other way round: ${v.slope}.`,
  noLine: "There is no line: it takes three models of different figures.",
  ranks: (v: { changed: string; pairs: string; reversed: string }) =>
    `Of ${v.pairs}, ${v.changed} in another order on the fresh set; ${v.reversed} told to be ahead there of a model that is told to be ahead of it on the original set.`,
  are: (v: { n: string; isOne: boolean }) => `${v.n} ${v.isOne ? "is" : "are"}`,
  isNone: "none is",
  line: "The line",
  plot: "Fresh by original",
  reading: (v: { models: string; above: string }) =>
    `${v.models}; ${v.above} on or above the dashed line, on which a model does as well on both.`,
  caption: "Each point is a model, with its range on the fresh set. The band is the line's own.",
  on: (v: { set: string }) => `On ${v.set}`,
  models: "Models",
  fitted: "least squares",
  same: "the same on both",
  lines: {
    linear: (v: { slope: string; intercept: string }) =>
      `slope ${v.slope}, intercept ${v.intercept}.`,
    probit: (v: { slope: string; intercept: string }) =>
      `slope ${v.slope}, intercept ${v.intercept}. On this scale a step near 100% counts more, since there less is left to gain.`,
    noProbit: "none: a figure is 0 or 1, or no share, or there is no line.",
    noise: (v: { share: string }) =>
      `chance in the original images has made at most ${v.share} of the spread of figures there, and the slope too flat by as much.`,
  },
  names: { linear: "As they are:", probit: "On the probit scale:", noise: "Noise:" },
  lost: "What each model loses",
  model: "Model",
  loss: "Loss",
  range: "Range",
  rank: "Rank there",
  rankRange: (v: { low: string; high: string }) => `${v.low} to ${v.high} possible`,
  none: "–",
  lostLead: (v: { least: string; most: string; level: string }) =>
    `Between ${v.least} and ${v.most}. Ranges of models hold one by one at ${v.level}, images of the two sets taken as two samples; the range of the mean holds however alike the models' mistakes are. It is about these models and images like these.`,
  order: "Which order is told",
  orderFacts: (v: { original: string; fresh: string; pairs: string; level: string }) =>
    `${v.original} of ${v.pairs} are told apart on the original set, ${v.fresh} on the fresh one; all of these differences hold together at ${v.level}. The others may be in any order.`,
  correlation: (v: { spearman: string; kendall: string }) =>
    `Spearman's correlation of the two rankings is ${v.spearman}, Kendall's ${v.kendall}.`,
  reversal: (v: { a: string; b: string }) =>
    `${v.a} is ahead of ${v.b} on the original set, and behind it on the fresh one.`,
  moreReversals: (v: { n: string }) => `${v.n} more in fresh.json.`,
  looks: "How often the sets were looked at",
  looked: (v: { submissions: string; models: string }) => `${v.submissions} of ${v.models}.`,
  uses: (v: { uses: string }) => `Said to be used also for: ${v.uses}`,
  notKnown: "not known: only figures were given.",
  looksLead:
    "A set that helps to choose among models flatters the one that is chosen. Counted are submissions to this benchmark, and what authors say of the images; nobody counts other looks.",
  leftOut: (v: { models: string }) => `Left out, with a figure of one set alone: ${v.models}.`,
  limits: "What this does not tell",
  limitations: [
    "Why the figure is lower. Images that are harder, labels that were made otherwise and a set that is worn out lower it alike; only the last has better models lose more.",
    "More about other models: the ranges of slopes take models as independent of each other. Many are of one family, and all met the same images, so the true ranges are wider.",
    "How the models would do elsewhere: a fresh set of the same kind is not another place.",
  ],
  foot: "A static page. It stores nothing, sends nothing and loads nothing.",
  made: (v: { version: string }) => `All numbers: fresh.json, fresh.csv · Homeground ${v.version}`,
} as const;
