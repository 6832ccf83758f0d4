// The look of the base map, as a MapLibre style (version 8).
//
// There is no `glyphs`: MapLibre then draws letters with the reader's own fonts, and no font is fetched.

import { DARK, LIGHT } from "./colours.js";
import { listJunctions, listLineLabels, listPlaceLabels } from "./labels.js";
import { SOURCE } from "./layers.js";
import {
  listBoundaries,
  listBuildings,
  listFerries,
  listGrounds,
  listPaths,
  listRail,
  listRoutes,
  listStreets,
  listTerrils,
  listWater,
} from "./shapes.js";

/**
 * Make the style of the base map.
 *
 * @param {object} options
 * @param {string | null} [options.tilesUrl] Address of the PMTiles archive, without `pmtiles://`; null where a territory has none: then
 *   only the ground colour is drawn.
 * @param {boolean} [options.dark] For dark surroundings.
 * @param {string} [options.language] `fr`, `nl` or `en`.
 * @param {string | null} [options.attribution] Whom the map credits; null where the page does so itself.
 * @returns {import("maplibre-gl").StyleSpecification} A style of version 8.
 */
export function makeStyle({
  tilesUrl = null,
  dark = false,
  language = "fr",
  attribution = "© OpenStreetMap contributors",
} = {}) {
  const c = dark ? DARK : LIGHT;
  /** @type {import("maplibre-gl").BackgroundLayerSpecification} */
  const ground = { id: "land", type: "background", paint: { "background-color": c.land } };
  if (!tilesUrl) {
    return { version: 8, name: "Terrils", sources: {}, layers: [ground] };
  }
  return {
    version: 8,
    name: "Terrils",
    sources: { [SOURCE]: { type: "vector", url: `pmtiles://${tilesUrl}`, attribution: attribution ?? "" } },
    layers: [
      ground,
      ...listGrounds(c),
      ...listWater(c),
      ...listTerrils(c),
      ...listBuildings(c),
      ...listStreets(c, "tunnel"),
      ...listPaths(c),
      ...listStreets(c, "plain"),
      ...listRail(c),
      ...listStreets(c, "bridge"),
      ...listRoutes(c),
      ...listFerries(c),
      ...listBoundaries(c),
      ...listLineLabels(c, language),
      ...listJunctions(c),
      ...listPlaceLabels(c, language),
    ],
  };
}
