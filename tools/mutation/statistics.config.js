import { configFor } from "./shared.config.js";

export default configFor(
  "statistics",
  ["test/statistics/oracles.test.ts"],
  ["clusterProportionInterval copes with a million clusters and with huge ones"],
);
