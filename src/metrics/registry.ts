import { AUGRC } from "./confidence/augrc.js";
import { AURC } from "./confidence/aurc.js";
import { AUROC_FAILURE } from "./confidence/auroc-failure.js";
import { ECE } from "./confidence/ece.js";
import { SELECTIVE_RISK } from "./confidence/selective-risk.js";
import { COUNT_BIAS } from "./counts/count-bias.js";
import { COUNT_CCC } from "./counts/count-ccc.js";
import { COUNT_MAE } from "./counts/count-mae.js";
import { COUNT_RMSE } from "./counts/count-rmse.js";
import { COUNT_TOTAL_ERROR } from "./counts/count-total-error.js";
import { COUNT_WITHIN } from "./counts/count-within.js";
import { DETECTION_RANKINGS } from "./detection/detection-rankings.js";
import { IMAGE_SENSITIVITY } from "./detection/image-sensitivity.js";
import { IMAGE_SPECIFICITY } from "./detection/image-specificity.js";
import { OUTLINED_OBJECTS } from "./detection/outlined-objects.js";
import { OKS_RANKINGS } from "./keypoints/oks-rankings.js";
import { PCK } from "./keypoints/pck.js";
import { POINT_ERRORS } from "./keypoints/point-errors.js";
import type { Metric } from "./metric.js";
import { ACCURACY } from "./predictions/accuracy.js";
import { BALANCED_ACCURACY } from "./predictions/balanced-accuracy.js";
import { COHEN_KAPPA } from "./predictions/cohen-kappa.js";
import { F1 } from "./predictions/f1.js";
import { MCC } from "./predictions/mcc.js";
import { PRECISION } from "./predictions/precision.js";
import { RECALL } from "./predictions/recall.js";
import { SPECIFICITY } from "./predictions/specificity.js";
import { TOP_K_ACCURACY } from "./predictions/top-k-accuracy.js";
import { BRIER } from "./probabilities/brier.js";
import { LOG_LOSS } from "./probabilities/log-loss.js";
import { AVERAGE_PRECISION } from "./rankings/average-precision.js";
import { ROC_AUC } from "./rankings/roc-auc.js";
import { ASSD } from "./segmentation/assd.js";
import { DICE } from "./segmentation/dice.js";
import { HD95 } from "./segmentation/hd95.js";
import { INTERSECTION_OVER_UNION } from "./segmentation/iou.js";
import { NSD } from "./segmentation/nsd.js";
import { PIXEL_ACCURACY } from "./segmentation/pixel-accuracy.js";

/** The registry: every metric that can be computed, by id, in the order in which they are listed. */
export const METRICS: ReadonlyMap<string, Metric> = new Map(
  [
    ACCURACY,
    BALANCED_ACCURACY,
    TOP_K_ACCURACY,
    PRECISION,
    RECALL,
    SPECIFICITY,
    F1,
    COHEN_KAPPA,
    MCC,
    LOG_LOSS,
    BRIER,
    ROC_AUC,
    AVERAGE_PRECISION,
    ECE,
    AURC,
    AUGRC,
    AUROC_FAILURE,
    SELECTIVE_RISK,
    IMAGE_SENSITIVITY,
    IMAGE_SPECIFICITY,
    ...DETECTION_RANKINGS,
    COUNT_MAE,
    COUNT_RMSE,
    COUNT_BIAS,
    COUNT_CCC,
    COUNT_TOTAL_ERROR,
    COUNT_WITHIN,
    ...OKS_RANKINGS,
    PCK,
    ...POINT_ERRORS,
    ...OUTLINED_OBJECTS,
    DICE,
    INTERSECTION_OVER_UNION,
    PIXEL_ACCURACY,
    HD95,
    ASSD,
    NSD,
  ].map((metric) => [metric.id, metric]),
);
