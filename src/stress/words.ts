/** Words of an alteration of pictures. Figures and names are text already. */
export const STRESS = {
  title: "Altered pictures",
  eyebrow: (v: { models: string; images: string; groups: string | null; kinds: string }) =>
    [`${v.models} on ${v.images}`, v.groups, v.kinds].filter((part) => part !== null).join(" · "),
  none: "–",
  clean: "As they are",
  kind: "Alteration",
  model: "Model",
  severity: "Severity",
  parameter: "Parameter",
  figure: "Figure",
  from: "from",
  to: "to",
  change: "Change",
  /** Where all but one image stay as they are, nothing tells how far that is from others. */
  noRange: (v: { text: string }) => `${v.text}, no range`,
  heading: {
    none: "No kind of alteration is told to cost anything here, its severities together",
    one: (v: { kind: string; model: string; points: string; alone: boolean }) =>
      v.alone
        ? `${v.kind} costs ${v.model} ${v.points} here`
        : `${v.kind} costs ${v.model} most here: ${v.points}`,
    parted: (v: { a: string; b: string }) =>
      `${v.a} and ${v.b} are not told apart as the pictures are; altered, ${v.a} is ahead`,
    several: (v: { kinds: string; model: string }) => `${v.kinds} cost ${v.model} most here`,
  },
  statements: {
    "stress/no-cost-told": (v: { a: string }) =>
      `${v.a}: no kind of alteration, its severities together, is told to change the figure; single severities are in the tables, each by itself.`,
    "stress/costs-most": (v: { a: string; kinds: string; several: boolean; alone: boolean }) => {
      if (v.alone) return `${v.a}: a loss is told of ${v.kinds}, the only kind that was tried.`;
      return v.several
        ? `${v.a}: ${v.kinds} cost most; which of them more is not told.`
        : `${v.a}: ${v.kinds} costs more than every other kind that was tried.`;
    },
    "stress/costs": (v: { a: string; kinds: string }) =>
      `${v.a}: a loss is told of ${v.kinds}, the largest first.`,
    "stress/equal-not-robust": (v: { a: string; b: string; clean: string; altered: string }) =>
      `Not told apart, and not equally robust: as the pictures are, ${v.a} is ahead of ${v.b} by ${v.clean}, which may be nothing; altered, by ${v.altered}.`,
    "stress/ahead-altered": (v: { a: string; b: string; altered: string }) =>
      `${v.a} is ahead of ${v.b} as the pictures are, and altered by ${v.altered}.`,
    "stress/order-turns": (v: { a: string; b: string; altered: string }) =>
      `The order turns: ${v.b} is ahead as the pictures are, ${v.a} by ${v.altered} where they are altered.`,
    "stress/not-told-apart": (v: { a: string; b: string; altered: string }) =>
      `${v.a} and ${v.b} are not told apart where pictures are altered (${v.altered}).`,
  },
  warnings: {
    "stress/not-scored":
      "Some images are in no evaluation, as they are or altered; stress.json lists them, each with its reason.",
    "stress/no-answer":
      "Some images have no answer to an altered picture and are in no change; stress.json lists them.",
    "stress/working-size":
      "Making the pictures smaller, with which every alteration begins, changes a figure by itself: look at that row before you take a change for the alteration's.",
    "stress/search-of-right-answers":
      "A search counts images that are answered right as they are and wrong in a try; answers of this metric are not right or wrong by image, so that none was counted.",
    "slices/too-small": "So few images or groups that ranges say little.",
  } as Readonly<Record<string, string>>,
  costs: "What each kind costs",
  costsLead: (v: { level: string; sentence: string }) =>
    `${v.sentence} Each kind with its severities together: the mean change against the pictures as they are, image by image. All of these ranges hold together at ${v.level}.`,
  told: "told",
  most: "told, none told to cost more",
  robust: "All kinds together",
  robustLead:
    "Mean corruption error: the error (how far the figure is from the best that there is), averaged over severities and then over kinds; it is divided by nothing. Growth: that less the error of the pictures as they are. Ratio: kind by kind over the error of the first model, as Hendrycks & Dietterich divide by that of AlexNet.",
  noRatio: "There is no ratio (–) where the first model errs or loses nothing in some kind.",
  mce: "Mean corruption error",
  relative: "Growth of the error",
  ratio: "Ratio to the first",
  pairs: "Models against each other",
  pairsLead: (v: { level: string }) =>
    `Positive where the first is ahead. Ranges of each column hold together at ${v.level}.`,
  pair: "Models",
  pairClean: "As the pictures are",
  pairAltered: "Altered",
  between: (v: { a: string; b: string }) => `${v.a} − ${v.b}`,
  worst: "What a search found",
  worstLead: (v: { budget: string; severity: string }) =>
    `Random kinds and strengths up to severity ${v.severity}, ${v.budget} a picture. What is found is a lower bound: a search that tries more, or is cleverer, breaks as many answers or more.`,
  worstColumns: ["Right as they are", "Wrong in a try", "Right in every try", "Change"],
  curves: "Curves",
  curvesLead:
    "Severity 0 is the figure of the pictures as they are, on all of them. Ranges are of each figure by itself; changes against severity 0 are in the table, with ranges of their own: the same images, as they are and altered.",
  curveTitle: (v: { kind: string }) => v.kind,
  curveReading: (v: { kind: string; changes: string }) =>
    `${v.kind}, from severity 0 to the last: ${v.changes}.`,
  curveChange: (v: { name: string; from: string; to: string }) => `${v.name} ${v.from} to ${v.to}`,
  pictures: "One picture at each severity",
  picturesLead: (v: { file: string }) =>
    `${v.file}, as the models were shown it. Places, directions and noise are drawn anew for every picture.`,
  atSeverity: (v: { severity: string }) => `Severity ${v.severity}`,
  alt: (v: { kind: string; severity: string; parameter: string }) =>
    `The picture altered: ${v.kind}, severity ${v.severity}, ${v.parameter}`,
  noPicture: "The picture could not be made.",
  how: "How this was computed",
  howItems: (v: { side: string; seed: string; level: string }) => [
    `Pictures are decoded once, turned upright, brought to 8-bit RGB and, where the shorter side is longer than ${v.side} pixels, made smaller; then they are altered, and every model looks at the same altered pixels.`,
    "Lengths in pixels are those of a picture whose shorter side has 224; of others they grow with it.",
    `What is random follows from the bytes of each file, the kind and the seed ${v.seed}, and not from its name, the order or the number of processes.`,
    `Changes are paired: Newcombe's interval where an image is right or wrong, else Student's t on differences or on their jackknife; with groups, groups are what varies. Each change in the tables by itself at ${v.level}.`,
    "Boxes go where the alteration moves the objects: of a turned box the upright box around it, cut at the edges of the picture. An object of which less than a quarter is left in it counts for nothing; a hidden one stays. Points go along, and so do labels of pixels; what leaves the picture is not asked for, and of what comes in from outside nothing is counted.",
    "What this cannot say: how often such pictures come where you are, whether fog or night look like this there, and what a search that knows the model from inside would find.",
  ],
  foot: "A static page. It runs nothing, sends nothing and loads nothing.",
  made: (v: { version: string }) => `Homeground ${v.version}`,
  workingRow: "Only made smaller",
} as const;
