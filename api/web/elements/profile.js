// How high the way goes: a curve, and a slider over it that points at the same place on the map.

import { h, svg } from "../dom.js";
import { formatHeight, formatLength } from "../format.js";
import { t } from "../i18n.js";
import { keys, Part } from "../part.js";
import { get, getSelected, set } from "../store.js";
import { findAt, listVisitMetres, toTrack } from "../track.js";

/** @typedef {import("../types.js").TrackPoint} TrackPoint */

const WIDTH = 1000;
const HEIGHT = 120;
const LEAST_RANGE_M = 40;
const STEPS = 400;
const CLOSE_SHARE = 0.05;
const ROWS = 4;

export class Profile extends Part {
  static watched = keys("language", "answer", "selected", "cursor");

  /** @type {TrackPoint[]} */
  #track = [];

  /** @param {Set<keyof import("../types.js").State>} changed */
  update(changed) {
    if (changed.size > 1 || !changed.has("cursor")) super.update(changed);
    this.#point();
  }

  draw() {
    const chosen = getSelected();
    this.hidden = chosen === null;
    this.#track = chosen ? toTrack(chosen) : [];
    if (!chosen) return [];
    const heights = this.#track.map((point) => point.ele);
    const title = h("h2", {}, t("Elevation"));
    if (!isKnown(heights)) return [title, h("p", { class: "hint" }, t("The elevation is not known here."))];
    const [low, high] = [Math.min(...heights), Math.max(...heights)];
    const whole = this.#track.at(-1)?.metres ?? 1;
    const range = Math.max(LEAST_RANGE_M, high - low);
    const toX = (/** @type {number} */ metres) => (WIDTH * metres) / whole;
    const toY = (/** @type {number} */ ele) => HEIGHT - 8 - ((HEIGHT - 22) * (ele - low)) / range;
    const line = this.#track.map((point) => `${toX(point.metres).toFixed(1)} ${toY(point.ele ?? low).toFixed(1)}`).join("L");
    const facts = t("From {low} to {high}, {ascent} up", {
      low: formatHeight(low),
      high: formatHeight(high),
      ascent: chosen.summary.ascent_m === null ? t("unknown") : formatHeight(chosen.summary.ascent_m),
    });
    return [
      h("div", { class: "profile-head" }, title, h("p", {}, facts), h("p", { class: "reading" })),
      h(
        "div",
        { class: "curve", onpointermove: (/** @type {PointerEvent} */ event) => this.#onPointer(event), onpointerleave: () => set({ cursor: null }) },
        svg(
          "svg",
          { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
          svg("path", { class: "ground", d: `M0 ${HEIGHT}L${line}L${WIDTH} ${HEIGHT}Z` }),
          svg("path", { class: "line", d: `M${line}`, "vector-effect": "non-scaling-stroke" }),
        ),
        drawTicks(listVisitMetres(chosen, this.#track), whole),
        h("span", { class: "needle", "aria-hidden": "true", hidden: true }),
        h("input", {
          type: "range",
          min: 0,
          max: STEPS,
          value: 0,
          "aria-label": t("Place along the way"),
          oninput: (/** @type {Event} */ event) =>
            set({ cursor: (whole * Number(/** @type {HTMLInputElement} */ (event.target).value)) / STEPS }),
        }),
      ),
    ];
  }

  /** @param {PointerEvent} event */
  #onPointer(event) {
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    set({ cursor: share * (this.#track.at(-1)?.metres ?? 0) });
  }

  /** Show where the cursor of the state is. */
  #point() {
    const { cursor } = get();
    const needle = /** @type {HTMLElement | null} */ (this.querySelector(".needle"));
    const reading = this.querySelector(".reading");
    const slider = /** @type {HTMLInputElement | null} */ (this.querySelector("input"));
    if (!needle || !reading || !slider) return;
    const whole = this.#track.at(-1)?.metres ?? 1;
    const at = findAt(this.#track, cursor ?? 0);
    const words = t("{height} at {length}", { height: formatHeight(at.ele ?? 0), length: formatLength(at.metres) });
    needle.hidden = cursor === null;
    needle.style.setProperty("--at", `${(100 * at.metres) / whole}%`);
    reading.textContent = cursor === null ? "" : words;
    slider.setAttribute("aria-valuetext", words);
    if (document.activeElement !== slider) slider.value = String((STEPS * at.metres) / whole);
  }
}

/**
 * Number the sites; one close behind others stands lower than they do, or where there is no more room under them bears no number.
 * @param {number[]} places metres from the start
 * @param {number} whole
 */
function drawTicks(places, whole) {
  const last = Array(ROWS).fill(-Infinity);
  return places.map((metres, index) => {
    const at = metres / whole;
    const row = last.findIndex((taken) => at - taken >= CLOSE_SHARE);
    if (row >= 0) last[row] = at;
    return h("span", { class: "tick", "aria-hidden": "true", "--at": `${100 * at}%`, "--row": Math.max(0, row) }, row >= 0 && index + 1);
  });
}

/**
 * @param {(number | null)[]} heights
 * @returns {heights is number[]}
 */
function isKnown(heights) {
  return heights.length > 1 && heights.every((height) => height !== null);
}
