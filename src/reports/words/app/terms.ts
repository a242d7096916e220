/** Terms of the screens before the results, each in a sentence. */

type Terms = readonly (readonly [term: string, meaning: string])[];

/** What unfolds them. */
export const TERMS_TITLE = "What these words mean";

export const TERMS = {
  start: [
    ["Model", "The program that names what a picture shows, as one ONNX file."],
    [
      "Card",
      "A small file beside the model: how it wants its pictures, and what its answers are called.",
    ],
    ["Label", "What a picture really shows, as a person said it."],
    ["Record", "What the authors publish of a test: figure, images, answers, conditions."],
    ["Claim", "The published figure that is put to the test on your images."],
  ],
  found: [
    ["Ready", "There is a picture, it opens, and it has a label."],
    [
      "Left out",
      "Not used, and in a list with the reason. Images = ready + left out, on every screen.",
    ],
    ["Attribute", "Whatever else is known of a picture: camera, site, light, date."],
  ],
  names: [
    ["Likely", "Another spelling, a plural, a short form: probably the same, and yours to say."],
    ["Outside", "Your label names something that the model has no answer for."],
  ],
  question: [
    ["Point", "A percentage point: from 90% to 85% are 5 points."],
    ["Limit", "The lowest figure that is still fine for you. It decides what “holds” means."],
    ["Target", "The published number is taken as it stands, as something to be reached."],
    [
      "Measurement",
      "The published number was counted on some images too, and on others it would have been a little different.",
    ],
    [
      "Looking",
      "Who looks after every few images and stops when it pleases finds luck. Ranges for looking often are wider, so that this does no harm.",
    ],
    [
      "Belonging together",
      "Ten pictures of one animal tell less than ten of ten animals. Together they count as one piece of evidence.",
    ],
    [
      "Range",
      "Written [20.8, 41.4]. Drawn so that, used again and again, such a range contains the true figure 95 times in 100.",
    ],
  ],
  run: [
    [
      "Range",
      "Where the true figure for images like these is likely to lie, after the images so far. It grows narrower.",
    ],
    [
      "Problem",
      "A picture that could not be scored. It is left out, with its reason in a list; the rest goes on.",
    ],
    ["Engine", "The part of this page that runs the model, here in your browser."],
  ],
} as const satisfies Record<string, Terms>;
