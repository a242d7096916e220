import type { FormatFields } from "../fields.js";

/** Source: cocodataset.org, "Panoptic segmentation"; github.com/cocodataset/panopticapi. */
export const PANOPTIC_FIELDS: FormatFields = {
  places: {
    "": "file",
    "images[].": "image",
    "annotations[].": "annotation",
    "annotations[].segments_info[].": "segment",
    "categories[].": "category",
  },
  kept: {
    images: "images",
    annotations: "segments of an image",
    categories: "labels",
    "images[].id": "number of the image",
    "images[].file_name": "path of the image",
    "images[].width": "size of the image",
    "images[].height": "size of the image",
    "annotations[].image_id": "image of the segments",
    "annotations[].file_name": "PNG file with the number of a segment for each pixel",
    "annotations[].segments_info": "segments",
    "annotations[].segments_info[].id": "number of the segment in the PNG file",
    "annotations[].segments_info[].category_id": "label",
    "annotations[].segments_info[].iscrowd": "a region of many objects, which is not to be found",
    "annotations[].segments_info[].bbox": "nothing: the box is that of the pixels",
    "annotations[].segments_info[].area": "nothing: the area is that of the pixels",
    "categories[].id": "number of the label",
    "categories[].name": "label",
    "categories[].isthing": "whether its segments are objects (1) or a region an image (0, stuff)",
    "categories[].supercategory": "group of the label",
  },
  notRead: [
    "info",
    "licenses",
    "images[].coco_url",
    "images[].date_captured",
    "images[].flickr_url",
    "images[].license",
    "annotations[].segments_info[].score",
    "annotations[].segments_info[].isthing",
    "categories[].color",
  ],
};
