/**
 * Whether the name of a column says that it holds places, cameras or people, in the languages that
 * labels are kept in. Names are compared in lower case, without accents, word by word: `Geb.-Datum`,
 * `gebDatum` and `geb_datum` are one.
 */

/** A name of a column as words that `_` joins; what a language writes as one word stays one. */
export function plainName(name: string): string {
  return name
    .trim()
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1_$2")
    .replace(/[łŁ]/g, "l")
    .replace(/[øØ]/g, "o")
    .replace(/æ/gi, "ae")
    .replace(/ß/g, "ss")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
}

/** Names that are one of these and nothing else: inside longer ones the words mean other things. */
const WHOLE: ReadonlySet<string> = new Set([
  // "name" by language: nom_commun and nombre_cientifico are of species.
  "name",
  "nom",
  "nombre",
  "nome",
  "naam",
  "namn",
  "navn",
  "imie",
  "nimi",
  "jmeno",
  "contact",
  "kontakt",
  "contacto",
  "contatto",
  "contato",
  "phone",
  "tel",
  "fax",
  "mobile",
  "mobil",
  "handy",
  "portable",
  "movil",
  "komorka",
  "mel",
  "mail",
  "correo",
  "posta",
  "street",
  "rue",
  "calle",
  "rua",
  "ulica",
  "gata",
  "gate",
  "straat",
  "cep",
  "plz",
  "nif",
  // Doctors: imagem_medica is a medical picture, and arts is English too.
  "medico",
  "medica",
  "medecin",
  "arts",
  "laege",
  "lege",
  "nie",
  "cpr",
  "finder",
  "melder",
]);

/** Words of a name, alone or among others. */
const WORDS = [
  // Given, family and other names
  "vorname(n)?|nachname(n)?|familienname|geburtsname|zuname|patientenname|benutzername",
  "prenom(s)?|nom_(de_)?famille|nom_(et_)?prenom(s)?|nom_d_?usage|nom_patient",
  "apellido(s)?|(primer|segundo)_apellido|nombre_(y_)?apellido(s)?|nombre_completo|nombre_paciente",
  "sobrenome|apelido|nome_completo|nome_(do_)?paciente|cognome|nome_(e_)?cognome|nominativo",
  "voornaam|achternaam|familienaam|nazwisko|imie_(i_)?nazwisko|fornamn|efternamn|fornavn|etternavn",
  "efternavn|etunimi|sukunimi|prijmeni|surname|forename|nickname|initials",
  // Who was there
  "beobachter(in)?|bearbeiter(in)?|fotograf(in)?|sammler(in)?|bestimmer(in)?|untersucher(in)?",
  "arzt|aerztin|arztin|pfleger(in)?|behandler(in)?|ansprechpartner(in)?|eigentumer(in)?",
  "observateur|observatrice|photographe|determinateur|recolteur|collecteur|proprietaire|soignant",
  "observador(a)?|fotografo|fotografa|propietario|recolector|coletor|proprietario",
  "osservatore|osservatrice|raccoglitore|waarnemer|fotograaf|verzamelaar|eigenaar|behandelaar",
  "obserwator|lekarz|zbieracz|wlasciciel|observator|lakare|insamlare|agare|observatoer",
  "usuario|utilisateur|utilizador|utente|gebruiker|uzytkownik|anvandare|bruker|bruger",
  // Patients and their numbers
  "patient(en|in)?(_?(id|nr|no|nummer|number|name|code))?|patient_?innen|fallnummer|fall_?nr",
  "paciente(_?\\w+)?|paziente(_?\\w+)?|pacjent(a|ka|ki)?(_?\\w+)?|potilas(_?\\w+)?|proband(en|in)?",
  "numero_(de_)?(patient|dossier)|dossier_(patient|medical)|historia_clinica|prontuario",
  "cartella_clinica|patientnummer|journalnummer|journalnr|nhs_?(no|number)",
  // Numbers that a state or insurer gives
  "sozialversicherungs(nummer|nr)|versicherten?(nummer|nr)|versicherungs(nummer|nr)|steuer_?(id|nummer)",
  "ausweis(nummer|nr)?|reisepass(nummer)?|numero_(de_)?securite_sociale|nss|insee|dni|curp|rfc|cpf",
  "codice_fiscale|bsn|burgerservicenummer|pesel|personnummer|fodselsnummer|henkilotunnus|rodne_cislo",
  "pasaporte|passeport|passaporte|passaporto|paspoort|paszport|(kfz|auto|nummern?)_?kennzeichen|license_?plate|numberplate",
  // Births
  "geburts(datum|tag|jahr|ort)|geb_?(datum|dat|tag)|(date|jour|annee|lieu)_(de_)?naissance|ddn",
  "naissance|(fecha|ano|lugar)_(de_)?nacimiento|nacimiento|data_(de_)?nascimento|nascimento",
  "(data|luogo|anno)_(di_)?nascita|nascita|geboorte(datum|jaar|plaats|dag)|(data|rok|miejsce)_urodzenia",
  "urodzenia|fodelse(datum|dag|ar|ort)|fodsels?(dato|dag|ar)|syntyma(aika|vuosi)|datum_narozeni",
  // How to reach somebody
  "telefon(nummer|nr|o)?|telefoon(nummer)?|telephone|telefone|telemovel|(numero|telefono)_(di_)?cell?ulare?",
  "mobil(nummer|telefon|nr)|puhelin(numero)?|courriel|e_?mail_?\\w*|correo_electronico",
  "indirizzo_(e_)?mail|adresse_(e_)?mail|e_post|epost|poczta|sahkoposti",
];

const PLACE_WORDS = [
  "adresse|anschrift|adresa|adres|adress|osoite|indirizzo|direccion|domicilio|domicile|endereco|morada",
  "strasse|hausnummer|postleitzahl|wohnort|postnummer|postcode|code_postal|codigo_postal|kod_pocztowy",
  "woonplaats|lieu_(de_)?residence|residencia|residenza",
  "breitengrad|langengrad|laengengrad|geo_?(breite|laenge|lange)|koordinate(n|r)?|rechtswert|hochwert",
  "flurstuck(snummer)?|latitud(e|ine)?|longitud(e|ine)?|coordonnees?|coordenadas?|coordinate|coordinaten",
  "breedtegraad|lengtegraad|breddegrad|lengdegrad|laengdegrad|(szerokosc|dlugosc)(_geograficzna)?",
  "wspolrzedne|koordinater|leveysaste|pituusaste|koordinaati?t|zemepisna_(sirka|delka)|souradnice",
];

const SERIAL_WORDS = [
  "serien_?(nummer|nr)|serie_?(nummer|nr)|numero_(de_|di_)?serie|n_(de_)?serie|no_(de_)?serie|matricola",
  "numer_seryjny|nr_seryjny|sarjanumero|serijski_broj|vyrobni_cislo|gerate_?(nummer|nr)",
];

const KNOWN = [...WORDS, ...PLACE_WORDS, ...SERIAL_WORDS].map(
  (words) => new RegExp(`(^|_)(?:${words})(?=_|$)`),
);

/** Whether a column's name is one of places, serial numbers or people in a language but English. */
export function isPersonalName(name: string): boolean {
  const plain = plainName(name);
  return WHOLE.has(plain) || KNOWN.some((words) => words.test(plain));
}
