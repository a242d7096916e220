/** What was left out of a folder, an archive or a list before anything was scored, in words. */
type Entry = readonly [title: string, text: string, fix: string];

const DISTRUST = "Do not trust the archive; make it again from the files";
const NOT_TAKEN = "It is left out.";

export const PLACES: Readonly<Record<string, Entry>> = {
  "archive/checksum": [
    "Damaged in the archive",
    `The bytes are not those that were packed. ${NOT_TAKEN}`,
    "Copy or make the archive again",
  ],
  "archive/duplicate": [
    "Several entries of one name in the archive",
    "Which of them is meant is not known. They are left out unless they are the same.",
    "Make the archive again with one of them",
  ],
  "archive/encrypted": [
    "Protected by a password",
    `It cannot be opened. ${NOT_TAKEN}`,
    "Pack it without a password",
  ],
  "archive/inconsistent": [
    "Two names for one entry of the archive",
    `The archive calls the file one thing in its list and another at its place. ${NOT_TAKEN}`,
    DISTRUST,
  ],
  "archive/link": ["A link in the archive", "Links are not followed.", "Pack the file itself"],
  "archive/nested": [
    "An archive in the archive",
    "It is not unpacked, and its files are not looked at.",
    "Unpack it and pack its files",
  ],
  "archive/not-a-file": [
    "No regular file in the archive",
    `It is a device, a pipe or the like. ${NOT_TAKEN}`,
    "Nothing to do",
  ],
  "archive/path": [
    "A name that leads out of the archive",
    `Unpacked, it would lie outside of the folder. ${NOT_TAKEN}`,
    DISTRUST,
  ],
  "archive/size-mismatch": [
    "Not as large as the archive says",
    `The entry is cut off, or holds more than it says. ${NOT_TAKEN}`,
    "Make the archive again",
  ],
  "archive/too-large": [
    "Grows beyond what a picture can be",
    `It unpacks to far more than its size. ${NOT_TAKEN}`,
    DISTRUST,
  ],
  "archive/unsupported": [
    "Packed in a way that is not read",
    NOT_TAKEN,
    "Pack it with deflate, or not at all",
  ],
  "path/backslash": [
    "A backslash in a name",
    "It is taken for a slash, as on Windows.",
    "Rename the file if it is to be used on Windows",
  ],
  "path/encoding": [
    "A name that is no valid text",
    "What cannot be read of the name is shown as �.",
    "Rename the file",
  ],
  "path/loop": [
    "A link to a folder above it",
    "Following it would never end.",
    "Nothing to do; it is not followed",
  ],
  "path/missing": [
    "Named, and not there",
    "A link or a line of a list names something that does not exist.",
    "Take the link or the line out",
  ],
  "path/not-a-file": [
    "A pipe, socket or device",
    "It holds no picture.",
    "Nothing to do; it is left out",
  ],
  "path/outside": [
    "Outside of what was named",
    "A link or a line of a list leads out of the folder; it is not followed.",
    "Copy the files into the folder, or name the folder above them",
  ],
  "path/remote": [
    "Named by an address",
    "Nothing is fetched from the network.",
    "Download the files, and name the folder",
  ],
  "path/unreadable": [
    "May not be read",
    "The system does not let this folder or link be read.",
    "Give yourself the right to read it",
  ],
};
