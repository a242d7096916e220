import { type FormatFields, fieldsInstead, namesField } from "../fields.js";

/** What files that are written here say of themselves. */
export const WRITTEN_INFO = {
  coco: '{"description": "converted by homeground", "version": "1.0"}',
  cameraTraps: '{"version": "1.0", "description": "converted by homeground"}',
} as const;

/** Fields of points, which a reading of anything else leaves aside. */
const OF_POINTS = [
  "annotations[].keypoints",
  "annotations[].num_keypoints",
  "categories[].keypoints",
  "categories[].skeleton",
] as const;

/** @param points whether points are read */
export function cocoFields(points: boolean): FormatFields {
  return points ? COCO_FIELDS : fieldsInstead(COCO_FIELDS, {}, OF_POINTS);
}

/** Whether a field of an annotation is an attribute of its object. */
export function isObjectAttribute(name: string): boolean {
  return !namesField(COCO_FIELDS, `annotations[].${name}`);
}

/**
 * Sources: cocodataset.org, "Data format"; lvisdataset.org, "LVIS API"; lila.science, "COCO Camera
 * Traps format"; what Roboflow and CVAT add in their exports.
 */
export const COCO_FIELDS: FormatFields = {
  places: {
    "": "file",
    "images[].": "image",
    "annotations[].": "annotation",
    "annotations[].attributes.": "annotation",
    "categories[].": "category",
  },
  kept: {
    images: "images",
    annotations: "objects, or labels of images",
    categories: "labels",
    "images[].id": "number of the image, from COCO to COCO",
    "images[].file_name": "path of the image",
    "images[].coco_url": "path of the image, where there is no file_name",
    "images[].width": "size of the image",
    "images[].height": "size of the image",
    "images[].neg_category_ids": "labels that were looked for and not found",
    "images[].not_exhaustive_category_ids": "labels of which not every object is annotated",
    "annotations[].id": "name of the object in messages",
    "annotations[].image_id": "image of the object",
    "annotations[].category_id": "label",
    "annotations[].bbox": "box",
    "annotations[].bbox_relative": "box",
    "annotations[].area": "area",
    "annotations[].iscrowd": "mark of a region of many objects",
    "annotations[].segmentation": "outline: polygons, or a mask of pixels",
    "annotations[].attributes": "attributes of the object",
    "annotations[].keypoints": "points of the object, for the task keypoints",
    "annotations[].num_keypoints": "compared with the points that are annotated",
    "annotations[].sequence_level_annotation": "attribute `label_level` of the image",
    "categories[].id": "number of the label, from COCO to COCO",
    "categories[].keypoints": "names of points",
    "categories[].name": "label",
    "categories[].skeleton": "lines between points",
    "categories[].supercategory": "group of the label",
  },
  rest: {
    "images[].": "attribute of the image",
    "annotations[].": "attribute of the object",
    "annotations[].attributes.": "attribute of the object",
  },
  notRead: [
    "info",
    "licenses",
    "images[].flickr_url",
    "images[].url",
    "annotations[].caption",
    "annotations[].file_name",
    "annotations[].ignore",
    "annotations[].score",
    "annotations[].segments_info",
    "categories[].color",
    "categories[].def",
    "categories[].frequency",
    "categories[].image_count",
    "categories[].instance_count",
    "categories[].isthing",
    "categories[].synonyms",
    "categories[].synset",
  ],
  unsaid: { info: Object.values(WRITTEN_INFO).map((text) => JSON.stringify(JSON.parse(text))) },
};
