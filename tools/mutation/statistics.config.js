import { configFor } from "./shared.config.js";

export default configFor({
  name: "statistics",
  runs: 50,
  exclude: ["test/statistics/oracles.test.ts"],
  leaveOut: ["clusterProportionInterval copes with a million clusters and with huge ones"],
});
