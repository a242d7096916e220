import { describe, expect, it } from "vitest";
import { type Column, categoricalColumn } from "../../../src/core/table.js";
import { isPersonal, whyPersonal } from "../../../src/records/evidence/personal-columns.js";
import { plainName } from "../../../src/records/evidence/personal-names.js";
import { processorMs } from "../../support/processor-time.js";

/** The same eight columns in eleven languages: given and family name, mail, phone, birth, address, patient, serial. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  English: ["first_name", "Surname", "e-mail", "phone number", "date of birth", "address"],
  German: ["Vorname", "Nachname", "E-Mail-Adresse", "Telefonnummer", "Geburtsdatum", "Anschrift"],
  "German, in short": ["Geb.-Datum", "gebDatum", "PLZ", "Patienten-ID", "Seriennummer", "Handy"],
  French: ["Prénom", "Nom de famille", "courriel", "Téléphone", "Date de naissance", "adresse"],
  "French, further": ["nom", "code postal", "N° de série", "numéro de série", "médecin", "NSS"],
  Spanish: [
    "nombre",
    "Apellidos",
    "correo electrónico",
    "teléfono",
    "fecha_nacimiento",
    "dirección",
  ],
  "Spanish, further": [
    "Primer apellido",
    "DNI",
    "código postal",
    "historia clínica",
    "paciente_id",
  ],
  Portuguese: ["nome", "sobrenome", "e-mail", "telemóvel", "data de nascimento", "endereço", "CPF"],
  Italian: ["nome", "cognome", "indirizzo e-mail", "telefono", "data_di_nascita", "codice fiscale"],
  Dutch: [
    "voornaam",
    "achternaam",
    "e-mailadres",
    "telefoonnummer",
    "geboortedatum",
    "adres",
    "BSN",
  ],
  Polish: ["imię", "nazwisko", "e-mail", "telefon", "data urodzenia", "adres", "PESEL", "pacjent"],
  Swedish: [
    "förnamn",
    "efternamn",
    "e-post",
    "mobilnummer",
    "födelsedatum",
    "adress",
    "personnummer",
  ],
  Danish: ["fornavn", "efternavn", "fødselsdato", "adresse", "CPR", "breddegrad", "længdegrad"],
  Places: [
    "Breitengrad",
    "Längengrad",
    "latitud",
    "longitudine",
    "szerokość geograficzna",
    "coord_x",
  ],
};

/** Columns of everyday data that are of nobody. */
const NOBODYS = [
  "site",
  "camera",
  "season",
  "species",
  "scientific_name_length",
  "light",
  "weather",
  "kind",
  "nom_commun",
  "nombre_cientifico",
  "nome scientifico",
  "tipo_celular",
  "imagem_medica",
  "Breite",
  "Höhe",
  "width",
  "Aufnahmedatum",
  "date_taken",
  "Standort",
  "Tierart",
  "Geschlecht",
  "station",
  "habitat",
  "altitude",
  "profondeur",
  "couleur",
  "état",
  "estado",
  "Kennzeichen",
  "arts_and_crafts",
  "mobile_camera",
  "portable_xray",
  "contact_area",
  "matrix",
  "model",
  "stage",
];

const texts = (...cells: readonly string[]): Column => categoricalColumn(cells);

describe("names of columns", () => {
  it.each(Object.entries(NAMES))("of people and places are known: %s", (_, names) => {
    expect(names.filter((name) => !isPersonal(name))).toEqual([]);
  });

  it("of anything else are left alone", () => {
    expect(NOBODYS.filter(isPersonal)).toEqual([]);
  });

  it("are one whatever their spelling", () => {
    for (const name of ["Geb.-Datum", "gebDatum", " geb_datum ", "GEB DATUM"]) {
      expect(plainName(name).replace(/_/g, "")).toBe("gebdatum");
    }
    expect(plainName("Fødselsdato")).toBe("fodselsdato");
  });
});

describe("values of a column whose name says nothing", () => {
  it.each([
    ["e-mail addresses", texts("clear", "ask ann.miller@example.org", "rain")],
    ["telephone numbers", texts("+49 170 1234567", "030/1234567", "(0711) 12 34 56", "none")],
    ["coordinates", texts("47.3769, 8.5417", "n/a")],
    ["coordinates", texts("47°22'36\"N 8°32'30\"E")],
    ["coordinates", texts("POINT (8.5417 47.3769)")],
    ["names of people", texts("Ann Miller", "Müller, Jörg", "María del Carmen López", "J. Smith")],
    ["names of people", texts("Dr. Weiß", "Frau Schmidt", "Prof. Rossi")],
    [
      "names of people",
      texts("Katarzyna Nowak", "Łukasz Nowak", "Piotr Zieliński", "Jan de Vries"),
    ],
  ])("are %s", (reason, column) => {
    expect(whyPersonal("extra", column)).toBe(reason);
  });

  it("are dates of birth where they spread over lives, and not where pictures were taken", () => {
    const days = Array.from({ length: 40 }, (_, i) => `${1940 + 2 * i}-0${1 + (i % 9)}-12`);
    expect(whyPersonal("extra", texts(...days))).toBe("dates of birth");
    expect(
      whyPersonal("extra", texts(...days.map((day) => day.split("-").reverse().join(".")))),
    ).toBe("dates of birth");
    expect(whyPersonal("collection_date", texts(...days))).toBeNull();
    const recent = Array.from({ length: 40 }, (_, i) => `${2008 + (i % 17)}-05-12`);
    expect(whyPersonal("extra", texts(...recent))).toBeNull();
  });

  it.each([
    [
      "names of species",
      texts("Red Fox", "Roe Deer", "Great Tit", "Grey Heron", "Robin Redbreast"),
    ],
    [
      "scientific names",
      texts("Vulpes vulpes", "Capreolus capreolus", "Parus major", "Ursus arctos"),
    ],
    [
      "places",
      texts("North Ridge", "Lake Victoria", "Grand Canyon", "Black Forest", "Mount Kenya"),
    ],
    ["cameras", texts("Canon EOS 40D", "Reconyx HC500", "Bushnell Core", "Browning Strike Force")],
    ["times", texts("2011-05-07T02:35:49", "2012-06-07T03:36:50", "2013-01-02 03:04:05")],
    ["numbers", texts("0012345", "0012346", "0012347", "1-800", "12.5", "3/4")],
    ["a range", texts("10.123-20.456", "1.5, 2.5", "0.001, 0.002")],
    ["codes", texts("A-01", "IMG_0001", "s1@night", "v1.2.3", "user@", "#12")],
    ["given names alone", texts("Max", "Anna", "Lena")],
    ["a single name among much else", texts("Ann Miller", "north", "south", "east", "west")],
  ])("are left alone: %s", (_, column) => {
    expect(whyPersonal("extra", column)).toBeNull();
  });

  it("are names only where the column is not of kinds", () => {
    const kinds = texts("Carl Linnaeus", "Charles Darwin", "Thomas Huxley");
    expect(whyPersonal("cultivar", kinds)).toBeNull();
    expect(whyPersonal("who", kinds)).toBe("names of people");
  });

  it("of hostile length are looked at in no time", async () => {
    const long = [
      "a".repeat(2e6),
      "1 ".repeat(1e6),
      "a.".repeat(1e6),
      "A b ".repeat(5e5),
      "°".repeat(1e6),
    ];
    const look = (): void => expect(whyPersonal("extra", texts(...long))).toBeNull();
    expect(await processorMs(look)).toBeLessThan(2000);
  });
});
