// Loads MapLibre and makes the map; the page is there before it.

import { isDark, watchDark } from "../color.js";
import { config, folder } from "../config.js";
import { h } from "../dom.js";
import { getLanguage, t } from "../i18n.js";
import { get, watch } from "../store.js";
import { loadStyle } from "./ground.js";

/** @typedef {typeof import("maplibre-gl")} MapLibre */

/** @type {MapLibre | null} */
let loaded = null;

/** The library, once a map was made. */
export function getMapLibre() {
  if (!loaded) throw new Error("no map was made yet");
  return loaded;
}

/** @returns {Promise<MapLibre>} */
async function loadMapLibre() {
  if (!loaded) {
    /** @type {MapLibre} */
    const library = await import(`${folder}vendor/maplibre-gl.mjs`);
    library.setWorkerUrl(`${folder}vendor/maplibre-gl-worker.mjs`);
    loaded = library;
  }
  return loaded;
}

/**
 * Make a map in an element.
 * @param {HTMLElement} container
 * @param {[number, number, number, number]} bounds what it shows at first
 */
export async function createMap(container, bounds) {
  const library = await loadMapLibre();
  const style = await loadStyle(library, { dark: isDark(), language: getLanguage() });
  const map = new library.Map({
    container,
    style,
    bounds,
    fitBoundsOptions: { padding: 20 },
    attributionControl: false,
    fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200,
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: false,
    locale: listTexts(),
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new library.ScaleControl({}), "bottom-left");
  let credits = addCredits(map, library);
  const restyle = async () => map.setStyle(await loadStyle(library, { dark: isDark(), language: getLanguage() }));
  watchDark(restyle);
  watch(["language"], () => {
    map.removeControl(credits);
    credits = addCredits(map, library);
    void restyle();
  });
  return map;
}

/**
 * Say whose the data is, folded up.
 * @param {import("maplibre-gl").Map} map
 * @param {MapLibre} library
 */
function addCredits(map, library) {
  const customAttribution = config.attribution[get().language].map(escape);
  const control = new library.AttributionControl({ compact: true, customAttribution });
  map.addControl(control, "bottom-right");
  map.getContainer().querySelector(".maplibregl-compact-show")?.classList.remove("maplibregl-compact-show");
  return control;
}

/**
 * Attributions are text; MapLibre takes them for HTML.
 * @param {string} text
 */
function escape(text) {
  return h("span", {}, text).innerHTML;
}

function listTexts() {
  return {
    "Map.Title": t("Map"),
    "NavigationControl.ZoomIn": t("Zoom in"),
    "NavigationControl.ZoomOut": t("Zoom out"),
    "AttributionControl.ToggleAttribution": t("Sources"),
    "ScaleControl.Meters": "m",
    "ScaleControl.Kilometers": "km",
  };
}
