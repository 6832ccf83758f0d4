// The lines of the circuits on the map, and the place that the profile points at.

import { getCircuitColor, isDark } from "../color.js";
import { findAt, toPieces, toTrack } from "../track.js";

/** @typedef {import("maplibre-gl").Map} Map */
/** @typedef {import("../types.js").Itinerary} Itinerary */

const NOTHING = /** @type {const} */ ({ type: "FeatureCollection", features: [] });
const ROUND = /** @type {const} */ ({ "line-cap": "round", "line-join": "round" });

/** @param {Map} map */
export function addRoutes(map) {
  if (map.getSource("routes")) return;
  const casing = isDark() ? "#12171a" : "#ffffff";
  map.addSource("routes", { type: "geojson", data: /** @type {any} */ (NOTHING) });
  map.addSource("cursor", { type: "geojson", data: /** @type {any} */ (NOTHING) });
  /** @type {(id: string, chosen: boolean, paint: object) => void} */
  const add = (id, chosen, paint) =>
    void map.addLayer({ id, type: "line", source: "routes", filter: ["==", ["get", "chosen"], chosen], layout: ROUND, paint });
  map.addLayer({
    id: "rides",
    type: "line",
    source: "routes",
    filter: ["==", ["get", "ride"], true],
    layout: ROUND,
    paint: { "line-color": isDark() ? "#c4d0d6" : "#46545c", "line-width": 2, "line-dasharray": [0.1, 2.5] },
  });
  add("others-casing", false, { "line-color": casing, "line-width": 6, "line-opacity": 0.7 });
  add("others", false, { "line-color": ["get", "color"], "line-width": 3, "line-dasharray": [2, 1.6] });
  add("chosen-casing", true, { "line-color": casing, "line-width": 9, "line-opacity": 0.9 });
  add("chosen", true, { "line-color": ["get", "color"], "line-width": 5 });
  map.addLayer({
    id: "cursor",
    type: "circle",
    source: "cursor",
    paint: { "circle-radius": 7, "circle-color": casing, "circle-stroke-width": 4, "circle-stroke-color": isDark() ? "#ffffff" : "#1f2a30" },
  });
}

/**
 * @param {Map} map
 * @param {Itinerary[]} itineraries
 * @param {number} selected
 */
export function showRoutes(map, itineraries, selected) {
  const features = itineraries.map((itinerary, index) => ({
    type: "Feature",
    properties: { index, color: getCircuitColor(index), chosen: index === selected },
    geometry: { type: "MultiLineString", coordinates: toPieces(itinerary).map((piece) => piece.map(({ lon, lat }) => [lon, lat])) },
  }));
  const rides = itineraries[selected]?.legs.filter(({ mode }) => mode === "transit") ?? [];
  const boards = rides.map(({ geometry }) => ({ type: "Feature", properties: { ride: true }, geometry }));
  setData(map, "routes", { type: "FeatureCollection", features: [...boards, ...features] });
}

/**
 * @param {Map} map
 * @param {number | null} metres
 * @param {Itinerary | null} itinerary
 */
export function showCursor(map, metres, itinerary) {
  if (metres === null || !itinerary) return setData(map, "cursor", NOTHING);
  const { lon, lat } = findAt(toTrack(itinerary), metres);
  setData(map, "cursor", { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [lon, lat] } });
}

/**
 * Bring all circuits into view.
 * @param {Map} map
 * @param {Itinerary[]} itineraries
 */
export function fitRoutes(map, itineraries) {
  const points = itineraries.flatMap(toTrack);
  if (!points.length) return;
  const [west, south, east, north] = points.reduce(
    ([w, s, e, n], { lon, lat }) => [Math.min(w, lon), Math.min(s, lat), Math.max(e, lon), Math.max(n, lat)],
    [Infinity, Infinity, -Infinity, -Infinity],
  );
  map.resize();
  map.fitBounds([west, south, east, north], { padding: 40, maxZoom: 16, duration: 0 });
}

/**
 * The circuit under a point of the screen, the chosen one first; null where there is none.
 * @param {Map} map
 * @param {{ x: number, y: number }} point
 * @param {number} around pixels
 * @returns {number | null}
 */
export function hitRoute(map, { x, y }, around) {
  if (!map.getLayer("chosen")) return null;
  /** @type {[[number, number], [number, number]]} */
  const box = [
    [x - around, y - around],
    [x + around, y + around],
  ];
  for (const layers of [["chosen"], ["others"]]) {
    const [hit] = map.queryRenderedFeatures(box, { layers });
    if (hit) return Number(hit.properties.index);
  }
  return null;
}

/**
 * @param {Map} map
 * @param {string} id
 * @param {unknown} data
 */
function setData(map, id, data) {
  /** @type {import("maplibre-gl").GeoJSONSource} */ (map.getSource(id)).setData(/** @type {any} */ (data));
}
