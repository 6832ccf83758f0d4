// What lies under the circuits: the streets of the territory where it has a base map, else a plain ground.

import { config, folder } from "../config.js";
import { makeStyle } from "./style.js";

/** @typedef {typeof import("maplibre-gl")} MapLibre */

let isReading = false;

/**
 * The style of the ground; the attribution stands on the map already.
 * @param {MapLibre} library
 * @param {{ dark: boolean, language: string }} options
 * @returns {Promise<import("maplibre-gl").StyleSpecification>}
 */
export async function loadStyle(library, options) {
  if (config.basemap === null) return makeStyle(options);
  await readTiles(library);
  const tilesUrl = new URL(config.basemap, document.baseURI).href;
  return makeStyle({ ...options, tilesUrl, attribution: null });
}

/**
 * Let the library read tiles out of one archive, by ranges of bytes.
 * @param {MapLibre} library
 */
async function readTiles(library) {
  if (isReading) return;
  await loadScript(`${folder}vendor/pmtiles.js`);
  const { Protocol } = /** @type {any} */ (globalThis).pmtiles;
  library.addProtocol("pmtiles", new Protocol().tile);
  isReading = true;
}

/**
 * Load a script that is no module.
 * @param {string} address
 */
function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}
