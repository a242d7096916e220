import { describe, expect, it } from "vitest";
import { looksLikePlace, namedGroup } from "../../src/claims/group-names.js";

describe("what a column's name says of its groups", () => {
  it.each([
    // English, with the usual endings
    "patient",
    "Patient ID",
    "patient_no",
    "PatientID",
    "donorId",
    "individualID",
    "lesion_id",
    "specimen",
    "slide",
    "animal_id",
    "case_no",
    "subject_id",
    "lot number",
    "batch",
    "video",
    "StudyInstanceUID",
    "SeriesInstanceUID",
    "AccessionNumber",
    // German, Dutch, French, Spanish, Portuguese, Italian
    "Patientennummer",
    "Patienten-ID",
    "Präparat",
    "Fallnummer",
    "Proband",
    "Tier-ID",
    "patiëntnummer",
    "deelnemer",
    "preparaat",
    "proefpersoon",
    "id_patient",
    "numéro de patient",
    "échantillon",
    "donneur",
    "paciente",
    "id_paciente",
    "número del paciente",
    "código muestra",
    "espécimen",
    "doador",
    "amostra",
    "número do paciente",
    "lote",
    "paziente",
    "campione",
    "numero paziente",
    "vetrino",
    "lotto",
  ])("%s: who or what was pictured", (name) => {
    expect(namedGroup(name)).toMatchObject({ kind: "subject", isSure: true });
  });

  it.each(["animal", "case", "subject", "sample", "tree", "Fall", "animal_name", "caso", "probe"])(
    "%s: perhaps, if its values are ids",
    (name) => {
      expect(namedGroup(name)).toMatchObject({ kind: "subject", isSure: false });
    },
  );

  it.each([
    ["site", "place"],
    ["Kamera", "place"],
    ["hôpital", "place"],
    ["estación", "place"],
    ["ziekenhuis", "place"],
    ["microscope_id", "device"],
    ["Gerät", "device"],
    ["scanner", "device"],
    ["survey", "other"],
    ["run_no", "other"],
    // A plain plural may be a count.
    ["animals", "other"],
    ["seq_id", "sequence"],
    ["burst", "sequence"],
  ])("%s: %s", (name, kind) => {
    expect(namedGroup(name)).toMatchObject({ kind });
    expect(looksLikePlace(name)).toBe(kind === "place");
  });

  it.each([
    "label",
    "light",
    "patience",
    "patient_age",
    "camera_model",
    "caseinsensitive",
    "slider",
    "batch_size",
    "lottery",
    "event",
    "split",
    "",
    "42",
  ])("%j: no group", (name) => {
    expect(namedGroup(name)).toBeNull();
  });
});
