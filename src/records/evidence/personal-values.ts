/**
 * What in a text names a person or a place, by its form alone. Each test asks for a form that other
 * texts rarely have: a column that is left out for nothing costs more than a look at what is told.
 */

/** Longer texts are looked at up to here. */
const MOST_TEXT = 5000;
const EMAIL =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,24}\b/u;

/** Whether a text holds an e-mail address. */
export function holdsEmail(text: string): boolean {
  return EMAIL.test(text.slice(0, MOST_TEXT));
}

/** `+49 170 1234567`, `0033 1 23 45 67 89`, `(0711) 123456`, `030/1234567`: what is dialled. */
const PHONE =
  /^(?:tel\.?:?\s*)?(?:(?:\+|00)[1-9]\d{0,2}|\(?0\d{1,5}\)?)(?:[\s./()-]{1,2}\d{1,12}){1,6}$/i;

/** Whether a text is a telephone number: 7 to 15 digits with a prefix and something between them. */
export function isPhone(text: string): boolean {
  const plain = text.trim();
  if (plain.length > 40) return false;
  if (!PHONE.test(plain) || isDay(plain)) return false;
  const digits = plain.replace(/\D/g, "").length;
  return digits >= 7 && digits <= 16;
}

/** `47.3769, 8.5417`: two fractions with at least three digits behind the point. */
const DEGREES =
  /(?<![\d.])([+-]?\d{1,3}\.\d{3,})\s*[°]?\s*[NS]?\s*[,;/ ]\s*([+-]?\d{1,3}\.\d{3,})(?![\d.])/i;
/** `47°22'36"N 8°32'30"E`, `N 47 22.6`. */
const SEXAGESIMAL =
  /\d{1,3}\s*°\s*\d{1,2}(?:[.,]\d+)?\s*['′’](?:\s*\d{1,2}(?:[.,]\d+)?\s*(?:["″”]|'')?)?\s*[NSEWO]\b/i;
const WELL_KNOWN_TEXT = /\b(?:POINT|LINESTRING|POLYGON)\s*Z?\s*\(+\s*-?\d/i;

/** Whether a text holds a place by its coordinates. */
export function holdsCoordinates(whole: string): boolean {
  const text = whole.slice(0, MOST_TEXT);
  if (SEXAGESIMAL.test(text) || WELL_KNOWN_TEXT.test(text)) return true;
  const [, first, second] = DEGREES.exec(text) ?? [];
  if (first === undefined || second === undefined) return false;
  const [a, b] = [Math.abs(Number(first)), Math.abs(Number(second))];
  return Math.min(a, b) <= 90 && Math.max(a, b) <= 180 && a + b > 1;
}

const DAY = /^(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}))$/;

/** Year of a text that is a day and nothing else; null for others, times of day too. */
export function yearOfDay(text: string): number | null {
  const match = DAY.exec(text.trim());
  if (match === null) return null;
  const numbers = [match[2] ?? match[4], match[3] ?? match[5]].map(Number);
  const isDate = numbers.every((n) => n >= 1 && n <= 31) && Math.min(...numbers) <= 12;
  return isDate ? Number(match[1] ?? match[6]) : null;
}

function isDay(text: string): boolean {
  return yearOfDay(text) !== null;
}

/** Titles behind which a name stands. */
const TITLE =
  /^(?:dr|prof|mr|mrs|ms|herr|frau|mme|mlle|sr|sra|dott|dr\.? med|ing|phd|pan|pani|fru)\.?\s+\p{Lu}/iu;
/** One to three words of a name, each with a capital: `Ann Miller`, `Müller, Jörg`, `J. K. Rowe`. */
const NAME =
  /^\p{Lu}[\p{L}'’-]*\.?(?:,?\s+(?:(?:de|da|di|del|van|von|der|den|la|le|af|ter)\s+)*\p{Lu}[\p{L}'’-]*\.?){1,3}$/u;

/** Whether a text has the form of a person's name and a part that is a given name, or a title. */
export function isPersonName(text: string): boolean {
  const plain = text.trim().normalize("NFC");
  if (plain.length > 60) return false;
  if (TITLE.test(plain) && plain.split(/\s+/).length <= 5) return true;
  if (!NAME.test(plain)) return false;
  const words = plain.replace(/,/g, " ").split(/\s+/);
  // Given names stand first, or behind the comma of a name that is turned round.
  const given = plain.includes(",") ? words.slice(1) : words.slice(0, 1);
  return given.some((word) => GIVEN_NAMES.has(plainLetters(word)));
}

/** Lower case without accents. */
function plainLetters(word: string): string {
  return word
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[łŁ]/g, "l")
    .replace(/[øØ]/g, "o")
    .toLowerCase();
}

