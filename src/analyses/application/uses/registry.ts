import type { Use } from "../use.js";
import { activity } from "./activity.js";
import { community } from "./community.js";
import { cost } from "./cost.js";
import { density } from "./density.js";
import { escapes } from "./escapes.js";
import { extentUse } from "./extent.js";
import { lostAnimals } from "./lost-animals.js";
import { netBenefit } from "./net-benefit.js";
import { occupancy } from "./occupancy.js";
import { predictiveValuesUse } from "./predictive-values.js";
import { repeatability } from "./repeatability.js";
import { sensitivityAtSpecificity } from "./sensitivity.js";
import { trapRate } from "./trap-rate.js";

/** Every use, in the order of its figures in a report. */
export const USES: readonly Use[] = [
  lostAnimals,
  trapRate,
  community,
  occupancy,
  activity,
  density,
  predictiveValuesUse,
  sensitivityAtSpecificity,
  netBenefit,
  escapes,
  cost,
  repeatability,
  extentUse,
];
