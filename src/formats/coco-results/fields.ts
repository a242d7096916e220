import { type FormatFields, fieldsInstead } from "../fields.js";

/** @param points whether points are read */
export function cocoResultFields(points: boolean): FormatFields {
  return points
    ? COCO_RESULT_FIELDS
    : fieldsInstead(COCO_RESULT_FIELDS, {}, ["[].keypoints", "[].keypoints_absent"]);
}

/** Source: cocodataset.org, "Results format"; names in words as Homeground writes them. */
export const COCO_RESULT_FIELDS: FormatFields = {
  places: { "[].": "detection" },
  kept: {
    "[].image_id": "image of the detection",
    "[].category_id": "label",
    "[].bbox": "box",
    "[].bbox_relative": "box",
    "[].score": "score",
    "[].keypoints": "points, for the task keypoints",
    "[].keypoints_absent": "numbers of points that are not predicted",
    "[].segmentation": "outline: polygons, or a mask of pixels",
    "[].file_name":
      "path of the image, where nothing explains the numbers, or they say another one",
    "[].category_name": "label, where nothing explains the numbers, or they say another one",
  },
  notRead: [
    "[].area",
    "[].caption",
    "[].id",
    "[].ignore",
    "[].iscrowd",
    "[].num_keypoints",
    "[].segments_info",
  ],
  unsaid: { "[].iscrowd": ["0"] },
};
