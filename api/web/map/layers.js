// How a layer of the base map is written.

export const SOURCE = "basemap";

/** @typedef {any} Layer A layer of the style; MapLibre checks it when the map is made. */

/**
 * Width that grows by the zoom: pairs of zoom and pixels.
 * @param {number[]} stops
 */
export function width(...stops) {
  return ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];
}

/**
 * Value that goes straight from zoom to zoom: pairs of zoom and value.
 * @param {number[]} stops
 */
export function fade(...stops) {
  return ["interpolate", ["linear"], ["zoom"], ...stops];
}

/** @param {string[]} names */
export function isClass(...names) {
  return ["match", ["get", "class"], names, true, false];
}

/**
 * Name in the reader's language where the map has one, else as it is on the spot.
 * @param {string} language
 */
export function nameIn(language) {
  return ["coalesce", ["get", `name:${language}`], ["get", "name"]];
}

/**
 * @param {string} type
 * @param {string} id
 * @param {string} sourceLayer
 * @param {object} [options]
 * @returns {Layer}
 */
export function layer(type, id, sourceLayer, options) {
  return { id, type, source: SOURCE, "source-layer": sourceLayer, ...options };
}
