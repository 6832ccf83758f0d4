// The way as text, leg by leg.

import { changeCircuit } from "../changes.js";
import { h } from "../dom.js";
import { formatClock, formatDuration, formatLength } from "../format.js";
import { t } from "../i18n.js";
import { keys, Part } from "../part.js";
import { getSelected, isPlannedAnew } from "../store.js";
import { describeRide, getModeName, nameRide } from "../moves.js";

/** @typedef {import("../types.js").Leg} Leg */

export class Steps extends Part {
  static watched = keys("language", "answer", "selected");

  draw() {
    const chosen = getSelected();
    if (!chosen) return [];
    return [
      h(
        "details",
        { class: "steps" },
        h("summary", {}, h("h3", {}, t("The way, step by step"))),
        chosen.legs.map((leg, index) => {
          if (leg.mode === "transit") return drawRide(leg);
          return drawLeg(leg, chosen, index === chosen.legs.length - 1 && chosen.circuit);
        }),
      ),
    ];
  }
}

/** @param {Leg} leg */
function drawRide(leg) {
  const day = leg.stage && `${t("Day {number}", { number: leg.stage })} · `;
  const head = t("{time} from {stop}: {ride}", { time: formatClock(String(leg.departure)), stop: leg.from.name, ride: nameRide(leg) });
  return h("section", {}, h("h4", {}, head), h("p", { class: "hint" }, day, describeRide(leg)));
}

/**
 * @param {Leg} leg
 * @param {import("../types.js").Itinerary} itinerary
 * @param {boolean} isHome
 */
function drawLeg(leg, { mode }, isHome) {
  const target = isHome ? t("back to the start") : leg.to.name && t("to {place}", { place: leg.to.name });
  const facts = [leg.stage && t("Day {number}", { number: leg.stage }), formatLength(leg.length_m), formatDuration(leg.duration_s)].filter(Boolean).join(" · ");
  return h(
    "section",
    {},
    h("h4", {}, [t(getModeName(leg.mode, mode)), target].filter(Boolean).join(", "), " ", h("small", {}, facts)),
    h("ol", {}, (leg.steps ?? []).map((step) => h("li", {}, step.text, !isPlannedAnew() && step.length_m > 0 && drawMore(step)))),
  );
}

/**
 * What can be changed from a step on, folded away.
 * @param {import("../types.js").Step} step
 */
function drawMore({ text, position }) {
  const change = (/** @type {string} */ op) => void changeCircuit({ op, lat: position.lat, lon: position.lon });
  return h(
    "details",
    { class: "more" },
    h("summary", {}, t("Change"), h("span", { class: "unseen" }, `: ${text}`)),
    h(
      "div",
      { class: "tools" },
      h("button", { type: "button", class: "quiet small", "data-change": "avoid", onclick: () => change("avoid") }, t("Avoid this street")),
      h("button", { type: "button", class: "quiet small", "data-change": "shorten", onclick: () => change("shorten") }, t("Straight home from here")),
    ),
  );
}
