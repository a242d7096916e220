import { configFor } from "./shared.config.js";

export default configFor({
  name: "metrics",
  runs: 15, // each compares every metric
  exclude: [
    "test/metrics/oracle-metrics.test.ts",
    "test/metrics/detection/oracle-detection.test.ts",
  ],
  leaveOut: ["sums of clusters are the same from a full table and from unit to unit"],
});
