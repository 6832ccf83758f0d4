// The map: circuits, sites, start; a click or Enter chooses a place. All it says stands in text beside it.

import { getBox } from "../config.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { createMap } from "../map/create.js";
import { drawMarkers } from "../map/markers.js";
import { addRoutes, fitRoutes, hitRoute, showCursor, showRoutes } from "../map/routes.js";
import { findReach } from "../map/reach.js";
import { keys, Part } from "../part.js";
import { selectItinerary } from "../planning.js";
import { get, getSelected, set, setDraft } from "../store.js";
import { findNearest, toTrack } from "../track.js";
import { findEnds } from "../moves.js";
import { getNotice } from "./notice.js";

/** @typedef {import("maplibre-gl").Map} Map */

const HOVER_PIXELS = 14;
const START_ZOOM = 13;

export class TripMap extends Part {
  static watched = keys("language", "answer", "selected", "visit", "cursor", "draft", "picking", "plan", "ready");

  /** @type {Map | null} */
  #map = null;
  /** @type {import("maplibre-gl").Marker[]} */
  #markers = [];
  #isDrawn = false;
  /** @type {import("../types.js").Place | null} */
  #shownStart = null;
  #canvas = h("div", { class: "canvas" });
  #help = h("p", { class: "map-help", role: "status" });

  connectedCallback() {
    const notice = getNotice();
    this.replaceChildren(
      this.#canvas,
      h("span", { class: "crosshair", "aria-hidden": "true" }),
      this.#help,
      notice ? h("p", { class: "map-notice", "aria-hidden": "true" }, notice) : "",
    );
    if (!this.#map) void this.#start();
    super.connectedCallback();
  }

  async #start() {
    try {
      this.#map = await createMap(this.#canvas, getBox());
    } catch {
      set({ mapped: false, picking: null });
      this.toggleAttribute("missing", true);
      this.#canvas.replaceChildren(h("p", { class: "no-map" }, t("The map cannot be shown here. Everything it says stands in text.")));
      return;
    }
    const map = this.#map;
    map.on("click", (event) => this.#onClick(event));
    map.on("mousemove", (event) => this.#onMove(event));
    map.getCanvas().addEventListener("keydown", (event) => this.#onKey(event));
    map.on("style.load", () => this.#drawAll());
    if (map.isStyleLoaded()) this.#drawAll();
  }

  /** @param {Set<keyof import("../types.js").State>} changed */
  update(changed) {
    this.#showPicking(changed.has("picking"));
    if (!this.#map?.getSource("routes")) return;
    if (["answer", "selected", "draft", "language"].some((key) => changed.has(/** @type {any} */ (key)))) this.#drawRoutes(changed.has("answer"));
    if (changed.has("visit")) this.#flyToVisit();
    if (changed.has("plan")) this.#turnToReach();
    else if (changed.has("draft")) this.#flyToStart();
    if (changed.has("cursor")) showCursor(this.#map, get().cursor, getSelected());
  }

  #drawAll() {
    if (!this.#map) return;
    addRoutes(this.#map);
    this.#drawRoutes(!this.#isDrawn);
    this.#isDrawn = true;
  }

  /** @param {boolean} fit */
  #drawRoutes(fit) {
    const map = /** @type {Map} */ (this.#map);
    const { answer, selected, draft } = get();
    showRoutes(map, answer?.itineraries ?? [], selected);
    for (const marker of this.#markers) marker.remove();
    const ends = draft.by_train ? findEnds(getSelected()) : { start: draft.start, end: draft.end };
    this.#markers = drawMarkers(map, { itineraries: answer?.itineraries ?? [], selected, ...ends });
    if (fit && answer) queueMicrotask(() => this.#fit(answer));
  }

  /**
   * Bring the circuits into view, once the profile has its place below the map.
   * @param {import("../types.js").Answer} answer
   */
  #fit(answer) {
    const map = /** @type {Map} */ (this.#map);
    fitRoutes(map, answer.itineraries);
    const note = () => {
      if (!map.isSourceLoaded("routes")) return;
      map.off("render", note);
      performance.mark("terrils-circuits");
    };
    map.on("render", note);
    map.once("idle", () => performance.mark("terrils-drawn"));
  }

  /** While the first plan is made, show where it will lie, so that the streets there are drawn when it comes. */
  #turnToReach() {
    const { plan, draft, answer, profiles } = get();
    if (plan.status !== "working" || answer) return;
    const reach = findReach(draft, profiles);
    if (reach) this.#map?.fitBounds(reach, { padding: 40, duration: 0 });
  }

  #flyToVisit() {
    const { visit } = get();
    const chosen = visit === null ? null : getSelected()?.visits[visit];
    if (chosen) this.#map?.easeTo({ center: [chosen.position.lon, chosen.position.lat], zoom: Math.max(14, this.#map.getZoom()) });
  }

  /** Show a start that was just chosen by name, before there is a plan. */
  #flyToStart() {
    const { draft, answer } = get();
    const [map, { start }] = [this.#map, draft];
    if (!map || !start || draft.by_train || answer || start === this.#shownStart || !Number.isFinite(start.lat)) return;
    this.#shownStart = start;
    if (!map.getBounds().contains([start.lon, start.lat]) || map.getZoom() < START_ZOOM - 1) {
      map.easeTo({ center: [start.lon, start.lat], zoom: Math.max(START_ZOOM, map.getZoom()) });
    }
  }

  /** @param {boolean} isNew */
  #showPicking(isNew) {
    const { picking } = get();
    this.toggleAttribute("picking", picking !== null);
    const which = picking === "end" ? t("Finish") : t("Start");
    this.#help.textContent = picking ? t("{which}: click the map, or move it with the arrow keys and press Enter.", { which }) : "";
    if (!isNew || !picking) return;
    this.scrollIntoView({ block: "nearest" });
    this.#map?.getCanvas().focus({ preventScroll: true });
  }

  /** @param {import("maplibre-gl").MapMouseEvent} event */
  #onClick(event) {
    const { picking, draft, answer } = get();
    if (picking || (!draft.start && !draft.by_train && !answer)) return this.#choose(event.lngLat);
    const index = hitRoute(/** @type {Map} */ (this.#map), event.point, HOVER_PIXELS);
    if (index !== null) selectItinerary(index);
  }

  /** @param {import("maplibre-gl").MapMouseEvent} event */
  #onMove(event) {
    const chosen = getSelected();
    const map = /** @type {Map} */ (this.#map);
    if (!chosen || get().picking) return;
    const index = hitRoute(map, event.point, HOVER_PIXELS);
    map.getCanvas().style.cursor = index === null ? "" : "pointer";
    set({ cursor: index === get().selected ? findNearest(toTrack(chosen), { lon: event.lngLat.lng, lat: event.lngLat.lat }) : null });
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (!get().picking) return;
    if (event.key === "Escape") set({ picking: null });
    else if (event.key === "Enter") this.#choose(/** @type {Map} */ (this.#map).getCenter());
    else return;
    event.preventDefault();
  }

  /** @param {{ lng: number, lat: number }} point */
  #choose({ lng, lat }) {
    const which = get().picking ?? "start";
    const round = (/** @type {number} */ degrees) => Math.round(degrees * 1e6) / 1e6;
    setDraft({ [which]: { lat: round(lat), lon: round(lng), name: "" } });
    set({ picking: null });
    const field = /** @type {HTMLElement | null} */ (document.querySelector(`#${which}`));
    if (get().editing) field?.focus();
  }
}
