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
  const tilesUrl = new URL(config.basemap, document.baseURI).href;
  await readTiles(library, tilesUrl);
  return makeStyle({ ...options, tilesUrl, attribution: null });
}

/**
 * Let the library read tiles out of one archive, by ranges of bytes; past the cache, where Chromium kept a part of one.
 * @param {MapLibre} library
 * @param {string} tilesUrl
 */
async function readTiles(library, tilesUrl) {
  if (isReading) return;
  await loadScript(`${folder}vendor/pmtiles.js`);
  const { FetchSource, PMTiles, Protocol } = /** @type {any} */ (globalThis).pmtiles;
  const [protocol, source] = [new Protocol(), new FetchSource(tilesUrl)];
  const read = source.getBytes.bind(source);
  source.getBytes = async (/** @type {number[]} */ ...range) => {
    const past = source.mustReload;
    const found = await read(...range);
    if (past || found.data.byteLength >= range[1]) return found;
    source.mustReload = true;
    return read(...range);
  };
  protocol.add(new PMTiles(source));
  library.addProtocol("pmtiles", protocol.tile);
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
