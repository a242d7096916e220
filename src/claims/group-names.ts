/**
 * Kinds of columns by what their names say, in the languages in which label files are often written:
 *
 * - `sequence`: pictures that were taken one after the other;
 * - `subject`: who or what was pictured once and will not be again, so that the next images show others;
 * - `place`, `device`: where and with what it was pictured, which stays as it is;
 * - `other`: groups of neither kind, of which only the user knows whether they come again.
 */
export type GroupKind = "sequence" | "subject" | "place" | "device" | "other";

/** A name that means one kind of group. */
export interface NamedGroup {
  readonly kind: GroupKind;
  /** Of subjects, which of several columns is asked first: the living, things, recordings, lots. */
  readonly rank: number;
  /** Whether the name alone says that values are ids; `animal` may hold kinds as well. */
  readonly isSure: boolean;
}

/** Names of one kind; all in letters without marks, as {@link plainLetters} gives them. */
interface NameSet {
  readonly kind: GroupKind;
  readonly rank: number;
  /** Whose values are ids whatever they look like. */
  readonly sure: readonly string[];
  /** That are kinds of things as often: values decide. */
  readonly unsure: readonly string[];
}

const split = (text: string): readonly string[] => text.split(" ");

/** Finest first: pictures of one camera are taken one after the other. */
export const PLACES = split("camera deployment placement trap location station site");

const NAMES: readonly NameSet[] = [
  {
    kind: "subject",
    rank: 0,
    sure: [
      ...split("patient patientin person participant volunteer proband donor individual lesion"),
      ...split("nodule spender individuum versuchstier personne participante donneur individu"),
      ...split("paciente persona donante individuo pessoa doador paziente partecipante donatore"),
      ...split("persoon deelnemer proefpersoon pacjent individ"),
    ],
    unsure: [
      ...split("subject animal case tumor tumour tier fall sujet animaux cas sujeto caso sujeito"),
      ...split("soggetto animale dier geval casus mouse rat maus souris raton topo muis"),
    ],
  },
  {
    kind: "subject",
    rank: 1,
    sure: [
      ...split(
        "specimen slide biopsy workpiece praparat gewebeprobe objekttrager bauteil werkstuck",
      ),
      ...split("echantillon muestra especimen portaobjetos amostra especime campione vetrino"),
      ...split("preparaat objectglas onderdeel"),
    ],
    unsure: [
      ...split("sample section part component item tree plant leaf fruit plate well culture"),
      ...split("probe schnitt teil baum pflanze blatt lame coupe piece arbre plante lamina pieza"),
      ...split("arbol peca arvore pezzo albero pianta monster boom"),
    ],
  },
  {
    kind: "subject",
    rank: 2,
    sure: [
      ...split("video clip movie studyinstance seriesinstance accession exam examination"),
      ...split("untersuchung examen exame esame"),
    ],
    unsure: [
      ...split("study recording film scan series acquisition studie aufnahme etude enregistrement"),
      ...split("estudio grabacion estudo gravacao studio registrazione onderzoek opname"),
    ],
  },
  {
    kind: "subject",
    rank: 3,
    sure: split("lot batch lote lotto partij charge"),
    unsure: split("los partida"),
  },
  { kind: "place", rank: 0, sure: PLACES, unsure: [] },
  {
    kind: "place",
    rank: 1,
    sure: [
      ...split("hospital clinic centre center lab laboratory institution farm plot line transect"),
      ...split("region kamera standort krankenhaus klinik zentrum labor einrichtung hof"),
      ...split("hopital clinique laboratoire camara sitio estacion clinica laboratorio centro"),
      ...split("estacao fotocamera sito stazione ospedale ziekenhuis kliniek locatie"),
    ],
    unsure: [],
  },
  {
    kind: "device",
    rank: 0,
    sure: [
      ...split("scanner device microscope machine sensor gerat mikroskop maschine appareil"),
      ...split("dispositif microscopio dispositivo maquina macchina apparaat microscoop"),
    ],
    unsure: [],
  },
  {
    kind: "other",
    rank: 0,
    sure: split("survey visit run source session flight mission trip group cluster block"),
    unsure: [],
  },
];

const SEQUENCE = /^(sequences?|seqs?|bursts?)(ids?|names?|keys?)?$|^events?ids?$/;

/** `patient_id`, `Patientennummer`, `codice paziente`: what stands around a word. */
const NUMBER = "ids?|uid|uuid|identifier|no|nr|num|number|nummer|numero|kennung|pseudonym|hash";
/** Names and codes may be those of kinds as well. */
const NAME = "names?|nom|nombre|nome|naam|codes?|codigo|codice|keys?|labels?";
const OF = "(?:de|del|della|do|du|des|van)?";
const PLURAL = "(?:s|es|e|n|en)";
const AROUND = [
  ["number", new RegExp(`^(?:${NUMBER})${OF}$`), new RegExp(`^${PLURAL}?(?:${NUMBER})$`)],
  ["name", new RegExp(`^(?:${NAME})${OF}$`), new RegExp(`^${PLURAL}?(?:${NAME})$`)],
  ["plural", null, new RegExp(`^${PLURAL}$`)],
] as const;

/**
 * What a column's name says of its values; null for names that mean no group. A name with a word for
 * a number (`animal_id`) is sure; a plain plural (`animals`) may be a count and is `other`.
 */
export function namedGroup(name: string): NamedGroup | null {
  const plain = plainLetters(name);
  if (SEQUENCE.test(plain)) return { kind: "sequence", rank: 0, isSure: true };
  const sets = NAMES.flatMap((set) => [...set.sure, ...set.unsure].map((word) => ({ set, word })));
  // The word itself before one that a longer name holds: `lote` is no plural of `lot`.
  const exact = sets.find(({ word }) => word === plain);
  const found = exact ?? sets.find(({ word }) => aroundWord(plain, word) !== null);
  if (found === undefined) return null;
  const { kind, rank, sure } = found.set;
  const around = aroundWord(plain, found.word);
  if (around === "plural" && kind === "subject") return { kind: "other", rank, isSure: false };
  return { kind, rank, isSure: around === "number" || sure.includes(found.word) };
}

/** Whether a name means one of these words: `camera`, `Camera ID`, `camera_no`, `cameraName`. */
export function isNamed(name: string, words: readonly string[]): boolean {
  const plain = plainLetters(name);
  return words.some((word) => aroundWord(plain, word) !== null);
}

/** Whether an attribute is by its name where pictures were taken: a camera, a site, a hospital. */
export function looksLikePlace(name: string): boolean {
  return namedGroup(name)?.kind === "place";
}

/** What stands around a word in a name; null where the name means something else. */
function aroundWord(plain: string, word: string): "nothing" | "number" | "name" | "plural" | null {
  if (plain === word) return "nothing";
  const behind = plain.startsWith(word) ? plain.slice(word.length) : null;
  const before = plain.endsWith(word) ? plain.slice(0, -word.length) : null;
  for (const [what, first, last] of AROUND) {
    if (behind !== null && last.test(behind)) return what;
    if (before !== null && first?.test(before) === true) return what;
  }
  return null;
}

/** Lower-case letters a to z; marks fall off, so that `Präparat` is `praparat`. */
function plainLetters(name: string): string {
  return name
    .normalize("NFD")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/[^a-z]/g, "");
}
