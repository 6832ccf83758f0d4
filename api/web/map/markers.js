// Start, finish, numbered sites and the numbers of the circuits. Readers find the same in the text beside the map.

import { getCircuitColor } from "../color.js";
import { h, icon } from "../dom.js";
import { BED, MEAL } from "../icons.js";
import { selectItinerary } from "../planning.js";
import { set } from "../store.js";
import { findAt, toTrack } from "../track.js";
import { getMapLibre } from "./create.js";

/** @typedef {import("../types.js").Itinerary} Itinerary */
/** @typedef {{ lat: number, lon: number } | null} Spot */

/**
 * Put the markers on a map.
 * @param {import("maplibre-gl").Map} map
 * @param {{ itineraries: Itinerary[], selected: number, start: Spot, end: Spot }} shown
 */
export function drawMarkers(map, { itineraries, selected, start, end }) {
  const { Marker } = getMapLibre();
  /** @type {import("maplibre-gl").Marker[]} */
  const markers = [];
  const put = (/** @type {HTMLElement} */ element, /** @type {{ lon: number, lat: number }} */ at) => {
    if (Number.isFinite(at.lat)) markers.push(new Marker({ element }).setLngLat([at.lon, at.lat]).addTo(map));
  };
  itineraries.forEach((itinerary, index) => {
    if (index === selected) return;
    const track = toTrack(itinerary);
    const whole = track.at(-1)?.metres ?? 0;
    put(draw("number", String(index + 1), () => selectItinerary(index), getCircuitColor(index)), findAt(track, (whole * (index + 2)) / 5));
  });
  itineraries[selected]?.visits.forEach((visit, index) => {
    put(draw("place-number", String(index + 1), () => set({ visit: index })), visit.position);
  });
  itineraries[selected]?.breaks?.forEach(({ position }) => put(draw("place-number meal", icon(MEAL)), position));
  itineraries[selected]?.stages?.forEach(({ night }) => night && night.kind !== "base" && put(draw("place-number meal", icon(BED)), night.place));
  if (end) put(draw("flag end", ""), end);
  if (start) put(draw("flag", ""), start);
  return markers;
}

/**
 * @param {string} kind
 * @param {string | Node} text
 * @param {() => void} [choose]
 * @param {string} [color]
 */
function draw(kind, text, choose, color) {
  const click = (/** @type {Event} */ event) => {
    event.stopPropagation();
    choose?.();
  };
  return h("div", { class: `marker ${kind}`, "aria-hidden": "true", "--circuit": color, onclick: choose ? click : null }, text);
}
