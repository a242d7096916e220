import { DISTANCE_UNIT, surfaceMetric } from "./surface-metric.js";

export const HD95 = surfaceMetric(
  {
    id: "hd95",
    name: "95% Hausdorff distance",
    distance: "the greater of the 95th percentiles of distances from each boundary to the other",
    formula:
      "max of the 95th percentiles (linear) of d(a, B), a in boundary A, and d(b, A), b in boundary B; mean over images, then over labels",
    source: "Metrics Reloaded (Maier-Hein et al. 2024), MONAI, DeepMind's surface-distance",
    aliases: ["hausdorff-95", "hausdorff95", "95hd", "hausdorff-distance-95"],
    words: {
      label: "Edge distance",
      phrase: "95% Hausdorff distance",
      sentence: `How far apart outlines are, leaving out the worst 5%, ${DISTANCE_UNIT}.`,
      short: "how far apart outlines are",
      scale: "number",
    },
    works: [
      {
        key: "huttenlocher1993",
        cite: "Huttenlocher et al. 1993",
        entry:
          "Huttenlocher DP, Klanderman GA, Rucklidge WJ. Comparing images using the Hausdorff distance. IEEE Transactions on Pattern Analysis and Machine Intelligence 1993;15:850–863.",
      },
    ],
  },
  ({ hd95 }) => hd95,
);
