/*
 * Writes sun_height.json: heights of the sun by the npm package astronomy-engine 2.1.19, whose sun is
 * that of the planetary theory VSOP87 (its author gives 1 arc minute against NOVAS C 3.1) and which
 * shares no code with ours. Heights are geometric: of the sun's centre, without refraction.
 *
 *     npm install astronomy-engine@2.1.19 && node sun_height_oracle.mjs > sun_height.json
 */
import { createRequire } from "node:module";

const { Body, Equator, Horizon, Observer } = createRequire(import.meta.url)("astronomy-engine");

// A plain linear congruence: the points need to be many and the same, not random.
let state = 12345;
const next = () => {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
  return state / 2 ** 31;
};
const cases = [];
for (let i = 0; i < 400; i++) {
  const seconds = Math.floor(Date.UTC(1980, 0, 1) / 1000 + next() * 70 * 365.25 * 86_400);
  const latitude = Math.round((next() * 180 - 90) * 1000) / 1000;
  const longitude = Math.round((next() * 360 - 180) * 1000) / 1000;
  const time = new Date(seconds * 1000);
  const observer = new Observer(latitude, longitude, 0);
  const sun = Equator(Body.Sun, time, observer, true, true);
  const { altitude } = Horizon(time, observer, sun.ra, sun.dec, null);
  cases.push([seconds, latitude, longitude, Math.round(altitude * 1e6) / 1e6]);
}
const rows = cases.map((row) => `    ${JSON.stringify(row).replaceAll(",", ", ")}`);
const about = '"columns": ["seconds", "latitude", "longitude", "height"]';
process.stdout.write(
  `{\n  "source": "astronomy-engine 2.1.19",\n  ${about},\n  "cases": [\n${rows.join(",\n")}\n  ]\n}\n`,
);
