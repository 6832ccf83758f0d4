// The itinerary that is looked at: what to know, what to take away, its sites and its steps.

import { getCircuitColor } from "../color.js";
import { h, own } from "../dom.js";
import { t } from "../i18n.js";
import { keys, Part } from "../part.js";
import { get, getSelected } from "../store.js";

export class Circuit extends Part {
  static watched = keys("language", "answer", "selected");

  draw() {
    const chosen = getSelected();
    this.hidden = chosen === null;
    if (chosen === null) return [];
    const { selected } = get();
    return [
      h(
        "div",
        { class: "circuit-head", "--circuit": getCircuitColor(selected) },
        h("span", { class: "number", "aria-hidden": "true" }, selected + 1),
        h("h2", {}, chosen.title),
      ),
      h("p", { class: "quiet" }, (chosen.summary.emissions?.text ?? []).join(". ")),
      own("terrils-changes"),
      own("terrils-day"),
      own("terrils-tour"),
      own("terrils-takeaway"),
      own("terrils-warnings"),
      h("h3", {}, t("Sites on the way")),
      own("terrils-visits"),
      own("terrils-steps"),
    ];
  }
}
