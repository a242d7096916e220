/** Which objects speak of an image: found by the SHA-256 of its bytes, among millions. */

import type { AnswerOf, BodyOf } from "../../registry/route.js";
import type { Routes } from "../../registry/routes.js";
import type { Queries } from "../database/database.js";

/** Hashes of one statement. */
const AT_ONCE = 4096;
/** Objects that are named of one image. */
const MOST_OBJECTS = 20;

/** @param images SHA-256 of each */
export async function indexImages(
  queries: Queries,
  workspace: string,
  object: string,
  images: readonly string[],
): Promise<void> {
  for (let at = 0; at < images.length; at += AT_ONCE) {
    await queries.query(
      `INSERT INTO homeground.object_image (workspace_id, sha256, object_id)
       SELECT $1, decode(hash, 'hex'), $2 FROM unnest($3::text[]) AS hash ON CONFLICT DO NOTHING`,
      [workspace, object, images.slice(at, at + AT_ONCE)],
    );
  }
}

/** The objects of a workspace that have some of these images, newest first. */
export async function findImages(
  queries: Queries,
  workspace: string,
  { sha256 }: BodyOf<Routes["findImages"]>,
): Promise<AnswerOf<Routes["findImages"]>> {
  type Found = AnswerOf<Routes["findImages"]>["images"][number];
  const rows = await queries.query<Found["objects"][number] & { sha256: string }>(
    `SELECT asked.sha256, one.id, one.kind, one.name
     FROM unnest($2::text[]) WITH ORDINALITY AS asked (sha256, at)
     CROSS JOIN LATERAL (
       SELECT o.id, o.kind, o.name, o.seq
       FROM homeground.object_image i JOIN homeground.object o ON o.id = i.object_id
       WHERE i.workspace_id = $1 AND i.sha256 = decode(asked.sha256, 'hex')
       ORDER BY o.seq DESC LIMIT ${MOST_OBJECTS + 1}
     ) AS one
     ORDER BY asked.at, one.seq DESC`,
    [workspace, [...new Set(sha256)]],
  );
  const images = new Map<
    string,
    Found & { more: boolean; readonly objects: Found["objects"][number][] }
  >();
  for (const { sha256, ...object } of rows) {
    const image = images.get(sha256) ?? { sha256, objects: [], more: false };
    images.set(sha256, image);
    if (image.objects.length < MOST_OBJECTS) image.objects.push(object);
    else image.more = true;
  }
  return { images: [...images.values()] };
}
