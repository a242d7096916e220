import { describe, expect, it } from "vitest";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { taskOfFiles } from "../../src/web/session/task-of-files.js";

/** COCO with a box on one image and two joints, of which so much is marked. */
function coco(keypoints: readonly number[]): string {
  return JSON.stringify({
    images: [{ id: 1, file_name: "a.jpg", width: 100, height: 80 }],
    annotations: [
      {
        id: 1,
        image_id: 1,
        category_id: 1,
        bbox: [1, 2, 30, 40],
        area: 1200,
        iscrowd: 0,
        keypoints,
      },
    ],
    categories: [{ id: 1, name: "fox", keypoints: ["nose", "tail"] }],
  });
}

async function taskOf(text: string): Promise<string | null> {
  const files = new Map([
    ["labels.json", new TextEncoder().encode(text)],
    ["a.jpg", new Uint8Array(4)],
  ]);
  const access = createMemoryFileAccess(files);
  const place = { access, path: "labels.json", source: "labels.json" };
  const listed = [{ path: "a.jpg", sizeBytes: 4 }];
  return (await taskOfFiles(place, null, listed, {}))?.task.id ?? null;
}

describe("labels without predictions", () => {
  it("are of points where points of objects are marked", async () => {
    expect(await taskOf(coco([5, 6, 2, 0, 0, 0]))).toBe("keypoints");
  });

  it("leave it open where none is, or where they are of whole images", async () => {
    expect(await taskOf(coco([0, 0, 0, 0, 0, 0]))).toBeNull();
    expect(await taskOf("file,label\na.jpg,fox\n")).toBeNull();
  });
});
