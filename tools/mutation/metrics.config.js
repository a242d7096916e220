import { configFor } from "./shared.config.js";

export default configFor("metrics", ["test/metrics/oracle-metrics.test.ts"]);