/**
 * Common given names, so that "Red Fox" and "Great Tit", which look like names, are none. Names that
 * are also animals, plants or colours (Robin, Heather, Rose, Jack, Martin, Violet) are not among them.
 */
const GIVEN_NAMES: ReadonlySet<string> = new Set(
  // English
  (
    "aaron adam alan albert alex alexander alice amanda amy andrea andrew angela ann anna anne anthony " +
    "arthur ashley barbara ben benjamin betty bob brian carl carol caroline catherine charles charlotte " +
    "chris christian christina christine christopher cynthia daniel david deborah dennis diana donald " +
    "donna dorothy douglas edward elizabeth ellen emily emma eric eva frances francis frank fred gary " +
    "george gerald grace gregory hannah harold harry helen henry howard isabel jacob james jane janet " +
    "jason jean jeffrey jennifer jessica joan joe john jonathan joseph joshua joyce judith julia julie " +
    "karen karl kate katherine kathleen kelly kenneth kevin kim laura lauren lawrence linda lisa louis " +
    "louise lucas lucy luke margaret maria marie mary matthew megan michael michelle mike nancy nicholas " +
    "nicole nina oliver olivia pamela patricia paul paula peter philip rachel ralph raymond rebecca " +
    "richard robert roger ronald russell ruth ryan samuel sandra sara sarah scott sharon simon sophia " +
    "sophie stephanie stephen steve steven stuart susan tanya teresa thomas tim timothy tom tony victor " +
    "victoria vincent virginia walter wayne william zoe " +
    // German, Dutch, Nordic
    "andreas anders anja anke annette antje anton astrid bart bas beate bernd bernhard birgit bjorn " +
    "britta carsten claudia claus cornelia daan dieter dirk dorte elke els erik erika ernst felix " +
    "florian franz frauke friedrich fritz gabriele georg gerhard gisela gunther gustav hanna hans harald " +
    "heike heinrich heinz helga helmut henrik herbert hermann hilde horst ida inga ingrid irene jan " +
    "jens jeroen johan johann johanna johannes jonas jorg josef jurgen kai kaja karin karsten katharina " +
    "katja katrin klaus kristin kristina lars lena leon liesbeth lukas magnus manfred manuela marco " +
    "maren marieke marlies martina matthias max mia mikael mikko moritz niels nils ole olaf otto pia " +
    "pieter rainer ralf renate roland rolf ruud sabine sebastian silke sonja stefan stefanie steffen sven " +
    "susanne thorsten tobias torsten udo ulrich ulrike ursula ute uwe volker werner willem wolfgang yvonne " +
    // Romance languages
    "adriana alain alberto alejandro alessandra alessandro alfonso amelie ana andre angel antoine antonio " +
    "antonella beatriz benoit bernard bruno camille carla carlos carmen cecile chantal chiara claude " +
    "clara claire cristina david didier diego dominique eduardo elena elisa emanuele enrico eric " +
    "etienne fabien fabio fernando filippo francesca francesco francisco francois francoise gabriel " +
    "gabriela gerard giacomo gianni giorgia giorgio giovanna giovanni giulia giuseppe guillaume gustavo " +
    "henri hugo ignacio ines isabelle jacques javier jean-paul jeanne jerome joao joaquin jorge jose " +
    "juan julien laurent leonardo lorenzo luca lucia luigi luis manuel marc marcelo marcel marcos " +
    "margarita marina mario marta matteo mathieu mauricio maxime miguel monica monique nathalie nicola " +
    "nicolas olivier pablo paolo pascal patrick paulo pedro philippe pierre rafael raquel renato ricardo " +
    "roberto rocio rodrigo rosa sandrine sergio silvia simone stefano sylvie teresa thierry tiago " +
    "valerie veronique vincenzo xavier yves " +
    // Slavic and others
    "agnieszka aleksander alexei andrzej barbora boris dariusz dmitri ewa grzegorz igor irena ivan ivana " +
    "jana jaroslav jerzy jiri joanna kamil katarzyna krzysztof ladislav lenka magdalena malgorzata " +
    "marcin marek mariusz michal milan miroslav monika natalia nikola olga ondrej oleg pavel petr petra " +
    "piotr radek roman ryszard sergei stanislav svetlana tatiana tereza tomas tomasz vaclav vera vladimir " +
    "wojciech yuri zbigniew zdenek zuzana abdul ahmed aisha ali amir amit ananya anil arjun ayse chen " +
    "deepak emre fatima farid hassan hiroshi ibrahim kenji khaled kumar lakshmi leila li mehmet mei " +
    "mohamed mohammed mustafa omar priya rahul raj rajesh ravi samira sanjay suresh takashi wei yasmin " +
    "yuki yusuf"
  ).split(" "),
);
