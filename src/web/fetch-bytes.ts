/** Where a program is: an address, or the program itself, in memory. */
export type ProgramPlace = string | Blob;

/**
 * The bytes of a program.
 *
 * Programs are fetched whole and not compiled while they stream: that needs a media type which plain
 * file servers do not send.
 *
 * @throws Error where the host answers that it has none
 */
export async function fetchBytes(place: ProgramPlace): Promise<ArrayBuffer> {
  if (place instanceof Blob) return place.arrayBuffer();
  return bytesOfAnswer(await fetch(place), place);
}

/** The bytes of an answer. @throws Error where it says that there are none */
export async function bytesOfAnswer(response: Response, url: string): Promise<ArrayBuffer> {
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.arrayBuffer();
}
