// The way as text, leg by leg.

import { changeCircuit } from "../changes.js";
import { h } from "../dom.js";
import { formatDuration, formatLength } from "../format.js";
import { mark, t } from "../i18n.js";
import { keys, Part } from "../part.js";
import { get, getSelected } from "../store.js";

/** @typedef {import("../types.js").Leg} Leg */

/** @type {Record<string, string>} */
const MODES = {
  foot: mark("On foot"),
  bike: mark("By bike"),
  push: mark("Pushing the bike"),
  ferry: mark("By ferry"),
  transit: mark("By public transport"),
};
const WHEELCHAIR_ON_FOOT = mark("By wheelchair");

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
        chosen.legs.map((leg, index) => drawLeg(leg, chosen.mode, index === chosen.legs.length - 1 && chosen.circuit)),
      ),
    ];
  }
}

/**
 * @param {Leg} leg
 * @param {string} profile
 * @param {boolean} isHome
 */
function drawLeg(leg, profile, isHome) {
  const target = isHome ? t("back to the start") : leg.to.name && t("to {place}", { place: leg.to.name });
  const facts = `${formatLength(leg.length_m)} · ${formatDuration(leg.duration_s)}`;
  return h(
    "section",
    {},
    h("h4", {}, [t(getModeName(leg.mode, profile)), target].filter(Boolean).join(", "), " ", h("small", {}, facts)),
    h("ol", {}, leg.steps.map((step) => h("li", {}, step.text, step.length_m > 0 && drawMore(step)))),
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

/**
 * Legs on foot of a wheelchair are not walked.
 * @param {string} mode
 * @param {string} profile
 */
function getModeName(mode, profile) {
  const vehicle = get().profiles.find(({ name }) => name === profile)?.vehicle;
  if (mode === "foot" && vehicle === "wheelchair") return WHEELCHAIR_ON_FOOT;
  return MODES[mode] ?? MODES.foot;
}
