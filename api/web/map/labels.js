// Layers of the base map that are letters and numbers.

import { fade, isClass, layer, nameIn } from "./layers.js";

/** @typedef {import("./colours.js").Colours} Colours */

const REGULAR = ["system-ui", "sans-serif"];
// MapLibre takes weight and slope from the first name; the family is the next one that exists.
const BOLD = ["Sans Bold", "system-ui", "sans-serif"];
const ITALIC = ["Sans Italic", "system-ui", "sans-serif"];

/**
 * @param {Colours} c
 * @param {string} language
 */
export function listLineLabels(c, language) {
  const along = { "symbol-placement": "line", "text-max-angle": 30, "text-padding": 4, "symbol-spacing": 300 };
  const halo = { "text-halo-color": c.halo, "text-halo-width": 1.4 };
  const kind = ["match", ["get", "kind"], "cycling", c.routeCycling, "hiking", c.routeHiking, c.routeMtb];
  return [
    layer("symbol", "waterway-names", "waterway", {
      minzoom: 12,
      filter: isClass("river", "canal"),
      layout: { ...along, "text-field": nameIn(language), "text-font": ITALIC, "text-size": 11 },
      paint: { "text-color": c.waterText, ...halo },
    }),
    layer("symbol", "street-names", "streets", {
      minzoom: 14,
      filter: ["has", "name"],
      layout: { ...along, "text-field": nameIn(language), "text-font": REGULAR, "text-size": fade(14, 10, 18, 13) },
      paint: { "text-color": c.softText, ...halo },
    }),
    layer("symbol", "street-refs", "streets", {
      minzoom: 10,
      filter: ["all", ["has", "ref"], isClass("motorway", "trunk", "primary", "secondary")],
      layout: {
        ...along,
        "symbol-spacing": 500,
        "text-rotation-alignment": "viewport",
        "text-field": ["get", "ref"],
        "text-font": REGULAR,
        "text-size": 10,
      },
      paint: { "text-color": c.softText, "text-halo-color": c.halo, "text-halo-width": 2 },
    }),
    layer("symbol", "route-refs", "routes", {
      minzoom: 11,
      filter: ["all", ["has", "ref"], ["!", isClass("nodes")]],
      layout: {
        ...along,
        "symbol-spacing": 400,
        "text-rotation-alignment": "viewport",
        "text-field": ["get", "ref"],
        "text-font": BOLD,
        "text-size": 11,
      },
      paint: { "text-color": kind, "text-halo-color": c.halo, "text-halo-width": 2 },
    }),
  ];
}

/**
 * Numbered junctions of the node networks: a disc with the number, its ring heavier for bikes.
 * @param {Colours} c
 */
export function listJunctions(c) {
  const kind = ["match", ["get", "class"], "cycling", c.routeCycling, c.routeHiking];
  return [
    layer("circle", "junctions", "junctions", {
      minzoom: 12,
      paint: {
        "circle-radius": fade(12, 2, 13, 8, 16, 10),
        "circle-color": c.halo,
        "circle-stroke-color": kind,
        "circle-stroke-width": ["match", ["get", "class"], "cycling", 2, 1],
      },
    }),
    layer("symbol", "junction-numbers", "junctions", {
      minzoom: 13,
      layout: {
        "text-field": ["get", "ref"],
        "text-font": BOLD,
        "text-size": fade(13, 9, 16, 11),
        "text-allow-overlap": true,
        "text-ignore-placement": false,
      },
      paint: { "text-color": kind },
    }),
  ];
}

/**
 * @param {Colours} c
 * @param {string} language
 */
export function listPlaceLabels(c, language) {
  const halo = { "text-halo-color": c.halo, "text-halo-width": 1.6 };
  /**
   * @param {string} id
   * @param {string[]} names
   * @param {number} minzoom
   * @param {any} size
   * @param {string[]} font
   * @param {string} colour
   */
  const place = (id, names, minzoom, size, font, colour) =>
    layer("symbol", id, "places", {
      minzoom,
      maxzoom: 17,
      filter: isClass(...names),
      layout: { "text-field": nameIn(language), "text-font": font, "text-size": size, "text-max-width": 8, "text-padding": 6 },
      paint: { "text-color": colour, ...halo },
    });
  return [
    layer("symbol", "water-names", "water", {
      minzoom: 12,
      filter: isClass("label"),
      layout: { "text-field": nameIn(language), "text-font": ITALIC, "text-size": 11, "text-max-width": 7 },
      paint: { "text-color": c.waterText, ...halo },
    }),
    layer("symbol", "terril-names", "terrils", {
      minzoom: 11,
      filter: isClass("label"),
      layout: { "text-field": nameIn(language), "text-font": ITALIC, "text-size": fade(11, 10, 16, 13), "text-max-width": 8 },
      paint: { "text-color": c.terrilText, ...halo },
    }),
    place("places-minor", ["hamlet", "neighbourhood"], 13, fade(13, 10.5, 17, 13), REGULAR, c.softText),
    place("places-suburb", ["suburb"], 12, fade(12, 11, 16, 14), REGULAR, c.softText),
    place("places-village", ["village"], 11, fade(11, 10.5, 16, 15), REGULAR, c.text),
    place("places-town", ["town"], 8, fade(8, 10.5, 12, 14, 16, 18), REGULAR, c.text),
    place("places-city", ["city"], 6, fade(6, 12, 12, 19, 16, 22), BOLD, c.text),
  ];
}
