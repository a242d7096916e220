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
  const rows = await queries.query<{
    sha256: string;
    objects: AnswerOf<Routes["findImages"]>["images"][number]["objects"];
    more: boolean;
  }>(
    `SELECT asked.sha256, found.objects, found.n > ${MOST_OBJECTS} AS more
     FROM unnest($2::text[]) WITH ORDINALITY AS asked (sha256, at)
     CROSS JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('id', one.id, 'kind', one.kind, 'name', one.name)
           ORDER BY one.seq DESC) FILTER (WHERE one.nth <= ${MOST_OBJECTS}) AS objects, count(*) AS n
       FROM (
         SELECT o.id, o.kind, o.name, o.seq, row_number() OVER (ORDER BY o.seq DESC) AS nth
         FROM homeground.object_image i JOIN homeground.object o ON o.id = i.object_id
         WHERE i.workspace_id = $1 AND i.sha256 = decode(asked.sha256, 'hex')
         ORDER BY o.seq DESC LIMIT ${MOST_OBJECTS + 1}
       ) AS one
     ) AS found
     WHERE found.n > 0 ORDER BY asked.at`,
    [workspace, [...new Set(sha256)]],
  );
  return { images: [...rows] };
}
