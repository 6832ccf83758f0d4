// The request in one line, where the form is folded away.

import { h, icon } from "../dom.js";
import { formatDeparture, formatDuration, formatLength, formatPoint } from "../format.js";
import { t } from "../i18n.js";
import { PENCIL } from "../icons.js";
import { keys, Part } from "../part.js";
import { get, hasBase, hasLunch, isHired, isRidden, isTour, set } from "../store.js";
import { namePace } from "./trip-fields.js";

export class Summary extends Part {
  static watched = keys("language", "ready", "draft", "editing");

  draw() {
    const { ready, editing, draft, profiles, themes } = get();
    this.hidden = !ready || editing;
    if (this.hidden) return [];
    const find = (/** @type {import("../types.js").Named[]} */ items, /** @type {string} */ name) =>
      items.find((item) => item.name === name)?.title ?? name;
    const length = draft.by === "distance" ? formatLength(1000 * draft.distance_km) : formatDuration(60 * draft.duration_min);
    const chosen = Object.keys(draft.themes).map((name) => find(themes, name));
    const facts = [
      find(profiles, draft.mode),
      isTour(draft) ? t("{days} days of {length}", { days: draft.days, length }) : length,
      ...listWhere(draft),
      draft.departure ? formatDeparture(draft.departure) : "",
      draft.by_train && draft.back ? t("back by {time}", { time: draft.back }) : "",
      hasBase(draft) ? t("back to the same place every night") : "",
      isHired(draft) ? t("with a hired bike") : draft.hire && isRidden(draft.mode) ? t("without a hired bike") : "",
      hasLunch(draft) ? t("with a lunch") : draft.lunch ? t("without a lunch") : "",
      draft.pace !== 1 ? namePace(draft.pace) : "",
      ...chosen,
      ...draft.must.map((site) => t("with {site}", { site: site.name })),
      ...draft.avoid.map((site) => t("without {site}", { site: site.name })),
    ].filter(Boolean);
    const change = () => {
      set({ editing: true });
      /** @type {HTMLElement | null} */ (document.querySelector("terrils-form input"))?.focus();
    };
    return [
      h("ul", { class: "facts", "aria-label": t("Your trip") }, facts.map((fact) => h("li", {}, fact))),
      h("button", { type: "button", class: "quiet", onclick: change }, icon(PENCIL), t("Change")),
    ];
  }
}

/** @param {import("../types.js").Draft} draft */
function listWhere({ by_train, origin, start, end }) {
  const show = (/** @type {import("../types.js").Place} */ place) => place.name || formatPoint(place);
  if (by_train) return [origin ? t("by train from {place}", { place: show(origin) }) : ""];
  return [start ? t("from {place}", { place: show(start) }) : "", end ? t("to {place}", { place: show(end) }) : ""];
}
